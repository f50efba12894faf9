"""A withdrawn consent leaves nothing in what keeps devices in step that tells of an illness."""

import pytest

from intake.models import Change, GotIt, Purpose, PushedWrite
from intake.people import NOTES_OF, give_consent, set_health_facts, withdraw_consent
from tests.factories import make_profile
from tests.intake.sync.test_pull import pull
from tests.intake.sync.test_push import SOUP, push, write

NAMED = write("medicines", body={"name": "Iron", "medicine_class": None, "times": ["08:00"]})
MOVED = write("medicines", body={"times": ["09:00"]}, version=1)


@pytest.fixture(autouse=True)
def consented(alice):
    make_profile(alice)
    for purpose in Purpose:
        give_consent(person=alice, purpose=purpose)


@pytest.mark.parametrize("note", ["kidney-stones", "who-runs-low", None])
@pytest.mark.parametrize("by", ["withdrawing", "another fact"])
def test_no_tombstone_says_which_note_was_read(alice, as_alice, note, by):
    """Or that one was read at all: it is shown to whoever told of that illness."""
    set_health_facts(person=alice, facts=["kidney_stones", "alcohol"])
    if note:
        GotIt.objects.create(person=alice, note=note)
    _, cursor = pull(as_alice)
    if by == "withdrawing":
        withdraw_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
    else:
        set_health_facts(person=alice, facts=["alcohol"])
    told = {each["id"] for each in pull(as_alice, cursor)[0] if each["table"] == "dismissed_notes"}
    assert told == set(NOTES_OF[Purpose.HEALTH_FACTS])
    kept = Change.objects.filter(table_name="dismissed_notes")
    assert set(kept.values_list("key", flat=True)) == told


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (Purpose.MEDICINES, NAMED),
        (
            Purpose.HEALTH_FACTS,
            write("profile", key="profile", body={"health_facts": ["alcohol"]}, version=0),
        ),
    ],
)
def test_no_digest_of_what_was_pushed_is_left(alice, as_alice, purpose, said):
    (shown,) = [each for each in pull(as_alice)[0] if each["table"] == "profile"]
    if said["table"] == "profile":
        said = said | {"version": shown["version"]}
    results = push(as_alice, said, write(body=SOUP))
    assert [each["outcome"] for each in results] == ["applied", "applied"]
    withdraw_consent(person=alice, purpose=purpose)
    assert set(PushedWrite.objects.values_list("table_name", flat=True)) == {"entries"}


def test_what_is_named_anew_is_changed_anew(alice, as_alice):
    """Its versions begin anew, so that a change of before is none of now."""
    push(as_alice, NAMED, MOVED)
    withdraw_consent(person=alice, purpose=Purpose.MEDICINES)
    give_consent(person=alice, purpose=Purpose.MEDICINES)
    results = push(as_alice, NAMED, MOVED)
    assert [each["outcome"] for each in results] == ["applied", "applied"]
    assert results[1]["current"]["times"] == ["09:00:00"]
