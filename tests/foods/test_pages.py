import re
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from foods import figures
from foods.models import Food, FoodName, Group, Kind, Scheme, Source, State
from tests.factories import make_entry, make_food, make_portion, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def usda():
    return Source.objects.create(
        slug="usda", name="USDA SR Legacy", version="2018-04", licence="CC0 1.0"
    )


def test_anybody_may_browse_and_search():
    make_portion(make_food("Almonds, raw", magnesium_mg="270"), "1 handful", "30")
    make_food("Apple", magnesium_mg="5")
    text = text_of(Client().get("/foods/", {"q": "almond"}))
    assert "Almonds, raw : " not in text
    assert "Almonds, raw 270 mg / 100 g 1 handful · 30 g · 81 mg" in text
    assert "Apple" not in text


def test_unknown_is_said_and_never_zero():
    make_food("Crispbread", magnesium_mg=None)
    make_food("Oil", magnesium_mg="0")
    text = text_of(Client().get("/foods/"))
    assert "Crispbread no figure" in text
    assert "Oil 0 mg / 100 g" in text


def test_a_group():
    nuts = Group.objects.create(slug="nuts", name="Nuts")
    make_food("Almonds", group=nuts)
    make_food("Apple")
    text = text_of(Client().get("/foods/?group=nuts"))
    assert "Almonds" in text
    assert "Apple" not in text


@pytest.mark.parametrize(
    "query",
    ["group=\x00", "group=none", "sort=best", "page=0", "page=x", f"page={'9' * 5000}", "kind=x"],
)
def test_an_odd_address_shows_foods_all_the_same(query):
    make_food("Almonds")
    assert Client().get(f"/foods/?{query}").status_code == 200


def test_ranked_by_magnesium_the_unknown_comes_last():
    make_food("Apple", magnesium_mg="5")
    make_food("Crispbread", magnesium_mg=None)
    make_food("Seeds", magnesium_mg="550")
    text = text_of(Client().get("/foods/?sort=magnesium_per_100g&everything=1"))
    assert text.index("Seeds") < text.index("Apple") < text.index("Crispbread")


def test_what_is_eaten_by_the_pinch_is_ranked_apart():
    spices = Group.objects.create(slug="herbs-spices", name="Herbs, spices and salt")
    make_food("Basil, dried", magnesium_mg="711", popularity=9, group=spices)
    cocoa = make_food("Cocoa powder", magnesium_mg="499", popularity=50)
    make_portion(cocoa, "1 tablespoon", "5")
    make_portion(make_food("Seeds", magnesium_mg="550", popularity=40), "1 handful", "15")
    make_food("Rare seeds", magnesium_mg="600", popularity=0)
    make_food("Antacid", magnesium_mg="999", popularity=40, kind=Kind.MEDICINE)

    def ranked(query):
        text = text_of(Client().get(f"/foods/?sort=magnesium_per_100g{query}"))
        names = ["Basil, dried", "Cocoa powder", "Seeds 550", "Rare seeds", "Antacid"]
        return sorted((name for name in names if name in text), key=text.index)

    assert ranked("") == ["Seeds 550"]
    assert ranked("&helping=spoon") == ["Basil, dried", "Cocoa powder"]
    assert ranked("&everything=1") == ["Rare seeds", "Seeds 550"]
    assert ranked("&kind=medicine") == ["Antacid"]


def test_filters_stay_from_page_to_page():
    usda = Source.objects.create(slug="usda", name="USDA")
    for number in range(45):
        make_food(f"Food {number:02}", source=usda, magnesium_mg="1", popularity=0, brand="Kern")
    make_food("Unknown", source=usda, magnesium_mg=None, popularity=0, brand="Kern")
    make_food("Elsewhere")
    first = Client().get("/foods/?source=usda&has_figure=1&kind=food")
    assert b"?kind=food&amp;source=usda&amp;has_figure=1&amp;page=2" in first.content
    second = text_of(Client().get("/foods/?source=usda&has_figure=1&kind=food&page=2"))
    assert "Food 44" in second
    assert "Unknown" not in second
    assert "Elsewhere" not in second
    # Products are many: without their source they are found by their names only.
    assert "Food 01" not in text_of(Client().get("/foods/"))
    assert "Food 01" in text_of(Client().get("/foods/?q=food+01"))


def test_a_search_keeps_what_is_set_and_each_can_be_taken_away():
    nuts = Group.objects.create(slug="nuts", name="Nuts")
    usda = Source.objects.create(slug="usda", name="USDA")
    make_food("Almonds, raw", source=usda, group=nuts, magnesium_mg="270")
    make_food("Almond milk", magnesium_mg="6")
    said = {
        "group": "nuts",
        "kind": "food",
        "source": "usda",
        "has_figure": "1",
        "everything": "1",
        "sort": "magnesium_per_100g",
        "helping": "spoon",
    }
    page = Client().get("/foods/", said).content.decode()
    # The form that searches sends them all, so that the address of what it finds holds them.
    search = page.split('role="search"', 1)[1].split("</form>", 1)[0]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', search)
    assert dict(hidden) == said
    filters = page.split('class="wrap filters"', 1)[1].split("</form>", 1)[0]
    for name in ("group", "sort", "helping"):
        assert f'type="hidden" name="{name}" value="{said[name]}"' in filters

    found = Client().get("/foods/", said | {"q": "almond"}).content.decode()
    assert "Almonds, raw" in found
    assert "Almond milk" not in found
    chips = found.split('aria-label="Filters that are set"', 1)[1].split("</nav>", 1)[0]
    away = re.findall(r'href="\?([^"]*)">([^<×]+)', chips)
    assert [label.strip() for _address, label in away] == [
        "Nuts",
        "Food",
        "USDA",
        "Has a figure",
        "Rank rarely logged foods too",
        "Clear all",
    ]
    left = [dict(parse_qsl(unescape(address))) for address, _label in away]
    typed = said | {"q": "almond"}
    filters_set = ["group", "kind", "source", "has_figure", "everything"]
    assert left[:5] == [
        {name: value for name, value in typed.items() if name != gone} for gone in filters_set
    ]
    assert set(left[5]) == {"q", "sort", "helping"}
    assert "Almond milk" in text_of(Client().get("/foods/", left[5]))


def test_nothing_found_with_filters_leads_to_all_foods():
    make_food("Almonds")
    page = Client().get("/foods/?q=almonds&kind=water").content.decode()
    assert "Nothing found for “almonds”." in page
    assert '<a href="?q=almonds">Look without the filters</a>' in page
    assert "without the filters" not in Client().get("/foods/?q=zzzz").content.decode()


def test_a_barcode_is_looked_for_whatever_the_filters():
    bar = make_food("Oat bar", brand="Kern", popularity=0)
    bar.identifiers.create(scheme=Scheme.GTIN, value="00036000291452")
    text = text_of(Client().get("/foods/?q=036000291452&kind=water"))
    assert "Oat bar" in text
    assert "A barcode is looked for among all foods, whatever the filters." in text


def test_groups_say_how_many_foods_they_hold():
    nuts = Group.objects.create(slug="nuts", name="Nuts")
    make_food("Almonds", group=nuts, popularity=50)
    make_food("Walnuts", group=nuts, popularity=50)
    assert "Nuts 2" in text_of(Client().get("/foods/"))


@pytest.mark.parametrize("typed", ["x" * 10_000, "?!.,;:" * 50, "*", "%", "a\x00b", "\x00"])
def test_odd_words_are_searched_for_at_once_and_harmlessly(typed):
    make_food("Almonds")
    response = Client().get("/foods/", {"q": typed})
    assert response.status_code == 200
    assert "Nothing found" in text_of(response) or "Almonds" in text_of(response)


def test_a_barcode_is_found_and_a_mistyped_one_said_to_be():
    bar = make_food("Oat bar", brand="Kern", popularity=0)
    bar.identifiers.create(scheme=Scheme.GTIN, value="00036000291452")
    assert "Oat bar" in text_of(Client().get("/foods/?q=036000291452"))
    text = text_of(Client().get("/foods/?q=036000291425"))
    assert "036000291425 is no barcode: its last digit doesn’t fit the others" in text


def test_what_one_eats_anyway_comes_first(alice):
    for name in ("Oats", "Oats, rolled"):
        make_food(name, popularity=90)
    usual = make_food("Overnight oats", popularity=1)
    make_entry(alice, usual, date=timezone.localdate())
    client = Client()
    first = re.compile(r"Foods (\w+)")
    assert first.findall(text_of(client.get("/foods/?q=oa")))[-1] == "Oats"
    client.force_login(alice)
    assert first.findall(text_of(client.get("/foods/?q=oa")))[-1] == "Overnight"


def test_what_has_only_some_of_the_words_is_said_to_be_the_nearest():
    make_food("Banana, raw", popularity=90)
    text = text_of(Client().get("/foods/?q=large banana"))
    assert "Nothing is called “large banana”. The nearest:" in text


def test_nothing_is_ranked_with_the_kidney_flag(alice):
    make_profile(alice, kidney_disease=True)
    make_food("Apple", magnesium_mg="5", popularity=90)
    make_food("Seeds", magnesium_mg="550", popularity=10)
    client = Client()
    client.force_login(alice)
    text = text_of(client.get("/foods/?sort=magnesium_per_100g"))
    assert "Order by" not in text
    assert text.index("Apple") < text.index("Seeds")


def test_pages_follow_each_other():
    for number in range(45):
        make_food(f"Food {number:02}")
    first = Client().get("/foods/")
    assert b"page=2" in first.content
    assert b"page=3" not in Client().get("/foods/?page=2").content


def test_a_list_takes_the_same_few_queries_however_long():
    counts = set()
    for more in (3, 30):
        for _ in range(more):
            make_portion(make_food())
        with CaptureQueriesContext(connection) as queries:
            Client().get("/foods/")
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 7


def test_a_foods_page_says_where_its_figure_is_from(usda):
    food = make_food(
        "Almonds, raw",
        magnesium_mg="270",
        calcium_mg_per_basis=269,
        source=usda,
        source_ref="170567",
    )
    make_portion(food, "1 handful", "30")
    FoodName.objects.create(food=food, name="almond")
    food.identifiers.create(scheme=Scheme.NDB, value="12061")
    text = text_of(Client().get(f"/foods/{food.pk}/"))
    assert "Also almond" in text
    assert "270 mg per 100 g" in text
    assert "1 handful 30 g 81 mg" in text
    assert "Calcium 269 mg" in text
    assert "Potassium not known" in text
    assert "Source USDA SR Legacy Release 2018-04 Its id there 170567 Licence CC0 1.0" in text
    assert "Confidence analysed" in text
    assert "USDA NDB number 12061" in text
    assert "Log it" not in text


def test_where_there_is_no_figure_there_is_no_confidence_in_it(usda):
    unknown = make_food("Tap water", magnesium_mg=None, kind="water", basis="100ml", source=usda)
    by_label = make_food("Citrate", magnesium_mg=None, kind="supplement", basis="unit")
    assert "Source USDA SR Legacy" in (text := text_of(Client().get(f"/foods/{unknown.pk}/")))
    assert "Confidence" not in text
    assert "Confidence" in text_of(Client().get(f"/foods/{by_label.pk}/"))


def test_pages_name_foods_groups_and_portions_in_their_language(usda):
    nuts = Group.objects.create(slug="nuts-seeds", name="Nuts and seeds")
    food = make_food("Almonds, raw", magnesium_mg="270", group=nuts, popularity=90)
    make_portion(food, "1 handful", "30")
    FoodName.objects.create(food=food, name="almond")
    FoodName.objects.create(food=food, language="es", name="Almendras", preferred=True)
    FoodName.objects.create(food=food, language="de", name="Mandeln, roh", preferred=True)
    FoodName.objects.create(food=food, language="de", name="Mandelkerne")
    client = Client(headers={"Accept-Language": "de"})
    with translation.override("de"):
        listed, shown = (text_of(client.get(page)) for page in ("/foods/", f"/foods/{food.pk}/"))
        found = text_of(client.get("/foods/", {"q": "mandelkern"}))
    assert "Mandeln, roh" in listed
    assert "Mandeln, roh" in found
    assert "Nüsse und Samen" in listed
    assert "1 Handvoll" in listed
    assert "Mandeln, roh Auch Almonds, raw, Mandelkerne, almond" in shown
    assert "1 Handvoll 30 g 81" in shown
    assert "Almendras" not in listed + found + shown
    with translation.override("en"):
        assert "Almonds, raw Also almond" in text_of(Client().get(f"/foods/{food.pk}/"))


def test_a_water_in_mg_per_litre():
    water = make_food("Gerolsteiner", magnesium_mg="10.8", kind=Kind.WATER, basis="100ml")
    assert "108 mg per litre" in text_of(Client().get(f"/foods/{water.pk}/"))


def test_of_no_other_is_told_what_a_litre_holds():
    """Nobody drinks a litre of a laxative."""
    milk = make_food("Milk of magnesia", magnesium_mg="3334", kind=Kind.MEDICINE, basis="100ml")
    assert "litre" not in text_of(Client().get(f"/foods/{milk.pk}/"))


def test_only_sources_with_foods_can_be_chosen():
    make_food("Almonds", source=Source.objects.get_or_create(slug="usda_sr_legacy", name="SR")[0])
    make_food(
        "A bar",
        source=Source.objects.get_or_create(slug="off", name="Open Food Facts")[0],
        state="retired",
    )
    page = Client().get("/foods/").content.decode()
    assert '<option value="usda_sr_legacy"' in page
    assert '<option value="off"' not in page


def test_who_is_signed_in_can_log_from_there(alice):
    client = Client()
    client.force_login(alice)
    food = make_food()
    assert f'href="/add/{food.pk}/"'.encode() in client.get(f"/foods/{food.pk}/").content


def test_a_merged_food_leads_to_the_one_that_was_kept():
    kept = make_food("Almonds")
    double = make_food("Almond", state=State.MERGED, merged_into=kept)
    assert Client().get(f"/foods/{double.pk}/").url == f"/foods/{kept.pk}/"


def test_a_private_food_is_its_owners(alice, bob):
    private = make_food("Secret", state=State.PRIVATE, owner=alice)
    own, other = Client(), Client()
    own.force_login(alice)
    other.force_login(bob)
    assert own.get(f"/foods/{private.pk}/").status_code == 200
    assert other.get(f"/foods/{private.pk}/").status_code == 404
    assert Client().get(f"/foods/{private.pk}/").status_code == 404
    assert "Secret" not in text_of(other.get("/foods/?q=secret"))


def test_a_figure_that_a_curator_set_is_not_passed_off_as_the_sources(usda):
    food = make_food("Almonds", magnesium_mg="277", source=usda, source_ref="170567")
    said = "set by a curator"
    assert said not in text_of(Client().get(f"/foods/{food.pk}/"))
    Food.objects.filter(pk=food.pk).update(curated_fields=["magnesium_mg_per_basis"])
    assert said in text_of(Client().get(f"/foods/{food.pk}/"))


def test_where_a_figure_is_from_stands_on_the_page(curator):
    source = Source.objects.create(
        slug="usda_sr_legacy", name="USDA SR Legacy", version="2018-04", licence="CC0 1.0"
    )
    food = make_food("Oats", source=source, source_ref="170567", magnesium_mg="138")
    figures.change_figure(food, Decimal(139), by=curator, reason="checked")
    text = Client().get(f"/foods/{food.pk}/").content.decode()
    assert 'href="https://fdc.nal.usda.gov/food-details/170567/nutrients"' in text
    for said in ("2018-04", "CC0 1.0", "analysed", "Last review"):
        assert said in text
