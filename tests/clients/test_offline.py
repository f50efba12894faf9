"""Devices that are offline for days, edit the same rows, and crash at any point, converge."""

import random
import uuid
from datetime import date, timedelta
from itertools import count

import pytest
from django.utils import timezone

from foods.models import Food
from intake.changes import forget_deleted
from intake.models import Entry, Purpose
from intake.people import give_consent, set_kidney_flag
from tests.clients.offline import OfflineClient
from tests.factories import make_food, make_profile

URL = "/api/v1/sync/"
DAY = date(2026, 11, 23)


def by(client):
    def send(method, query, body):
        if method == "GET":
            answer = client.get(URL, query)
        else:
            answer = client.post(URL, body, format="json")
        return answer.status_code, answer.json()

    return send


@pytest.fixture
def device(alice, as_alice, tmp_path):
    """Makes a device of Alice's; the same name opens the same file again."""

    def opened(name, kind=OfflineClient, send=None):
        return kind(tmp_path / f"{name}.db", send or by(as_alice))

    return opened


def soup(mg=35, day=DAY, name="Soup"):
    said = {"date": str(day), "meal": "lunch", "name": name, "kind": "food"}
    return said | {"magnesium_mg": mg}


def add(device, **fields):
    new = str(uuid.uuid4())
    device.put("entries", new, soup(**fields))
    return new


def agree(*devices):
    """Once all of them have nothing to say, all of them know the same; also who begins."""
    for _ in range(2):
        for each in devices:
            each.sync()
    assert [each.waiting() for each in devices] == [0] * len(devices)
    first, *others = devices
    known = first.db.execute("SELECT kind, id, row FROM rows WHERE row NOT NULL ORDER BY 1, 2")
    rows = known.fetchall()
    for other in others:
        same = "SELECT kind, id, row FROM rows WHERE row NOT NULL ORDER BY 1, 2"
        assert other.db.execute(same).fetchall() == rows


class TestConflicts:
    @pytest.fixture
    def phone(self, device):
        return device("phone")

    @pytest.fixture
    def tablet(self, device):
        return device("tablet")

    @pytest.fixture
    def entry(self, phone, tablet):
        """On both of them."""
        entry = add(phone)
        agree(phone, tablet)
        return entry

    def test_different_fields_of_one_entry_are_both_kept(self, phone, tablet, entry):
        phone.put("entries", entry, {"meal": "dinner"})
        tablet.put("entries", entry, {"magnesium_mg": 40})
        agree(phone, tablet)
        row = phone.all("entries")[entry]
        assert (row["meal"], row["magnesium_mg"], row["version"]) == ("dinner", 40, 3)
        assert phone.aside() == tablet.aside() == []

    def test_of_the_same_field_the_first_that_arrived_wins_and_the_other_is_kept_aside(
        self, phone, tablet, entry
    ):
        phone.put("entries", entry, {"magnesium_mg": 40, "meal": "dinner"})
        tablet.put("entries", entry, {"magnesium_mg": 50, "name": "Stew"})
        agree(phone, tablet)
        row = tablet.all("entries")[entry]
        assert (row["magnesium_mg"], row["meal"], row["name"]) == (40, "dinner", "Stew")
        assert tablet.aside() == [
            ("entries", entry, "put", {"magnesium_mg": 50}, "changed elsewhere")
        ]
        assert phone.aside() == []

    def test_what_both_say_alike_is_no_conflict(self, phone, tablet, entry):
        for each in (phone, tablet):
            each.put("entries", entry, {"magnesium_mg": 40})
        agree(phone, tablet)
        assert phone.aside() == tablet.aside() == []

    def test_a_deletion_wins_over_a_change_which_is_kept_aside(self, phone, tablet, entry):
        phone.delete("entries", entry)
        tablet.put("entries", entry, {"magnesium_mg": 50})
        before = tablet.seen("entries", entry)
        agree(phone, tablet)
        assert tablet.seen("entries", entry) is None
        assert tablet.aside() == [
            ("entries", entry, "put", {"magnesium_mg": 50}, "deleted elsewhere")
        ]
        tablet.restore("entries", entry, before)
        agree(phone, tablet)
        assert phone.seen("entries", entry)["magnesium_mg"] == 35

    def test_what_was_changed_elsewhere_is_not_deleted(self, phone, tablet, entry):
        phone.put("entries", entry, {"magnesium_mg": 50})
        tablet.delete("entries", entry)
        agree(phone, tablet)
        assert tablet.seen("entries", entry)["magnesium_mg"] == 50
        assert tablet.aside() == [("entries", entry, "delete", {}, "changed elsewhere")]

    def test_what_is_done_to_a_row_before_it_was_ever_sent_follows_it(self, phone, tablet):
        entry = add(phone)
        phone.put("entries", entry, {"magnesium_mg": 40, "time": "08:00"})
        phone.put("entries", entry, {"time": "09:00"})
        gone = add(phone)
        phone.delete("entries", gone)
        assert phone.seen("entries", entry)["time"] == "09:00"
        agree(phone, tablet)
        row = tablet.all("entries")[entry]
        assert (row["magnesium_mg"], row["time"], row["version"]) == (40, "09:00:00", 3)
        assert tablet.seen("entries", gone) is None
        assert phone.aside() == []

    def test_two_notes_on_one_day(self, phone, tablet):
        phone.put("days", "2026-11-23", {"note": "Flu."})
        tablet.put("days", "2026-11-23", {"note": "Cold.", "skipped": True})
        agree(phone, tablet)
        row = phone.all("days")["2026-11-23"]
        assert (row["note"], row["skipped"]) == ("Flu.", False)
        assert tablet.aside()[0][3] == {"note": "Cold.", "skipped": True}

    def test_a_favourite_on_both_and_taken_back_on_one(self, phone, tablet):
        food = str(make_food().pk)
        for each in (phone, tablet):
            each.put("favourites", food, {})
        agree(phone, tablet)
        phone.delete("favourites", food)
        agree(phone, tablet)
        assert tablet.all("favourites") == {}
        tablet.put("favourites", food, {})
        agree(phone, tablet)
        assert set(phone.all("favourites")) == {food}
        assert phone.aside() == tablet.aside() == []

    def test_what_the_server_refuses_is_kept_aside_with_the_problem(self, alice, phone):
        make_profile(alice)
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)
        phone.put("targets", "2026-11-23", {"mg": 350})
        phone.sync()
        ((_, _, _, body, why),) = phone.aside()
        assert body == {"mg": 350}
        assert '"amounts_only"' in why

    def test_a_device_that_was_away_for_too_long_starts_afresh_and_keeps_what_it_did(
        self, phone, tablet, entry, settings
    ):
        other = add(phone)
        agree(phone, tablet)
        mine = add(tablet)
        phone.delete("entries", entry)
        phone.sync()
        forget_deleted(timezone.now() + settings.DELETED_KEPT + timedelta(seconds=1))
        agree(tablet, phone)
        assert set(tablet.all("entries")) == {other, mine}


class TestOwnFoods:
    @pytest.fixture
    def lines(self, as_alice):
        """Like a phone's in a lift: `cut` loses the answers to as many pushes."""

        class Lines:
            cut = 0

            def send(self, method, query, body):
                answered = by(as_alice)(method, query, body)
                if method == "POST" and self.cut:
                    self.cut -= 1
                    raise ConnectionError
                return answered

        return Lines()

    @pytest.fixture
    def phone(self, device, lines):
        return device("phone", send=lines.send)

    @pytest.fixture
    def tablet(self, device):
        return device("tablet")

    @pytest.mark.parametrize("lost", [0, 1, 3])
    def test_made_and_logged_offline_stays_one_though_answers_were_lost(
        self, phone, tablet, lines, lost
    ):
        bar, entries = make_bar(phone)
        lines.cut = lost
        for _ in range(lost):
            with pytest.raises(ConnectionError):
                phone.sync()
            entries.append(eat(phone, bar))
        agree(phone, tablet)
        (food,) = Food.objects.all()
        assert set(phone.all("foods")) == {str(food.pk)}
        assert phone.seen("foods", bar)["id"] == food.pk
        rows = phone.all("entries")
        assert set(rows) == set(entries)
        assert {(row["food"], row["magnesium_mg"]) for row in rows.values()} == {(food.pk, 25)}
        assert phone.aside() == tablet.aside() == []

    def test_it_is_changed_by_both_and_what_loses_is_kept_aside(self, phone, tablet):
        bar, _ = make_bar(phone)
        phone.put("foods", bar, {"brand": "Corner shop"})
        agree(phone, tablet)
        (number,) = tablet.all("foods")
        phone.put("foods", bar, {"name": "Better bar", "energy_kcal_per_basis": 410})
        tablet.put("foods", number, {"name": "Worse bar", "kind": "supplement"})
        agree(phone, tablet)
        row = tablet.all("foods")[number]
        assert (row["name"], row["brand"]) == ("Better bar", "Corner shop")
        assert (row["kind"], row["energy_kcal_per_basis"]) == ("supplement", 410)
        assert phone.aside() == []
        assert tablet.aside() == [
            ("foods", number, "put", {"name": "Worse bar"}, "changed elsewhere")
        ]

    @pytest.mark.parametrize("is_logged", [True, False])
    def test_deleted_elsewhere_it_is_gone_here(self, phone, tablet, is_logged):
        bar, entries = make_bar(phone)
        if not is_logged:
            phone.delete("entries", *entries)
        agree(phone, tablet)
        (number,) = tablet.all("foods")
        tablet.delete("foods", number)
        tablet.sync()
        phone.put("foods", bar, {"name": "Better bar"})
        agree(phone, tablet)
        assert phone.all("foods") == {}
        assert phone.seen("foods", bar) is None
        assert phone.aside() == [("foods", bar, "put", {"name": "Better bar"}, "deleted elsewhere")]

    def test_deleted_before_it_was_ever_sent(self, phone, tablet):
        bar, (entry,) = make_bar(phone)
        phone.delete("entries", entry)
        phone.delete("foods", bar)
        agree(phone, tablet)
        assert phone.all("foods") == phone.all("entries") == {}
        assert phone.aside() == []


def make_bar(client):
    """Its id, and those of what was logged of it."""
    bar = str(uuid.uuid4())
    client.put("foods", bar, {"name": "Oat bar", "magnesium_mg_per_basis": 62.5})
    return bar, [eat(client, bar)]


def eat(client, bar):
    entry = str(uuid.uuid4())
    said = {"date": str(DAY), "meal": "snack", "food_client_id": bar, "grams": 40}
    client.put("entries", entry, said)
    return entry


class Crash(Exception):
    pass


class Crashing(OfflineClient):
    """Loses its power when the count comes to 0: before a step, within what it stores, or after."""

    left = -1

    def _tick(self):
        self.left -= 1
        if self.left == 0:
            raise Crash

    def _freeze(self):
        self._tick()
        count = super()._freeze()
        self._tick()
        return count

    def _push(self):
        self._tick()
        pushed = super()._push()
        self._tick()
        return pushed

    def _learn(self, *args):
        self._tick()
        super()._learn(*args)
        self._tick()

    def _store_results(self, *args):
        super()._store_results(*args)
        self._tick()

    def _pull(self):
        self._tick()
        page = super()._pull()
        self._tick()
        return page

    def _store_page(self, answered):
        more = super()._store_page(answered)
        self._tick()
        return more


def test_a_crash_at_any_point_loses_and_doubles_nothing(device):
    phone, other = device("phone"), device("tablet")
    entries = [add(phone) for _ in range(90)]
    agree(phone, other)
    phone.db.close()
    for at, entry in enumerate(entries, start=1):
        other.put("entries", entry, {"meal": "dinner"})
        other.sync()
        phone = device("phone", Crashing)
        phone.put("entries", entry, {"magnesium_mg": 100 + at})
        phone.put("entries", entry, {"name": f"Stew {at}"})
        gone = add(phone)
        phone.delete("entries", gone)
        add(phone, mg=1000 + at)
        phone.left = at
        try:
            phone.sync()
        except Crash:
            phone.db.close()
        else:
            break
        phone = device("phone")
        phone.sync()
        row = phone.all("entries")[entry]
        assert (row["meal"], row["magnesium_mg"], row["name"]) == ("dinner", 100 + at, f"Stew {at}")
        # Once by the tablet, and twice by the phone.
        assert row["version"] == 4
        assert phone.seen("entries", gone) is None
        assert phone.aside() == []
        phone.db.close()
    crashed = at - 1
    assert 20 < crashed < len(entries)
    agree(device("phone"), other)
    added = (
        Entry.objects.kept().filter(magnesium_mg__gt=1000).values_list("magnesium_mg", flat=True)
    )
    assert sorted(map(int, added)) == [1000 + n for n in range(1, crashed + 2)]


@pytest.mark.parametrize("seed", range(4))
def test_days_offline_and_a_crash_now_and_then_converge(device, seed):
    """Every write of every device was applied once, or was kept aside."""
    chance = random.Random(seed)  # noqa: S311
    names = ("phone", "tablet", "laptop")
    devices = {name: device(name, Crashing) for name in names}
    figures = count(1)
    said = {}  # figure: entry
    deleted = set()
    for _ in range(60):
        name = chance.choice(names)
        each = devices[name]
        known = sorted(each.all("entries"))
        act = chance.random()
        if act < 0.3 or not known:
            figure = next(figures)
            said[figure] = add(each, mg=figure)
        elif act < 0.7:
            figure = next(figures)
            entry = chance.choice(known)
            each.put("entries", entry, {"magnesium_mg": figure})
            said[figure] = entry
        elif act < 0.75:
            entry = chance.choice(known)
            each.delete("entries", entry)
            deleted.add(entry)
        else:
            each.left = chance.randint(1, 40)
            try:
                each.sync()
            except Crash:
                each.db.close()
                devices[name] = device(name, Crashing)
            else:
                each.left = -1
    for each in devices.values():
        each.left = -1
    agree(*devices.values())
    new = device("new")
    new.sync()
    agree(new, *devices.values())
    aside = [each for one in devices.values() for each in one.aside()]
    lost = {body["magnesium_mg"] for _, _, op, body, _ in aside if op == "put"}
    rows = new.all("entries")
    assert set(rows) >= set(said.values()) - deleted
    for entry in rows:
        figures_of = [figure for figure, of in said.items() if of == entry and figure not in lost]
        assert rows[entry]["magnesium_mg"] in figures_of
        assert rows[entry]["version"] == len(figures_of)
