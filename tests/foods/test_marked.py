from datetime import date
from decimal import Decimal

from django.utils.translation import override

from foods.marked import Phrase, in_english

EATEN = Phrase("%(mg)s mg on %(day)s", mg=Decimal("2.5"), day=date(2026, 11, 3))


def test_a_phrase_is_english_without_a_language():
    assert in_english(Phrase("%(eaten)s of %(name)s", eaten=EATEN, name="a % of Ümit")) == (
        "2.5 mg on 3 November of a % of Ümit"
    )


def test_a_phrase_and_those_within_it_are_put_into_the_readers_words():
    # Words that Django has in German, since it is they who are looked up.
    said = Phrase(
        "%(answer)s: %(mg)s, %(name)s", answer=Phrase("Yes"), mg=Decimal("2.5"), name="No"
    )
    assert str(said) == "Yes: 2.5, No"
    with override("de"):
        assert str(said) == "Ja: 2,5, No"
