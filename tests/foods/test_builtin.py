from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from foods.builtin import CatalogueError, Loaded, load
from foods.catalogue_table import read_foods
from foods.merging import merge
from foods.models import Food, FoodName, Group, Identifier, Portion, Source, State

pytestmark = pytest.mark.django_db

FOODS = (
    "id,name,group,kind,basis,source,source_id,identifiers,magnesium_mg,calcium_mg,"
    "phosphorus_mg,potassium_mg,energy_kcal,added_magnesium_mg,confidence,popularity,compound,"
    "elemental_percent,aliases,note"
)
ALMONDS = (
    '1,"Almonds, raw",nuts,food,100g,usda,170567,ndb:12061;fdc:170567,270,269,481,733,579,0,'
    "analysed,92,,,almond;whole almonds,"
)
TAP_WATER = "2,Tap water,waters,water,100ml,,,,,,,,0,0,estimated,90,,,,ask your supplier"
CITRATE = "3,Citrate,waters,supplement,unit,,,,,,,,,,label,50,citrate,16.16,,"
PORTIONS = "food_id,seq,label,quantity,is_default,source"
NAMES = "id,name,aliases"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "groups.csv").write_text("slug,name,order\nnuts,Nuts,1\nwaters,Waters,2\n")
    (tmp_path / "sources.csv").write_text(
        "slug,name,publisher,version,licence,citation,url,shareable\nusda,USDA,USDA,2018,CC0,,,yes\n"
    )
    write(tmp_path, "foods.csv", FOODS, ALMONDS, TAP_WATER, CITRATE)
    write(tmp_path, "portions.csv", PORTIONS, "1,1,1 handful,30,1,own", "1,2,1 cup,143,0,usda")
    return tmp_path


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n")


def state_of_the_database() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Food, FoodName, Identifier, Portion, Group, Source)
    ]


def test_the_table_is_what_is_loaded(table: Path) -> None:
    assert load(table) == Loaded(new=3)
    almonds = Food.objects.get(pk=1)
    assert (almonds.name, almonds.state, almonds.builtin) == ("Almonds, raw", "published", True)
    assert (almonds.magnesium_mg_per_basis, almonds.source_ref) == (270, "170567")
    assert {str(name) for name in almonds.names.all()} == {"almond", "whole almonds"}
    assert [str(i) for i in almonds.identifiers.all()] == ["fdc 170567", "ndb 12061"]
    assert [(p.label, p.quantity, p.source_id) for p in almonds.portions.all()] == [
        ("1 handful", 30, None),
        ("1 cup", 143, "usda"),
    ]
    tap = Food.objects.get(pk=2)
    assert (tap.magnesium_mg_per_basis, tap.energy_kcal_per_basis) == (None, 0)
    assert Food.objects.get(pk=3).elemental_fraction == Decimal("0.1616")


def test_loading_again_changes_nothing(table: Path) -> None:
    load(table)
    before = state_of_the_database()
    assert load(table) == Loaded(unchanged=3)
    assert state_of_the_database() == before
    assert not Food.history.exists()


def test_a_figure_of_the_table_takes_the_place_of_a_bound(table: Path) -> None:
    load(table)
    Food.objects.filter(pk=2).update(magnesium_at_most_mg_per_basis=4)
    load(table)
    assert Food.objects.get(pk=2).magnesium_at_most_mg_per_basis == 4
    write(table, "foods.csv", FOODS, ALMONDS, TAP_WATER.replace(",,,,,,,,0", ",,,,2,,,,0"), CITRATE)
    load(table)
    tap = Food.objects.get(pk=2)
    assert (tap.magnesium_mg_per_basis, tap.magnesium_at_most_mg_per_basis) == (2, None)


def test_a_newer_table_updates_and_retires(table: Path) -> None:
    load(table)
    renamed = ALMONDS.replace("Almonds, raw", "Almonds, plain").replace(",270,", ",268,")
    renamed = renamed.replace("whole almonds", "raw almonds")
    write(table, "foods.csv", FOODS, renamed, CITRATE)
    write(table, "portions.csv", PORTIONS, "1,1,1 cup,140,1,usda", "1,2,1 almond,1.2,0,own")
    assert load(table) == Loaded(changed=1, unchanged=1, retired=1)
    almonds = Food.objects.get(pk=1)
    assert (almonds.name, almonds.magnesium_mg_per_basis) == ("Almonds, plain", 268)
    assert {str(name) for name in almonds.names.all()} == {"almond", "raw almonds"}
    assert [(p.label, p.quantity, p.is_default) for p in almonds.portions.all()] == [
        ("1 cup", 140, True),
        ("1 almond", Decimal("1.2"), False),
    ]
    assert "plain" in almonds.search_document
    assert Food.objects.get(pk=2).state == State.RETIRED
    assert [(h.history_type, h.name) for h in almonds.history.all()] == [("~", "Almonds, plain")]
    write(table, "foods.csv", FOODS, renamed, TAP_WATER, CITRATE)
    assert load(table) == Loaded(changed=1, unchanged=2)
    assert Food.objects.get(pk=2).state == State.PUBLISHED


def test_what_a_curator_set_stays(table: Path) -> None:
    load(table)
    almonds = Food.objects.get(pk=1)
    almonds.name, almonds.magnesium_mg_per_basis = "Almonds", Decimal(271)
    almonds.curated_fields = ["name", "magnesium_mg_per_basis", "names", "portions"]
    almonds.save()
    almonds.names.all().delete()
    almonds.portions.filter(label="1 cup").update(quantity=150)
    Food.objects.filter(pk=2).update(state=State.RETIRED, curated_fields=["state"])
    write(table, "foods.csv", FOODS, ALMONDS.replace(",269,", ",265,"), TAP_WATER, CITRATE)
    assert load(table) == Loaded(changed=1, unchanged=2)
    almonds.refresh_from_db()
    assert (almonds.name, almonds.magnesium_mg_per_basis) == ("Almonds", 271)
    assert almonds.calcium_mg_per_basis == 265
    assert almonds.names.count() == 0
    assert almonds.portions.get(label="1 cup").quantity == 150
    assert Food.objects.get(pk=2).state == State.RETIRED


def test_what_an_import_filled_stays_until_the_table_knows(table: Path) -> None:
    bare = ALMONDS.replace(",733,", ",,")
    write(table, "foods.csv", FOODS, bare)
    write(table, "portions.csv", PORTIONS)
    load(table)
    almonds = Food.objects.get(pk=1)
    almonds.potassium_mg_per_basis = Decimal(700)
    almonds.filled_fields = ["potassium_mg_per_basis", "portions"]
    almonds.save()
    Portion.objects.create(food=almonds, label="1 oz", quantity=28)
    assert load(table) == Loaded(unchanged=1)
    write(table, "foods.csv", FOODS, ALMONDS)
    load(table)
    almonds.refresh_from_db()
    assert (almonds.potassium_mg_per_basis, almonds.filled_fields) == (733, ["portions"])
    write(table, "foods.csv", FOODS, bare)
    load(table)
    almonds.refresh_from_db()
    assert almonds.potassium_mg_per_basis is None
    assert [str(portion) for portion in almonds.portions.all()] == ["1 oz"]


def names_in(language: str, food_id: int = 1) -> set[tuple[str, bool]]:
    names = FoodName.objects.filter(food=food_id, language=language)
    return set(names.values_list("name", "preferred"))


def test_names_in_other_languages_are_loaded_and_follow_their_table(table: Path) -> None:
    write(table, "names_de.csv", NAMES, '1,"Mandeln, roh",Mandel;Mandelkerne')
    write(table, "names_es.csv", NAMES, '1,"Almendras, crudas",')
    assert load(table) == Loaded(new=3)
    assert names_in("de") == {("Mandeln, roh", True), ("Mandel", False), ("Mandelkerne", False)}
    assert names_in("es") == {("Almendras, crudas", True)}
    by_language = {
        language: [food.display_name for food in Food.objects.named_in(language).order_by("pk")]
        for language in ("en", "de")
    }
    assert by_language == {
        "en": ["Almonds, raw", "Tap water", "Citrate"],
        "de": ["Mandeln, roh", "Tap water", "Citrate"],
    }
    before = state_of_the_database()
    assert load(table) == Loaded(unchanged=3)
    assert state_of_the_database() == before
    # What was shown becomes an alias, and an alias what is shown.
    write(table, "names_de.csv", NAMES, '1,Mandel,"Mandeln, roh"')
    assert load(table) == Loaded(changed=1, unchanged=2)
    assert names_in("de") == {("Mandeln, roh", False), ("Mandel", True)}
    write(table, "names_de.csv", NAMES, "2,Leitungswasser,Hahnenwasser")
    assert load(table) == Loaded(changed=2, unchanged=1)
    assert names_in("de") == set()
    assert names_in("de", 2) == {("Leitungswasser", True), ("Hahnenwasser", False)}


def test_names_that_a_curator_set_stay_in_every_language(table: Path) -> None:
    load(table)
    Food.objects.filter(pk=1).update(curated_fields=["names"])
    FoodName.objects.create(food_id=1, language="de", name="Süße Mandeln", preferred=True)
    FoodName.objects.create(food_id=2, language="fr", name="Eau du robinet", preferred=True)
    write(table, "names_de.csv", NAMES, '1,"Mandeln, roh",')
    assert load(table) == Loaded(unchanged=3)
    assert names_in("de") == {("Süße Mandeln", True)}
    assert names_in("fr", 2) == {("Eau du robinet", True)}


def test_an_imported_food_with_the_same_identifier_is_taken_in(table: Path) -> None:
    imported = Food.objects.create(
        name="Nuts, almonds", note="checked", curated_fields=["note"], popularity=0
    )
    Identifier.objects.create(food=imported, scheme="ndb", value="12061")
    Identifier.objects.create(food=imported, scheme="fdc", value="999")
    earlier = Food.objects.create(name="Almond", state=State.MERGED, merged_into=imported)
    assert load(table) == Loaded(new=3, merged=1)
    imported.refresh_from_db()
    earlier.refresh_from_db()
    almonds = Food.objects.get(pk=1)
    assert (imported.state, imported.resolved) == (State.MERGED, almonds)
    assert earlier.merged_into == almonds
    assert {str(i) for i in almonds.identifiers.all()} == {"ndb 12061", "fdc 170567", "fdc 999"}
    assert (almonds.note, almonds.curated_fields) == ("checked", ["note"])
    assert load(table) == Loaded(unchanged=3)
    assert Food.objects.published().count() == 3


def test_an_identifier_moves_between_foods_of_the_table(table: Path) -> None:
    load(table)
    moved = CITRATE.replace("unit,,,,", "unit,,,ndb:12061,")
    write(table, "foods.csv", FOODS, ALMONDS.replace("ndb:12061;", ""), TAP_WATER, moved)
    load(table)
    assert Identifier.objects.get(scheme="ndb", value="12061").food_id == 3
    assert Food.objects.published().count() == 3


def test_a_built_in_food_that_a_curator_merged_stays_merged(table: Path) -> None:
    load(table)
    kept = Food.objects.create(name="Almonds of ours")
    builtin_food = Food.objects.get(pk=1)
    merge(builtin_food, into=kept)
    assert load(table).merged == 0
    builtin_food.refresh_from_db()
    kept.refresh_from_db()
    assert (builtin_food.merged_into, kept.state) == (kept, State.PUBLISHED)
    assert {str(i) for i in kept.identifiers.all()} == {"ndb 12061", "fdc 170567"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("9,Nüsse,", "names_de.csv, line 3: there is no food 9."),
        ("1,Mandel,", "names_de.csv, line 3: id 1 occurs twice."),
        ("2, ,Wasser", "names_de.csv, line 3: a name is not empty: leave the line out instead."),
        ("2,Wasser,Hahn;Hahn", "names_de.csv, line 3: a name occurs twice: Hahn."),
        ("2,Wasser,Wasser", "names_de.csv, line 3: a name occurs twice: Wasser."),
        ("x,Wasser,", "names_de.csv, line 3: id is not a whole number: x."),
    ],
)
def test_a_wrong_name_is_refused_with_its_line(table: Path, line: str, message: str) -> None:
    write(table, "names_de.csv", NAMES, '1,"Mandeln, roh",', line)
    with pytest.raises(CatalogueError) as refused:
        load(table)
    assert str(refused.value) == message
    assert not Food.objects.exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("foods.csv", ",270,", ",-1,", "foods.csv, line 2: magnesium_mg is not an amount: -1."),
        ("foods.csv", ",270,", ",NaN,", "foods.csv, line 2: magnesium_mg is not an amount: NaN."),
        ("foods.csv", ",270,", ",many,", "foods.csv, line 2: magnesium_mg is not a number: many."),
        ("foods.csv", ",nuts,", ",nut,", "foods.csv, line 2: group is not known: nut."),
        ("foods.csv", "ndb:12061", "12061", "an identifier is scheme:value, not 12061."),
        ("foods.csv", "\n3,", "\n2,", "foods.csv, line 4: id 2 occurs twice."),
        ("foods.csv", "\n3,", "\n1000000,", "ids of the table lie below 1,000,000: 1000000."),
        ("portions.csv", ",143,", ",0,", "portions.csv, line 3: a portion weighs something."),
        ("portions.csv", "1,2,", "9,2,", "portions.csv, line 3: there is no food 9."),
        ("groups.csv", "slug", "slag", "groups.csv, line 2: there is no slug."),
    ],
)
def test_a_wrong_table_is_refused_whole(
    table: Path, file: str, old: str, new: str, message: str
) -> None:
    path = table / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CatalogueError, match=message.replace(".", r"\.")):
        load(table)
    assert not Food.objects.exists()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue")
    count = len(read_foods())
    assert f"Catalogue: {count:,} new, 0 changed" in capsys.readouterr().out
    call_command("load_catalogue")
    assert f"0 changed, {count:,} unchanged" in capsys.readouterr().out
    assert Food.objects.filter(search_document=None).count() == 0
