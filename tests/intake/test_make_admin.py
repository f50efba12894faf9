import io
import sys
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from intake.curators import grant_rights
from intake.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "twelve is an element"


@pytest.fixture
def typed(monkeypatch):
    """What comes through standard input."""

    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return give


def make_admin(*arguments) -> str:
    out = StringIO()
    call_command("make_admin", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_an_administrator_who_can_sign_in_to_the_admin(typed, client):
    typed(PASSWORD + "\n")

    out = make_admin("--email", "Boss@Example.org", "--password-stdin")

    assert "boss@example.org is a new administrator." in out
    assert "/admin/" in out
    boss = Person.objects.get()
    assert (boss.is_staff, boss.is_superuser, boss.is_active) == (True, True, True)
    assert boss.check_password(PASSWORD)
    assert EmailAddress.objects.get().verified
    client.force_login(boss)
    assert client.get("/admin/intake/person/").status_code == 200


def test_it_makes_one_of_a_person_who_keeps_their_password(typed, alice):
    typed("")

    assert "alice@example.org is now an administrator." in make_admin(
        "--email", "alice@example.org"
    )

    alice.refresh_from_db()
    assert alice.is_superuser
    assert alice.check_password("a pass phrase")


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("boss", PASSWORD, "--email boss: Enter a valid email address."),
        ("boss@example.org", "12345678", "too common"),
        ("boss@example.org", "short", "too short"),
        ("boss@example.org", "boss@example.org", "too similar"),
        ("boss@example.org", "", "too short"),
    ],
)
def test_bad_input_makes_nobody(typed, email, password, message):
    typed(password + "\n")

    with pytest.raises(CommandError, match=message):
        make_admin("--email", email, "--password-stdin")

    assert not Person.objects.exists()


def test_without_a_terminal_it_says_what_it_needs(typed):
    typed("")
    with pytest.raises(CommandError, match=r"no terminal to ask at.*ADMIN_EMAIL=.*make admin"):
        make_admin()
    with pytest.raises(CommandError, match=r"Nobody has boss@example.org yet.*--password-stdin"):
        make_admin("--email", "boss@example.org")
    assert not Person.objects.exists()


class TestEnvironment:
    """What `make admin` goes by where nobody can be asked."""

    @pytest.fixture(autouse=True)
    def no_terminal(self, typed, settings):
        typed("")
        settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "Boss@example.org", PASSWORD

    def test_it_makes_an_administrator(self):
        assert "boss@example.org is a new administrator." in make_admin()
        assert Person.objects.get().check_password(PASSWORD)

    def test_the_same_again_changes_nothing(self):
        make_admin()
        assert "boss@example.org is now an administrator." in make_admin()
        assert Person.objects.get().check_password(PASSWORD)

    def test_nothing_is_asked_at_a_terminal_either(self, monkeypatch):
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        assert "new administrator" in make_admin()

    def test_who_has_an_account_may_keep_their_password(self, settings, alice):
        settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = alice.email, ""
        assert "alice@example.org is now an administrator." in make_admin()
        alice.refresh_from_db()
        assert alice.check_password("a pass phrase")

    def test_the_password_is_for_that_address_only(self, alice):
        make_admin("--email", alice.email)
        alice.refresh_from_db()
        assert (alice.is_superuser, alice.check_password("a pass phrase")) == (True, True)

    @pytest.mark.parametrize(
        ("email", "password", "message"),
        [
            ("boss", PASSWORD, "ADMIN_EMAIL boss: Enter a valid email address."),
            ("boss@example.org", "short", "too short"),
            ("boss@example.org", "", "Nobody has boss@example.org yet.*ADMIN_PASSWORD"),
            ("", PASSWORD, "no terminal to ask at"),
        ],
    )
    def test_bad_values_make_nobody(self, settings, email, password, message):
        settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = email, password
        with pytest.raises(CommandError, match=message):
            make_admin()
        assert not Person.objects.exists()


def test_curators_have_just_the_rights_they_need():
    group = Group.objects.get(name="Curators")

    rights = {permission.codename for permission in group.permissions.all()}

    assert {"change_food", "delete_food", "add_portion", "change_note", "view_importrun"} <= rights
    assert not {"add_importrun", "delete_note", "delete_citation", "delete_source"} & rights
    rooms = {p.content_type.app_label for p in group.permissions.select_related("content_type")}
    assert rooms == {"foods", "notes", "intake"}
    of_people = group.permissions.filter(content_type__app_label="intake")
    assert {right.codename for right in of_people} == {"view_recalculation", "add_recalculation"}
    assert not [right for right in rights if "historical" in right]


def test_rights_come_back_and_an_operators_own_stay():
    group = Group.objects.get(name="Curators")
    extra = Permission.objects.get(codename="delete_note")
    group.permissions.add(extra)
    group.permissions.remove(Permission.objects.get(codename="change_food"))
    Permission.objects.filter(codename="add_food").delete()

    grant_rights()

    rights = set(group.permissions.values_list("codename", flat=True))
    assert {"change_food", "add_food", "delete_note"} <= rights
    assert Group.objects.count() == 1
