"""Deleting an account: every trace of a person leaves the database."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, RestrictedError

from foods.models import Food, FoodName, Identifier, Merge, Portion, State
from intake.changes import without_tombstones
from intake.models import ChecklistItem, Entry, Person, SavedMealItem
from intake.sign_in import forget_attempts


def delete_account(person: Person) -> None:
    """All or nothing. What the person curated of public foods stays, without an author.

    Rows that point at the person by a foreign key go with the person; the rest is named here.
    """
    person_id = person.pk
    with without_tombstones():
        Person.objects.select_for_update().get(pk=person_id)
        _delete_sessions(person_id)
        _delete_admin_log(person)
        own = set(Food.objects.filter(owner=person).values_list("pk", flat=True))
        merged = set(
            Food.objects.filter(submissions__person=person, state=State.MERGED).values_list(
                "pk", flat=True
            )
        )
        forget_attempts(person_id)
        Entry.objects.filter(person=person, food__in=merged).delete()
        ChecklistItem.objects.filter(person=person, food__in=merged).delete()
        SavedMealItem.objects.filter(person=person, food__in=merged).delete()
        own |= _delete_merged_foods(merged)
        person.delete()
        # Deleting a food leaves a last row in its history, so histories go after the foods.
        _delete_food_history(person_id, own)


def _delete_merged_foods(merged: set[int]) -> set[int]:
    """Foods that were the person's until a published one came to stand for them.

    A name that somebody else's entry rests on becomes that of the published food.
    """
    Merge.objects.filter(foods__in=merged).delete()
    for food in Food.objects.filter(pk__in=merged).select_related("merged_into"):
        try:
            with transaction.atomic():
                food.delete()
        except RestrictedError:
            kept = food.resolved
            food.name, food.brand, food.note = kept.name, kept.brand, ""
            food.save()
            food.names.all().delete()
            food.portions.all().delete()
    return merged


def _delete_sessions(person_id: int) -> None:
    """A session names its person inside its signed data only, so each has to be opened."""
    theirs = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(person_id)
    ]
    Session.objects.filter(session_key__in=theirs).delete()


def _delete_admin_log(person: Person) -> None:
    """What others did to the account in the admin is logged under its e-mail address."""
    account = ContentType.objects.get_for_model(Person)
    LogEntry.objects.filter(
        Q(content_type=account, object_id=str(person.pk))
        | Q(object_repr__icontains=person.email)
        | Q(change_message__icontains=person.email)
    ).delete()


def _delete_food_history(person_id: int, own: set[int]) -> None:
    """Foods without a public life go with their history; that of public ones loses the owner."""
    was_theirs = Food.history.filter(owner_id=person_id)
    ever = own | set(was_theirs.values_list("id", flat=True))
    # Of a merged food nothing but its id is public.
    public = Food.objects.filter(pk__in=ever).exclude(state=State.MERGED)
    gone = ever - set(public.values_list("pk", flat=True))
    Food.history.filter(id__in=gone).delete()
    histories: tuple[Any, ...] = (FoodName.history, Portion.history, Identifier.history)
    for history in histories:
        history.filter(food_id__in=gone).delete()
    was_theirs.update(owner_id=None)
