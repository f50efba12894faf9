"""The catalogue for offline search over the API."""

from __future__ import annotations

import gzip
import json
import time
from hashlib import sha256

import brotli
import pytest
from rest_framework.test import APIClient

from foods import offline
from foods.models import CatalogueVersion, Food, Identifier, Source
from foods.offline_api import preferred_encoding
from tests.factories import client_of, make_curator, make_food, make_portion
from tests.foods.judged import judged_queries, verdict
from tests.foods.offline_search import OfflineSearch
from tests.shipped import load_catalogue

URL = "/api/v1/catalogue/"
CHANGES = f"{URL}changes/"
UNKNOWN = "1-000000000000"

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone() -> APIClient:
    """Nobody signed in."""
    return APIClient()


@pytest.fixture
def kale() -> Food:
    food = make_food("Kale", magnesium_mg=None, popularity=40)
    make_portion(food)
    return food


def publish() -> str:
    return offline.publish().name


def test_the_newest_version_is_named_with_its_address_and_checksum(phone, kale):
    version = publish()
    found = CatalogueVersion.objects.get()
    answer = phone.get(URL)
    assert answer.json() == {
        "version": version,
        "published_at": found.published_at.isoformat().replace("+00:00", "Z"),
        "foods": 1,
        "url": f"http://testserver{URL}{version}/",
        "sha256": found.file_sha256,
        "bytes": found.file_bytes,
        "brotli_bytes": found.brotli_bytes,
        "gzip_bytes": found.gzip_bytes,
        "changes_since": version,
    }
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_the_first_who_asks_gets_a_version_too(phone, kale):
    assert phone.get(URL).json()["foods"] == 1


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_the_file_in_what_the_phone_reads(phone, kale, accepted, encoding, read):
    publish()
    told = phone.get(URL).json()
    answer = phone.get(told["url"], headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding, origin"  # no cookie
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    file = read(answer.content)
    assert len(file) == told["bytes"]
    assert sha256(file).hexdigest() == told["sha256"]
    assert json.loads(file)["version"] == told["version"]
    sizes = {"br": told["brotli_bytes"], "gzip": told["gzip_bytes"], None: told["bytes"]}
    assert len(answer.content) == sizes[encoding]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("BR", "br"),
        ("gzip;q=1.0, br;q=0.000", "gzip"),
        ("identity", None),
        ("*", None),
        ("br;q=0,gzip; q=0", None),
        (";,;=", None),
    ],
)
def test_which_encoding_is_meant(accepted, encoding):
    assert preferred_encoding(accepted, ["br", "gzip"]) == encoding


def test_the_file_is_not_sent_again(phone, kale):
    address = f"{URL}{publish()}/"
    tags = set()
    for accepted in ("br", "gzip", ""):
        headers = {"Accept-Encoding": accepted}
        tag = phone.get(address, headers=headers).headers["ETag"]
        again = phone.get(address, headers={**headers, "If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        tags.add(tag)
    assert len(tags) == 3


@pytest.mark.parametrize("which", [URL, CHANGES])
def test_what_did_not_change_is_not_sent_again(phone, kale, which):
    query = {} if which == URL else {"since": publish()}
    first = phone.get(which, query)
    again = phone.get(which, query, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    make_food("Oats")
    publish()
    third = phone.get(which, query, headers={"If-None-Match": first.headers["ETag"]})
    assert third.status_code == 200


def test_changes_since_a_version(phone, kale):
    since = publish()
    gone = kale.pk
    kale.delete()
    oats = make_food("Oats", magnesium_mg="138")
    version = publish()
    answer = phone.get(CHANGES, {"since": since})
    body = answer.json()
    file = phone.get(f"{URL}{version}/").json()
    assert list(file) == ["version", "published_at", "groups", "sources", "foods"]
    assert body == file | {"since": since, "removed": [{"id": gone, "merged_into": None}]}
    assert [food["id"] for food in body["foods"]] == [oats.pk]
    assert answer.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("since", "code"),
    [
        ("", "blank"),
        ("1", "invalid"),
        ("now", "invalid"),
        ("1-00000000000G", "invalid"),
        ("99999999999999999999-000000000000", "invalid"),
        ("1-0000000000001", "invalid"),
        ("1-\x00", "null_characters_not_allowed"),
        (UNKNOWN, "unknown_version"),
        ("999999999-000000000000", "unknown_version"),
    ],
)
def test_changes_since_what_was_never_a_version(phone, kale, since, code):
    answer = phone.get(CHANGES, {"since": since})
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert {error["parameter"] for error in errors} == {"since"}
    assert code in {error["code"] for error in errors}


def test_changes_need_to_know_since_when(phone, kale):
    assert phone.get(CHANGES).json()["errors"][0]["code"] == "required"


@pytest.mark.parametrize(
    "version",
    [UNKNOWN, "1", "newest", "0", "%00", "1-%00", "1-00000000000%0A", "%ED%A0%80", "9" * 99],
)
def test_a_file_that_never_was(phone, kale, version):
    publish()
    answer = phone.get(f"{URL}{version}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_what_is_not_kept_is_gone(phone, kale, monkeypatch):
    monkeypatch.setattr(offline, "MOST_CHANGES", 1)
    versions = [publish()]
    for at in range(offline.FILES_KEPT):
        make_food(f"Food {at}")
        versions.append(publish())
    for answer in (phone.get(f"{URL}{versions[0]}/"), phone.get(CHANGES, {"since": versions[0]})):
        assert (answer.status_code, answer.json()["code"]) == (410, "version_too_old")
        assert "public" not in answer.headers["Cache-Control"]
    assert phone.get(f"{URL}{versions[1]}/").status_code == 200
    oldest = phone.get(URL).json()["changes_since"]
    assert phone.get(CHANGES, {"since": oldest}).status_code == 200


def test_it_is_the_same_to_all(phone, as_alice, alices, kale):
    address = f"{URL}{publish()}/"
    for path in (URL, address, f"{CHANGES}?since={address.split('/')[-2]}"):
        answers = {
            client.get(path).content
            for client in (phone, as_alice, alices, client_of(make_curator(f"{len(path)}@x.org")))
        }
        assert len(answers) == 1
        broken = APIClient(headers={"Authorization": "Bearer no-such-token"})
        assert broken.get(path).status_code == 200
        assert phone.post(path.split("?")[0], {}).status_code == 405
        assert "Cookie" not in alices.get(path).headers.get("Vary", "")


def test_reading_takes_few_queries(phone, kale, django_assert_num_queries):
    since = publish()
    for _ in range(30):
        make_portion(make_food())
    version = publish()
    with django_assert_num_queries(2):
        phone.get(URL)
    with django_assert_num_queries(1):
        phone.get(f"{URL}{version}/")
    with django_assert_num_queries(3):
        assert len(phone.get(CHANGES, {"since": since}).json()["foods"]) == 30


def test_a_phone_finds_foods_by_the_file_alone(phone, django_assert_num_queries):
    load_catalogue()
    product = make_food("Oat bar", brand="Corner shop")
    Identifier.objects.create(food=product, scheme="gtin", value="04006381333931")
    told = phone.get(URL).json()
    assert told["brotli_bytes"] < 250_000
    answer = phone.get(told["url"], headers={"Accept-Encoding": "br"})
    assert len(answer.content) < 250_000
    search = OfflineSearch(json.loads(brotli.decompress(answer.content)))
    # What needs no repair of typos and no reading of amounts.
    asked = [each for each in judged_queries() if each.asks not in ("misspelt", "amount")]
    assert len(asked) > 180
    started = time.process_time()
    with django_assert_num_queries(0):
        found = verdict(asked, search.names_found)
        assert search.barcode("4006381333931")["name"] == "Oat bar"
    assert found.in_three >= 0.97, found.not_in_three
    assert found.first >= 0.95, found.not_first
    assert (time.process_time() - started) / len(asked) < 0.1


def test_every_figure_of_the_file_is_the_one_that_the_api_answers(phone, as_alice):
    load_catalogue()
    file = phone.get(phone.get(URL).json()["url"]).json()
    sources = {source["slug"]: source for source in file["sources"]}
    assert set(sources) == set(Source.objects.filter(shareable=True).values_list("slug", flat=True))
    assert all(source["licence"] for slug, source in sources.items() if slug.startswith("usda"))
    for said in file["foods"][::80]:
        online = as_alice.get(f"/api/v1/foods/{said['id']}/").json()
        for name in set(said) - {"source", "gtins", "popularity", "portions", "names"}:
            assert said[name] == online[name], (said["id"], name)
        assert [
            {key: portion[key] for key in ("id", "label", "quantity")}
            for portion in said["portions"]
        ] == [
            {key: portion[key] for key in ("id", "label", "quantity")}
            for portion in online["portions"]
        ]
        assert said["names"] == online["names"]
        assert sources[said["source"]["slug"]]["name"] == online["source"]["name"]
        default = next(each for each in said["portions"] if each["is_default"])
        listed = as_alice.get("/api/v1/foods/", {"q": said["name"]}).json()["results"]
        assert default["id"] in [row["default_portion"]["id"] for row in listed]
