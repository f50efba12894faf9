import pytest

from foods.languages import spelt, stems


@pytest.mark.parametrize(
    ("language", "alike"),
    [
        ("de", "Kürbiskern Kürbiskerne Kürbiskernen Kuerbiskerne"),
        ("de", "Mandel Mandeln"),
        ("de", "Nuss Nuß Nüsse Nuesse Nüssen"),
        ("de", "Ei Eier Eiern"),
        ("de", "Apfel Äpfel Aepfel Äpfeln"),
        ("de", "Möhre Möhren Moehren"),
        ("de", "Avocado Avocados"),
        ("de", "schwarz schwarze schwarzer schwarzes schwarzen"),
        ("es", "almendra almendras"),
        ("es", "nuez nueces"),
        ("es", "frijol frijoles"),
        ("es", "tomate tomates"),
        ("es", "plátano plátanos platano"),
        ("en", "tomato tomatoes"),
        ("fr", "tomato tomatoes"),
    ],
)
def test_singular_and_plural_have_one_stem(language: str, alike: str) -> None:
    assert len(set(stems(alike, language))) == 1


@pytest.mark.parametrize(
    ("language", "apart"),
    [
        ("de", "Ei Eis Reis Reh Mais"),
        ("de", "Nuss Nudel Kern Kerbel Tee Teff"),
        ("es", "pan pana panela sal salsa"),
    ],
)
def test_other_words_keep_theirs(language: str, apart: str) -> None:
    assert len(set(stems(apart, language))) == len(apart.split())


def test_an_umlaut_in_two_letters_is_one_spelling_with_it() -> None:
    assert spelt("kuerb", "de") == spelt("kurb", "de") == "kurb"
    assert spelt("kuerb", "en") == "kuerb"
