from decimal import Decimal

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foods.models import Food, FoodName, Group, Identifier, Kind, Portion, Scheme, State
from foods.search import Sort, search

pytestmark = pytest.mark.django_db


def food(name: str, popularity: int = 50, **values: object) -> Food:
    return Food.objects.create(name=name, popularity=popularity, **values)


def names(typed: str = "", **options: object) -> list[str]:
    return [found.name for found in search(typed, **options).foods]  # type: ignore[arg-type]


def test_a_name_then_its_head_then_its_end_its_beginning_and_its_words() -> None:
    for name in [
        "Soup with spinach",
        "Spinach soufflé",
        "Baby spinach",
        "Spinach, raw",
        "Spinach",
        "Spinaches of the world",
    ]:
        food(name)
    assert names("spinach") == [
        "Spinach",
        "Spinach, raw",
        "Baby spinach",
        "Spinach soufflé",
        "Spinaches of the world",
        "Soup with spinach",
    ]


def test_common_foods_before_others_and_plain_ones_before_brands() -> None:
    food("Oat biscuits", popularity=0)
    food("Oat biscuits", brand="Crumbly")
    food("Oat biscuits", popularity=10)
    found = search("oat biscuits").foods
    assert [(f.brand, f.popularity) for f in found] == [("", 10), ("Crumbly", 50), ("", 0)]


def test_a_rare_food_whose_name_was_typed_before_common_ones_that_only_begin_so() -> None:
    food("Emulsion of fats", popularity=90)
    food("Emu, ground, raw", popularity=0)
    assert names("emu") == ["Emu, ground, raw", "Emulsion of fats"]


@pytest.mark.parametrize(
    "typed",
    [
        "Crème Brûlée tarts",
        "creme brulee tart",
        "tart creme brulee",
        "tarts, brulee, creme",
        "brul tar",
        "CRÈME BRÛL",
        "creme brulle tart",
        "cerme brulee tart",
        "tart of creme brulee with extras",
        "2 crème brûlée tarts",
    ],
)
def test_order_number_accents_and_typos_do_not_matter(typed: str) -> None:
    food("Crème brûlée tart")
    food("Apple pie")
    assert names(typed)[0] == "Crème brûlée tart"


def test_it_says_when_no_food_has_all_the_words() -> None:
    food("White bread")
    assert [search(typed).partial for typed in ("white", "bread white", "flat white", "xyzzy")] == [
        False,
        False,
        True,
        False,
    ]


def test_other_names_and_brands_are_found() -> None:
    seeds = food("Pumpkin seeds, dried")
    FoodName.objects.create(food=seeds, name="Pepitas")
    FoodName.objects.create(food=seeds, language="de", name="Kürbiskerne", preferred=True)
    food("Mineral water", brand="Hépar")
    assert names("pepita") == names("kurbis") == ["Pumpkin seeds, dried"]
    assert names("hepar") == ["Mineral water"]
    (found,) = search("pepitas", language="de").foods
    assert found.display_name == "Kürbiskerne"
    (found,) = search("pepitas", language="fr").foods
    assert found.display_name == "Pumpkin seeds, dried"


def named(english: str, german: str, *aliases: str, popularity: int = 50) -> Food:
    made = food(english, popularity)
    FoodName.objects.create(food=made, language="de", name=german, preferred=True)
    for alias in aliases:
        FoodName.objects.create(food=made, language="de", name=alias)
    return made


def german(typed: str) -> list[str]:
    return [found.display_name for found in search(typed, language="de").foods]


@pytest.mark.parametrize(
    "typed",
    [
        "Kürbiskerne",
        "Kuerbiskerne",
        "kurbiskerne",
        "KÜRBISKERN",
        "kuerbisk",
        "kürbiskene",
        "Pepitas",
    ],
)
def test_a_name_in_another_language_is_found_as_people_write_it(typed: str) -> None:
    named("Pumpkin seeds, dried", "Kürbiskerne, getrocknet", "Pepitas")
    named("Pumpkin, raw", "Speisekürbis, roh")
    assert german(typed) == ["Kürbiskerne, getrocknet"]


def test_steps_count_in_the_language_of_the_person_as_in_english() -> None:
    named("Soup with spinach", "Suppe mit Spinat")
    named("Soufflé", "Spinatsoufflé")
    named("Young leaves", "Junger Spinat")
    named("Leaves", "Blattgemüse", "Spinat", popularity=40)
    named("Spinach, raw", "Spinat, roh")
    assert german("spinat") == [
        "Blattgemüse",
        "Spinat, roh",
        "Junger Spinat",
        "Suppe mit Spinat",
        "Spinatsoufflé",
    ]


def test_a_name_of_ones_own_language_is_before_an_english_one() -> None:
    named("Chips", "Pommes frites", popularity=90)
    named("Crisps", "Chips", popularity=10)
    assert german("chips") == ["Chips", "Pommes frites"]
    assert names("chips") == ["Chips", "Crisps"]


def test_names_in_other_languages_are_found_by_everybody_after_all_else() -> None:
    named("Apple wine", "Most", popularity=90)
    food("Mostly bread", 10)
    assert names("most") == ["Mostly bread", "Apple wine"]
    assert german("apple wine") == ["Most"]


def test_a_typo_is_repaired_in_the_words_that_the_person_reads() -> None:
    named("Pumpkin seeds, dried", "Kürbiskerne, getrocknet")
    found = search("kürbiskrene", language="de")
    assert (found.corrected, len(found.foods)) == ("kürbiskerne", 1)
    assert search("kürbiskrene").foods == []
    assert search("pumkin", language="de").corrected == "pumpkin"


def test_a_word_that_the_catalogue_has_is_no_typo() -> None:
    food("Mace, ground", popularity=0)
    food("Maize, boiled")
    assert names("mace") == ["Mace, ground"]
    found = search("maizee")
    assert [f.name for f in found.foods] == ["Maize, boiled"]
    assert found.corrected == "maize"


def test_the_other_words_choose_between_spellings() -> None:
    for name in ["Bok choy, raw", "Pork chop", "Chow mein"]:
        food(name)
    found = search("bok choi")
    assert [f.name for f in found.foods] == ["Bok choy, raw"]
    assert found.corrected == "bok choy"


def test_an_amount_is_handed_back_beside_the_foods() -> None:
    food("Pumpkin seeds, dried")
    found = search("pumpkin seeds 30g")
    assert [f.name for f in found.foods] == ["Pumpkin seeds, dried"]
    assert (found.query.text, found.query.amount, found.query.unit) == (
        "pumpkin seeds",
        Decimal(30),
        "g",
    )


def test_usual_foods_come_after_exact_names_only() -> None:
    plain, pie = food("Apple, raw"), food("Apple and oat pie", popularity=1)
    food("Apple juice", popularity=99)
    assert names("apple", preferred_ids=[pie.pk]) == ["Apple, raw", pie.name, "Apple juice"]
    rare = food("Dried apple", popularity=0)
    assert names("apple", preferred_ids=[rare.pk])[:2] == [plain.name, rare.name]


def test_visible_are_published_foods_and_ones_own(
    alice: AbstractBaseUser, bob: AbstractBaseUser
) -> None:
    food("Granola, plain")
    food("Granola, mine", state=State.PRIVATE, owner=alice)
    food("Granola, proposed", state=State.PROPOSED, owner=alice)
    food("Granola, hers", state=State.PRIVATE, owner=bob)
    removed = food("Granola, removed", state=State.PRIVATE, owner=alice)
    Food.objects.filter(pk=removed.pk).update(removed_at=removed.created_at)
    food("Granola, retired", state=State.RETIRED)
    kept = food("Muesli")
    food("Granola, merged", state=State.MERGED, merged_into=kept)
    mine = {"Granola, mine", "Granola, proposed", "Granola, plain"}
    assert set(names("granola", person=alice)) == mine
    assert set(names("", person=alice)) == mine | {"Muesli"}
    assert names("granola") == ["Granola, plain"]
    assert names("granola", person=alice, preferred_ids=[removed.pk])[0] != removed.name


def test_kind_and_group_narrow_a_search_and_browsing() -> None:
    waters = Group.objects.create(slug="waters", name="Waters")
    food("Water biscuits", group=None)
    food("Tap water", kind=Kind.WATER, group=waters, popularity=90)
    food("Tonic", group=waters, popularity=80)
    assert names("water", kind=Kind.WATER) == ["Tap water"]
    assert names("water", group="waters") == ["Tap water"]
    assert names(group="waters") == ["Tap water", "Tonic"]
    assert names("water", kind=Kind.MEDICINE) == []


def test_sorting_puts_unknown_figures_last() -> None:
    def with_figures(name: str, mg: object, kcal: object, portion: str | None) -> None:
        made = food(name, magnesium_mg_per_basis=mg, energy_kcal_per_basis=kcal)
        if portion:
            Portion.objects.create(food=made, label="1", quantity=portion)

    with_figures("Seeds", 500, 600, "10")  # 50 a portion, 83 per 100 kcal
    with_figures("Leaves", 80, 20, "100")  # 80 a portion, 400 per 100 kcal
    with_figures("Coffee", 3, 1, "250")  # too little energy for a ratio
    with_figures("Riddle", None, None, None)
    with_figures("Nothing", 0, 100, "100")
    assert names(sort=Sort.PER_100_G) == ["Seeds", "Leaves", "Coffee", "Nothing", "Riddle"]
    assert names(sort=Sort.PER_PORTION) == ["Leaves", "Seeds", "Coffee", "Nothing", "Riddle"]
    assert names(sort=Sort.PER_100_KCAL) == ["Leaves", "Seeds", "Nothing", "Coffee", "Riddle"]
    leaves = Food.objects.get(name="Leaves")
    assert leaves.magnesium_mg_per_100kcal == 400
    assert leaves.magnesium_mg_per_portion == 80
    assert Food.objects.get(name="Coffee").magnesium_mg_per_100kcal is None


def test_pages_follow_each_other_without_gaps() -> None:
    for number in range(7):
        food(f"Bean soup {number}", popularity=number + 1)
    first, second = search("bean", limit=4), search("bean", limit=4, offset=4)
    assert (len(first.foods), first.has_more) == (4, True)
    assert (len(second.foods), second.has_more) == (3, False)
    assert len({f.pk for f in (*first.foods, *second.foods)}) == 7
    assert search("bean", limit=4, offset=8).foods == []


@pytest.mark.parametrize(
    "typed",
    ["\x00", "!!!", "'", "\\", "a\x00b", "& | ! :* <->", "%", "½", "*", "?", ":*", "\ud800"],
)
def test_odd_queries_are_harmless(typed: str) -> None:
    food("Aubergine")
    search(typed)


@pytest.mark.parametrize("typed", ["x" * 10_000, "ab " * 5_000, "ﷺ" * 10_000, "1" * 10_000])
def test_long_queries_are_cut(typed: str) -> None:
    food("Aubergine")
    assert names(typed) == []


def test_products_that_only_have_the_words_follow_all_others() -> None:
    food("Oat milk chocolate spread", brand="Crumbly", popularity=0)
    food("Oat milk", brand="Avena", popularity=0)
    food("Drink of oats and milk", popularity=0)
    food("Porridge, oats with milk")
    found = ["Oat milk", "Porridge, oats with milk", "Drink of oats and milk"]
    assert names("oat milk") == [*found, "Oat milk chocolate spread"]
    pages = [names("oat milk", limit=1, offset=at) for at in range(4)]
    assert [name for (name,) in pages] == names("oat milk")
    assert names("avena oat m") == ["Oat milk"]


def test_a_word_misspelt_on_a_few_labels_is_still_a_typo() -> None:
    food("Avocado, raw")
    food("AVACADO", brand="Hasty", popularity=0)
    food("Cherries, sweet")
    food("Oat rings", brand="Cheerios", popularity=0)
    found = search("avacado")
    assert [f.name for f in found.foods] == ["Avocado, raw", "AVACADO"]
    assert found.corrected == "avocado"
    found = search("cheerios")
    assert [f.name for f in found.foods] == ["Oat rings"]
    assert found.corrected is None


def test_new_words_are_likely_spellings_at_once() -> None:
    food("Almonds")
    assert names("bananna") == []
    banana = food("Banana")
    assert names("bananna") == ["Banana"]
    banana.delete()
    assert names("bananna") == []


def test_barcodes_find_their_food() -> None:
    bar = food("Oat bar", brand="Crumbly", popularity=0)
    Identifier.objects.create(food=bar, scheme=Scheme.GTIN, value="0036000291452")
    for typed in ("036000291452", "0036000291452", "00036000291452", " 0 36000 29145 2 "):
        assert names(typed) == ["Oat bar"]
    found = search("036000291425")
    assert found.foods == []
    assert found.barcode is not None
    assert not found.barcode.has_right_check_digit


@pytest.mark.parametrize("count", [3, 30])
def test_queries_stay_flat(count: int) -> None:
    group = Group.objects.create(slug="soups", name="Soups")
    for number in range(count):
        made = food(f"Bean soup {number}", group=group)
        Portion.objects.create(food=made, label="1 bowl", quantity=250)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for found in search("bean", limit=min(count, 29)).foods:
            assert found.group == group
            assert found.source is None
            assert found.default_portion is not None
            assert found.default_portion.label == "1 bowl"
    # One more where products may have to fill the page.
    assert len(queries) == (4 if count < 30 else 3)
