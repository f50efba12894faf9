"""What an applied import says about its person, once they take that back."""

from __future__ import annotations

from collections.abc import Collection

from intake.models import Import, Person, Purpose

# Under these names an import keeps what it brought, so that undoing can take it back.
_KEPT_AS = {Purpose.KIDNEY: "kidney", Purpose.HEALTH_FACTS: "health_facts"}


def forget_in_imports(person: Person, purpose: Purpose, *, but: Collection[str] = ()) -> None:
    """Strikes what was brought for `purpose`; of health facts `but` stay."""
    if not (key := _KEPT_AS.get(purpose)):
        return
    for brought in Import.objects.filter(person=person, before__has_key=key).only("before"):
        told = brought.before.pop(key)
        if but and (left := [fact for fact in told if fact in but]):
            brought.before[key] = left
        brought.save(update_fields=["before"])
