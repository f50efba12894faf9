"""Versions of the catalogue for offline search: the whole, and what changed in between.

A phone is played by a dict of foods: it takes the whole, or what changed since its version.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any

import brotli
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from foods import curation, merging, offline
from foods.models import (
    CatalogueLine,
    CatalogueVersion,
    Food,
    FoodName,
    Group,
    Identifier,
    Portion,
    Source,
    State,
)
from foods.offline import UnknownVersion, VersionTooOld, changes_since, current, publish
from tests.factories import make_food, make_person, make_portion
from tests.shipped import load_catalogue

pytestmark = pytest.mark.django_db


def whole(version: CatalogueVersion) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(bytes(version.file_gzip or b"")))
    return found


def foods_in(version: CatalogueVersion) -> dict[int, dict[str, Any]]:
    return {food["id"]: food for food in whole(version)["foods"]}


def changes(since: CatalogueVersion) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(changes_since(since.name))
    return found


def applied(known: dict[int, dict[str, Any]], delta: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """As `docs/api.md` tells a phone to."""
    known = known | {food["id"]: food for food in delta["foods"]}
    gone = {food["id"] for food in delta["removed"]}
    return {food_id: food for food_id, food in known.items() if food_id not in gone}


@pytest.fixture
def kale() -> Food:
    Group.objects.get_or_create(slug="vegetables", defaults={"name": "Vegetables"})
    source = Source.objects.create(slug="lab", name="Lab", licence="CC0", citation="Lab. 2026.")
    food = make_food(
        "Kale, raw",
        magnesium_mg="32.7",
        group_id="vegetables",
        source=source,
        source_ref="11233",
        popularity=40,
    )
    make_portion(food, "1 leaf", "8.125")
    make_portion(food, "1 cup", "20.6")
    FoodName.objects.create(food=food, language="de", name="Grünkohl", preferred=True)
    Identifier.objects.create(food=food, scheme="gtin", value="04006381333931")
    return food


def test_what_a_food_says(kale):
    file = whole(publish())
    leaf, cup = kale.portions.all()
    (said,) = file["foods"]
    assert said == {
        "id": kale.pk,
        "name": "Kale, raw",
        "brand": "",
        "kind": "food",
        "group": "vegetables",
        "basis": "100g",
        "magnesium_mg_per_basis": 32.7,
        "magnesium_at_most_mg_per_basis": None,
        "added_magnesium_mg_per_basis": 0,
        "compound": "",
        "elemental_fraction": None,
        "confidence": "analysed",
        "source": {"slug": "lab", "id": "11233"},
        "popularity": 40,
        "names": [{"language": "de", "name": "Grünkohl", "preferred": True}],
        "gtins": ["04006381333931"],
        "portions": [
            {"id": leaf.pk, "label": "1 leaf", "quantity": 8.125, "is_default": True},
            {"id": cup.pk, "label": "1 cup", "quantity": 20.6, "is_default": False},
        ],
    }
    assert {"slug": "vegetables", "name": "Vegetables"} in file["groups"]
    assert {
        "slug": "lab",
        "name": "Lab",
        "publisher": "",
        "version": "",
        "licence": "CC0",
        "citation": "Lab. 2026.",
        "url": "",
    } in file["sources"]


def test_what_is_not_known_is_not_zero():
    unknown = make_food("Tap water", magnesium_mg=None, added_magnesium_mg_per_basis=None)
    unknown.magnesium_at_most_mg_per_basis = Decimal("2.4306")
    unknown.save()
    zero = make_food("Oil", magnesium_mg="0")
    bare = make_food("Salt", magnesium_mg="0.0005")
    said = foods_in(publish())
    assert said[unknown.pk]["magnesium_mg_per_basis"] is None
    assert said[unknown.pk]["added_magnesium_mg_per_basis"] is None
    assert said[unknown.pk]["magnesium_at_most_mg_per_basis"] == 2.431
    assert said[zero.pk]["magnesium_mg_per_basis"] == 0
    assert said[bare.pk]["magnesium_mg_per_basis"] == 0.001  # a half goes up, as in the API
    assert said[bare.pk]["portions"] == said[bare.pk]["names"] == said[bare.pk]["gtins"] == []


def test_which_foods_it_holds(alice):
    usda = Source.objects.create(slug="labels", name="Labels")
    apart = Source.objects.create(slug="odbl", name="Apart", licence="ODbL", shareable=False)
    held = [
        make_food("Plain and rare"),
        make_food("Common product", brand="B", popularity=3, source=usda),
        make_food("Product published here", brand="B"),
    ]
    for name, fields in {
        "Imported product": {"brand": "B", "source": usda},
        "Of a source that is kept apart": {"source": apart, "popularity": 9},
        "Private": {"owner": alice, "state": State.PRIVATE},
        "Proposed": {"owner": alice, "state": State.PROPOSED},
        "Retired": {"state": State.RETIRED},
        "Merged": {"state": State.MERGED, "merged_into": held[0]},
    }.items():
        make_food(name, **fields)
    version = publish()
    assert set(foods_in(version)) == {food.pk for food in held}
    assert version.food_count == 3
    assert "Apart" not in json.dumps(whole(version))
    assert set(CatalogueLine.objects.values_list("pk", flat=True)) == set(foods_in(version))


def test_the_built_in_catalogue_is_one_small_file():
    load_catalogue()
    version = publish()
    assert version.food_count == Food.objects.published().count() == 2_014
    assert sum(len(food["portions"]) for food in foods_in(version).values()) > 5_000
    assert version.brotli_bytes < version.gzip_bytes < 200_000  # 250 kB is what we promised
    file = gzip.decompress(bytes(version.file_gzip))
    assert file == brotli.decompress(bytes(version.file_brotli))
    assert sha256(file).hexdigest() == version.file_sha256
    assert (len(file), len(version.file_brotli)) == (version.file_bytes, version.brotli_bytes)
    assert whole(version)["version"] == version.name


def test_nothing_new_makes_no_version(kale):
    first = publish()
    assert publish() == first
    kale.note = "Only for curators."
    kale.calcium_mg_per_basis = Decimal(254)
    kale.save()
    assert publish() == first
    assert CatalogueVersion.objects.count() == 1


def rename(kale: Food) -> None:
    Food.objects.filter(pk=kale.pk).update(name="Kale")  # past save(), as imports do


def correct(kale: Food) -> None:
    kale.magnesium_mg_per_basis = Decimal(33)
    kale.save()


def add_portion(kale: Food) -> None:
    make_portion(kale, "1 bowl", "100")


def drop_portions(kale: Food) -> None:
    kale.portions.all().delete()


def weigh_a_portion(kale: Food) -> None:
    Portion.objects.filter(food=kale, label="1 leaf").update(quantity=9)


def add_alias(kale: Food) -> None:
    FoodName.objects.create(food=kale, name="borecole")


def take_barcode(kale: Food) -> None:
    kale.identifiers.all().delete()


@pytest.mark.parametrize(
    "change",
    [rename, correct, add_portion, drop_portions, weigh_a_portion, add_alias, take_barcode],
)
def test_whatever_changed_a_food_gives_the_whole_food(kale, change: Callable[[Food], None]):
    make_food("Oats")
    first = publish()
    change(kale)
    second = publish()
    delta = changes(first)
    assert delta["foods"] == [foods_in(second)[kale.pk]]
    assert delta["foods"] != [foods_in(first)[kale.pk]]
    assert delta["removed"] == []
    assert (delta["since"], delta["version"]) == (first.name, second.name)
    assert (first.number, second.number) == (1, 2)
    assert changes(second)["foods"] == []


def test_a_groups_name_alone_makes_a_version(kale):
    first = publish()
    Group.objects.filter(pk="vegetables").update(name="Greens")
    second = publish()
    assert second.number == first.number + 1
    delta = changes(first)
    assert delta["foods"] == []
    assert {"slug": "vegetables", "name": "Greens"} in delta["groups"]
    assert delta["groups"] == whole(second)["groups"]


def test_what_is_gone_says_what_stands_for_it(curator):
    gone, kept, retired, deleted = (make_food(name) for name in ("A", "B", "C", "D"))
    last = make_food("E")
    first = publish()
    merging.merge(gone, into=kept, by=curator)
    curation.retire(retired, by=curator)
    deleted_id = deleted.pk
    deleted.delete()
    second = publish()
    assert changes(first)["removed"] == [
        {"id": gone.pk, "merged_into": kept.pk},
        {"id": retired.pk, "merged_into": None},
        {"id": deleted_id, "merged_into": None},
    ]

    kept.refresh_from_db()
    merging.merge(kept, into=last, by=curator)
    publish()
    assert changes(second)["removed"] == [
        {"id": gone.pk, "merged_into": last.pk},
        {"id": kept.pk, "merged_into": last.pk},
    ]


def test_an_undone_merge_brings_the_food_back(curator):
    gone, kept = make_food("A"), make_food("B")
    first = publish()
    act = merging.merge(gone, into=kept, by=curator)
    second = publish()
    merging.undo(act, by=curator)
    third = publish()
    assert foods_in(third) == foods_in(first)
    assert [food["id"] for food in changes(second)["foods"]] == [gone.pk]


def test_a_private_food_that_is_merged_is_told_to_nobody(alice, curator):
    kept, hers = make_food("Oats"), make_food("Her oats", owner=alice, state=State.PROPOSED)
    first = publish()
    merging.merge(hers, into=kept, by=curator)
    publish()
    assert changes(first)["removed"] == []


def random_act(random: Random, curator: Any) -> None:
    """What curators, imports and people do to foods, past `save()` or not."""
    food = random.choice([*Food.objects.published().order_by("pk"), None])
    other = random.choice(list(Food.objects.published().order_by("pk")))
    number = random.randrange(10_000)
    act = random.randrange(12)
    if food is None or act == 0:
        make_food(f"New {number}", popularity=random.randrange(3))
    elif act == 1:
        Food.objects.filter(pk=food.pk).update(magnesium_mg_per_basis=number)
    elif act == 2:
        Food.objects.filter(pk=food.pk).update(magnesium_mg_per_basis=None)
    elif act == 3:
        Portion.objects.get_or_create(food=food, label=f"{number}", defaults={"quantity": 9})
    elif act == 4:
        food.portions.all().delete()
    elif act == 5:
        FoodName.objects.get_or_create(food=food, name=f"alias {number}")
    elif act == 6:
        Identifier.objects.get_or_create(food=food, scheme="gtin", value=f"{number:014}")
    elif act == 7:
        curation.retire(food, by=curator)
    elif act == 8 and (retired := Food.objects.filter(state=State.RETIRED).first()):
        curation.unretire(retired, by=curator)
    elif act == 9 and other != food:
        merging.merge(food, into=other, by=curator)
    elif act == 10:
        food.name = f"Renamed {number}"
        food.save()
    elif act == 11:
        Group.objects.create(slug=f"group-{Group.objects.count()}", name=f"Group {number}")


@pytest.mark.parametrize("seed", range(8))
def test_a_phone_that_takes_changes_holds_what_one_that_takes_the_whole_does(seed, curator):
    random = Random(seed)  # noqa: S311
    for _ in range(6):
        make_food(popularity=random.randrange(3))
    versions = [publish()]
    phone = foods_in(versions[0])
    for _ in range(25):
        for _ in range(random.randrange(4)):
            random_act(random, curator)
        version = publish()
        if random.random() < 0.6:  # else it was offline, and catches up later
            phone = applied(phone, changes(versions[-1]))
            versions.append(version)
            assert phone == foods_in(version)
    newest = publish()
    assert set(foods_in(newest)) == set(Food.objects.published().values_list("pk", flat=True))
    for version in versions:
        version.refresh_from_db()
        if version.file_gzip is not None:
            delta = changes(version)
            assert applied(foods_in(version), delta) == foods_in(newest)
            assert (delta["groups"], delta["sources"]) == (
                whole(newest)["groups"],
                whole(newest)["sources"],
            )


def test_a_version_too_old_has_no_changes(kale, monkeypatch):
    monkeypatch.setattr(offline, "MOST_CHANGES", 2)
    versions = [publish()]
    for at in range(4):
        make_food(f"Food {at}")
        versions.append(publish())
    assert versions[-1].changes_since == versions[2]
    assert [food["name"] for food in changes(versions[2])["foods"]] == ["Food 2", "Food 3"]
    with pytest.raises(VersionTooOld):
        changes_since(versions[1].name)
    with pytest.raises(UnknownVersion):
        changes_since("1-000000000000")


def test_a_database_put_back_to_an_older_state_gives_its_numbers_new_names(kale):
    first = publish()
    lost = make_food("Lost")
    with transaction.atomic():
        second = publish()
        transaction.set_rollback(True)
    lost.delete()
    make_food("Found")
    again = publish()
    assert again.number == second.number
    with pytest.raises(UnknownVersion):
        changes_since(second.name)
    assert [food["name"] for food in changes(first)["foods"]] == ["Found"]


def test_only_the_newest_files_are_kept(kale):
    versions = []
    for at in range(offline.FILES_KEPT + 2):
        make_food(f"Food {at}")
        versions.append(publish())
    for version in versions[2:]:
        assert offline.with_file(version.name) == version
    for version in versions[:2]:
        with pytest.raises(VersionTooOld):
            offline.with_file(version.name)
        assert len(changes(version)["foods"]) == len(versions) - version.number


def test_whoever_asks_looks_once_an_hour(kale, django_assert_num_queries):
    first = current()
    kale.delete()
    with django_assert_num_queries(1):
        assert current() == first
    an_hour_ago = timezone.now() - offline.CHECKED_EVERY - timedelta(seconds=1)
    CatalogueVersion.objects.update(checked_at=an_hour_ago)
    second = current()
    assert second.number == first.number + 1
    CatalogueVersion.objects.update(checked_at=an_hour_ago)
    assert current() == second
    with django_assert_num_queries(1):
        assert current().checked_at > an_hour_ago


def test_more_foods_take_no_more_queries(kale, django_assert_max_num_queries):
    for _ in range(50):
        make_portion(make_food())
    with django_assert_max_num_queries(10):
        publish()


def test_an_import_publishes_what_it_brought(kale, capsys, tmp_path):
    call_command("publish_catalogue")
    first = CatalogueVersion.objects.get()
    assert f"version {first}, 1 foods in" in capsys.readouterr().out
    # A source that is kept apart gives no foods, and its groups and other sources' names.
    path = tmp_path / "products.jsonl"
    path.write_text('{"code": "3017620422003", "product_name": "Almonds"}\n')
    call_command("import_off", path, dry_run=True)
    assert CatalogueVersion.objects.get() == first
    call_command("import_off", path)
    second = CatalogueVersion.objects.newest()
    assert f"version {second}, 1 foods in" in capsys.readouterr().out
    assert second.number == 2
    assert changes(first)["foods"] == []
    assert "nuts-seeds" in [group["slug"] for group in changes(first)["groups"]]


def in_thread(do: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(do())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_version(kale):
    first = publish()
    make_food("Oats")
    both = [in_thread(publish) for _ in range(4)]
    for thread, _ in both:
        thread.join()
    (found,) = {version.number for _, (version,) in both}
    assert found == first.number + 1
    assert CatalogueVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_asks_while_another_publishes_does_not_wait(kale):
    first = publish()
    CatalogueVersion.objects.update(checked_at=timezone.now() - timedelta(days=1))
    make_food("Oats")
    with transaction.atomic():
        second = publish()
        thread, found = in_thread(current)
        thread.join(timeout=20)
        assert not thread.is_alive()
        assert found == [first]
    assert current() == second


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_in_the_next_version(kale):
    first = publish()
    with transaction.atomic():
        Food.objects.filter(pk=kale.pk).update(name="Kale")
        make_person()  # anything, so that the transaction is well begun
        oats = in_thread(lambda: make_food("Oats"))
        oats[0].join()
        thread, found = in_thread(publish)
        thread.join(timeout=20)
        assert not thread.is_alive(), "a curator's open transaction must hold up nobody"
    (second,) = found
    assert [food["name"] for food in changes(first)["foods"]] == ["Oats"]
    third = publish()
    assert [food["name"] for food in changes(second)["foods"]] == ["Kale"]
    assert applied(foods_in(first), changes(first)) == foods_in(third)
