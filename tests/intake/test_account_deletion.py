"""After a person has gone, no table of the database knows of them."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import RestrictedError
from django.test import Client
from django.utils import timezone
from psycopg2 import sql

from foods import borrowing, curation, merging, submissions
from foods.models import (
    ChosenId,
    Distinct,
    FigureChange,
    Food,
    FoodName,
    Identifier,
    ImportFlag,
    ImportRun,
    Portion,
    Sheet,
    Source,
    State,
)
from intake.account_deletion import delete_account
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.life_stages import begin_life_stage
from intake.meals import save_entries
from intake.models import (
    FIRST_DAY,
    DayMark,
    Entry,
    FoodMark,
    GotIt,
    Import,
    Mark,
    Person,
    PersonalToken,
    Purpose,
    PushedWrite,
    SavedMeal,
    SentMail,
)
from intake.people import give_consent
from intake.recalculation import recalculate
from intake.reminders import choose_mail
from intake.snapshots import Measure
from notes.models import Citation, Note
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_person,
    make_portion,
    make_profile,
    make_target,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
EMAIL = "zebedee.quillfeather@example.org"
WORD = "quillfeather"  # stands in everything that the person wrote

CURATED = (Food, FoodName, Identifier, Portion, Note, Citation)
# Numbers that are unlike any other id in a small database.
PERSON_ID = 7_654_321


@pytest.fixture
def somebody(client) -> Person:
    """A person with a row in every table that can hold one; signed in by `client`."""
    person = make_person(EMAIL, pk=PERSON_ID, is_staff=True)
    login = {"login": EMAIL, "password": "a pass phrase"}
    client.post("/accounts/login/", login, headers={"user-agent": WORD})
    client.post("/accounts/password/change/", {"oldpassword": "wrong"})  # counted by a limit
    make_profile(person)
    client.patch("/api/v1/profile/", {}, content_type="application/json")  # by another
    make_target(person, FIRST_DAY)
    for purpose in Purpose:
        give_consent(person=person, purpose=purpose)
    choose_mail(person, reminder=True, weekly=True)
    PushedWrite.objects.create(person=person, digest="of a write")
    SentMail.objects.create(person=person, kind="weekly", date=TODAY, claimed_at=timezone.now())
    add_item(
        person,
        NewEntry(date=TODAY, meal="lunch", name=f"{WORD} powder", kind="supplement"),
    )
    make_medicine(person, name=f"{WORD} tablets")
    begin_life_stage(person=person, kind="pregnant", starts_on=TODAY, today=TODAY)
    PersonalToken.objects.create(user=person, name=WORD, expiry=timedelta(days=30))
    address, _ = EmailAddress.objects.get_or_create(user=person, email=EMAIL)
    EmailConfirmation.objects.create(email_address=address, key=WORD)
    factor = Authenticator.objects.create(user=person, type="totp", data={"secret": WORD})
    factor.wrap()._mark_code_used("123456")
    person.groups.add(Group.objects.create(name="A group"))
    person.user_permissions.add(Permission.objects.all()[0])

    for state in (State.PRIVATE, State.PROPOSED):
        food = make_food(f"{WORD} {state}", state=state, owner=person)
        FoodName.objects.create(food=food, name=f"{WORD} alias")
        Identifier.objects.create(food=food, scheme="gtin", value="4001234567890")
        Portion.objects.create(food=food, label=f"1 {WORD}", quantity=Decimal(30))
        make_entry(person, food)
    ChosenId.objects.create(owner=person, client_id=uuid.uuid4(), food=food)
    make_food(f"{WORD} removed", state=State.PRIVATE, owner=person).delete()

    at = timezone.now()
    # What they asked of curators: one waits with its photo, one became another food.
    waiting = Food.objects.get(owner=person, state=State.PROPOSED)
    submissions.propose(waiting, person, said=f"{WORD} asks", jpeg=f"{WORD} photo".encode())
    same = make_food(f"{WORD} bar", state=State.PRIVATE, owner=person)
    make_entry(person, same)
    submissions.propose(same, person)
    known = make_food("Oat bar")
    merging.merge(make_food("Oat slice"), into=known, by=person)
    source = Source.objects.create(slug="a-source", name="A source")
    run = ImportRun.objects.create(
        source=source, file_name="a.zip", started_at=at, finished_at=at, counts={}
    )
    ImportFlag.objects.create(run=run, source=source, words="odd", resolved_by=person)
    Distinct.objects.create(key="1,2", by=person)
    FigureChange.objects.create(food=known, new_mg=1, asked_by=person)
    Sheet.objects.create(file_name="foods.csv", changes=[], by=person)
    lacking = make_food("Oat husk", magnesium_mg=None)
    borrowing.borrow(lacking, [known], by=person)
    Food.objects.filter(pk=known.pk).update(magnesium_mg_per_basis=90)
    make_entry(person, lacking)
    Food.objects.filter(pk=lacking.pk).update(magnesium_mg_per_basis=80)
    recalculate(lacking, by=person, reason="a slip")
    curator = make_person("decides@example.org", is_staff=True)
    curation.merge_proposal(same, into=known, by=curator, reason=f"{WORD} is oats")
    submissions.report(
        known, person, said=f"{WORD} reports", suggested_mg=Decimal(5), suggested_basis="100g"
    )
    make_entry(person, name=f"{WORD} soup", kind="food", magnesium_mg=Decimal(12))
    Import.objects.create(person=person, kind="servings", file_name=WORD, content=WORD.encode())

    save_entries(person, name=f"{WORD} meal", entries=list(Entry.objects.filter(person=person)))
    DayMark.objects.create(person=person, date=TODAY, note=f"{WORD} was tired")
    GotIt.objects.create(person=person, note="water-counts", rests_on=[WORD])
    for mark in Mark:
        FoodMark.objects.create(person=person, food=same, mark=mark)

    # What they curated for everybody.
    published = make_food("Almonds")
    FoodName.objects.create(food=published, name="Mandeln", language="de")
    Identifier.objects.create(food=published, scheme="ndb", value="12061")
    make_portion(published)
    Citation.objects.create(key="A citation", url="https://example.org/")
    Note.objects.create(
        slug="a-note",
        title="A note",
        evidence_kind="trials",
        evidence_verdict="shown",
        published=False,
    )
    for model in CURATED:
        model.history.filter(history_user=None).update(history_user=person)
    for user, subject in ((person, published), (make_person("curator@example.org"), person)):
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(subject),
            object_id=str(subject.pk),
            object_repr=str(subject),
            action_flag=CHANGE,
            change_message=f"Changed {subject}",
        )
    return person


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
        )
        return [name for (name,) in cursor.fetchall()]


def tables_that_say(word: str) -> set[str]:
    """The tables with a row whose text, all columns of it, holds `word`."""
    found = set()
    with connection.cursor() as cursor:
        for table in tables():
            question = sql.SQL("SELECT EXISTS (SELECT FROM {} AS a_row WHERE a_row::text ILIKE %s)")
            cursor.execute(question.format(sql.Identifier(table)), [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def tables_that_point_at_people() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'intake_person'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def sessions_of(person_id: int) -> int:
    decoded = (session.get_decoded() for session in Session.objects.all())
    return sum(data.get("_auth_user_id") == str(person_id) for data in decoded)


def test_the_somebody_of_these_tests_is_in_every_table_that_points_at_people(somebody):
    """A new table needs a row in `somebody`, or the tests below would not see it."""
    assert tables_that_point_at_people() - tables_that_say(str(PERSON_ID)) == set()
    assert {"account_emailaddress", "intake_person"} <= tables_that_say(EMAIL)
    assert "intake_limituse" in tables_that_say(f":user:{PERSON_ID}")
    assert "intake_limituse" in tables_that_say(f":person:{PERSON_ID}")
    assert "django_cache" in tables_that_say(f"user={PERSON_ID}&")
    assert {"foods_historicalfood", "foods_historicalportion"} <= tables_that_say(WORD)


def test_leaves_no_trace_in_any_table(somebody):
    delete_account(somebody)
    assert tables_that_say(EMAIL) == set()
    assert tables_that_say(WORD) == set()
    assert tables_that_say(str(PERSON_ID)) == set()
    assert sessions_of(PERSON_ID) == 0


def test_by_the_page_leaves_no_trace_either(somebody, client):
    """Deleting within a request, the audit trail knows who sends it."""
    ids = [str(entry.uuid) for entry in Entry.objects.filter(person=somebody)]
    answer = client.post("/settings/delete/", {"password": "a pass phrase"})
    assert "Your account is deleted" in answer.content.decode()
    for trace in (EMAIL, WORD, str(PERSON_ID), *ids):
        assert tables_that_say(trace) == set(), trace
    assert sessions_of(PERSON_ID) == 0
    assert client.get("/settings/").status_code == 302


def test_keeps_what_was_curated_with_an_anonymous_history(somebody):
    delete_account(somebody)
    assert [str(food) for food in Food.objects.all()] == [
        "Almonds",
        "Oat bar",
        "Oat husk",
        "Oat slice",
    ]
    for model in CURATED:
        assert model.history.exists(), model
        assert not model.history.exclude(history_user=None).exists(), model


def test_a_food_that_became_public_keeps_its_history_without_the_owner(somebody):
    food = Food.objects.get(state=State.PROPOSED)
    Entry.objects.filter(food=food).delete()
    SavedMeal.objects.filter(person=somebody).delete()
    Food.objects.filter(pk=food.pk).update(name="Soup", state=State.PUBLISHED, owner=None)
    delete_account(somebody)
    assert Food.objects.filter(pk=food.pk).exists()
    assert set(food.history.values_list("owner_id", flat=True)) == {None}


def test_touches_nobody_else(somebody, bob):
    make_profile(bob)
    food = make_food("Bob's bread", state=State.PRIVATE, owner=bob)
    make_entry(bob, food)
    PersonalToken.objects.create(user=bob)
    bobs = Client()
    bobs.force_login(bob)
    delete_account(somebody)
    assert bobs.get("/settings/").status_code == 200
    assert Entry.objects.filter(person=bob).count() == 1
    assert Food.history.filter(owner_id=bob.pk).exists()
    assert PersonalToken.objects.filter(user=bob).exists()


def test_needs_the_password(somebody, client):
    answer = client.post("/settings/delete/", {"password": "wrong"})
    assert "This is not your password." in answer.content.decode()
    assert Person.objects.filter(pk=PERSON_ID).exists()


def test_is_all_or_nothing(somebody, bob):
    """An entry of somebody else that rests on a private food must not be: it stops everything."""
    SavedMeal.objects.filter(person=somebody).delete()
    Entry.objects.filter(person=somebody, food__state=State.PRIVATE).update(person=bob)
    with pytest.raises(RestrictedError):
        delete_account(somebody)
    assert Person.objects.filter(pk=PERSON_ID).exists()
    assert sessions_of(PERSON_ID) == 1
    assert LogEntry.objects.count() == 2
    assert Entry.objects.filter(person_id=PERSON_ID).count() == 4


def test_a_saved_meal_by_a_portion_of_ones_own_food_keeps_nobody(alice):
    """A portion that goes numbers a change of the meal, which needs its person."""
    food = make_food("Mine", owner=alice, state=State.PRIVATE)
    measure = Measure(portion=make_portion(food), amount=Decimal(1))
    entry = make_entry(alice, food, measure=measure)
    save_entries(alice, name="Usual", entries=[entry])
    delete_account(alice)
    assert not Person.objects.filter(pk=alice.pk).exists()
    assert not Food.objects.filter(pk=food.pk).exists()
