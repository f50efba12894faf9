"""Everything we keep about a person, to take away."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Model

from foods.models import Food, FoodName, Identifier, Portion, Submission
from intake.models import (
    ChecklistItem,
    Consent,
    Entry,
    LifeStage,
    MailChoice,
    Person,
    PersonalToken,
    Profile,
    SentMail,
    Target,
)
from notes.models import Citation, Note

CURATED: tuple[Any, ...] = (Food, FoodName, Identifier, Portion, Note, Citation)
ENTRY_FIELDS = (
    "uuid date time meal name kind amount portion_label basis quantity magnesium_mg"
    " magnesium_at_most_mg added_magnesium_mg calcium_mg phosphorus_mg potassium_mg energy_kcal"
    " confidence label_says compound label_dose_mg elemental_fraction created_at updated_at"
    " deleted_at"
)
CSV_FIELDS = (
    "date time meal name kind amount portion_label grams millilitres magnesium_mg"
    " magnesium_at_most_mg added_magnesium_mg calcium_mg phosphorus_mg potassium_mg energy_kcal"
    " confidence label_says"
)
CHECKLIST_FIELDS = (
    "uuid name kind amount portion_label basis quantity label_says compound label_dose_mg"
    " magnesium_mg meal time iso_weekdays starts_on ends_on position paused_at"
    " removed_at created_at"
)
FOOD_FIELDS = (
    "id name brand kind basis magnesium_mg_per_basis magnesium_at_most_mg_per_basis"
    " calcium_mg_per_basis phosphorus_mg_per_basis potassium_mg_per_basis energy_kcal_per_basis"
    " added_magnesium_mg_per_basis compound elemental_fraction state created_at"
    " updated_at removed_at"
)
SUBMISSION_FIELDS = "id kind said suggested_mg suggested_basis state reason created_at decided_at"


def everything_about(person: Person) -> dict[str, Any]:
    """What the tables hold, ready for JSON: None is unknown, amounts are numbers.

    Passwords and tokens are kept as digests only, which are nobody's to take away.
    """
    profile = Profile.objects.filter(person=person).first()
    foods = Food.objects.filter(owner=person).order_by("pk")
    foods = foods.prefetch_related("names", "portions", "identifiers")
    mine = {"person": person}
    return {
        "account": _plain(person, "email is_staff date_joined last_login"),
        "profile": profile
        and _plain(
            profile,
            "country birth_date sex time_zone units kidney_disease kidney_answered_at"
            " first_run_done_at updated_at",
        ),
        "consents": _all(Consent.objects.filter(**mine), "purpose given_at withdrawn_at"),
        "life_stages": _all(LifeStage.objects.filter(**mine), "kind starts_on ends_on"),
        "targets": _all(Target.objects.filter(**mine), "starts_on authority mg"),
        "entries": [
            {**_plain(entry, ENTRY_FIELDS), "food": entry.food_id}
            for entry in Entry.objects.filter(**mine).order_by("date", "pk")
        ],
        "checklist": [
            {**_plain(item, CHECKLIST_FIELDS), "food": item.food_id, "portion": item.portion_id}
            for item in ChecklistItem.objects.filter(**mine).order_by("position", "pk")
        ],
        "mail_choices": _all(MailChoice.objects.filter(**mine), "reminder weekly updated_at"),
        "letters_sent": _all(
            SentMail.objects.filter(**mine).order_by("claimed_at"), "kind date claimed_at"
        ),
        "foods": [
            {
                **_plain(food, FOOD_FIELDS),
                "names": [_plain(name, "language name") for name in food.names.all()],
                "portions": [_plain(row, "label quantity") for row in food.portions.all()],
                "identifiers": [_plain(row, "scheme value") for row in food.identifiers.all()],
            }
            for food in foods
        ],
        "submissions": [
            {
                **_plain(asked, SUBMISSION_FIELDS),
                "food": asked.food_id,
                "result": asked.result_id,
                "photo_jpeg_base64": b64encode(asked.photo.jpeg).decode()
                if hasattr(asked, "photo")
                else None,
            }
            for asked in Submission.objects.of(person).select_related("photo")
        ],
        "earlier_versions_of_foods": _all(
            Food.history.filter(owner=person).order_by("history_date"),
            f"{FOOD_FIELDS} history_date history_type",
        ),
        "curation": _curation(person) if person.is_staff else [],
        "personal_tokens": _all(PersonalToken.objects.filter(user=person), "name created expiry"),
        "sessions": _all(
            UserSession.objects.filter(user=person), "created_at last_seen_at ip user_agent"
        ),
        "second_factors": _all(
            Authenticator.objects.filter(user=person), "type created_at last_used_at"
        ),
    }


def _curation(person: Person) -> list[dict[str, Any]]:
    """What a curator changed for everybody, and what they did in the admin; oldest first."""
    changes = [
        {
            "what": model._meta.verbose_name,
            "name": str(row.history_object),
            "at": _json(row.history_date),
            "how": row.get_history_type_display(),
        }
        for model in CURATED
        for row in model.history.filter(history_user=person)
    ]
    actions = [
        {"what": "admin", "name": row.object_repr, "at": _json(row.action_time), "how": str(row)}
        for row in LogEntry.objects.filter(user=person)
    ]
    return sorted(changes + actions, key=lambda row: row["at"])


def entries_as_csv(person: Person) -> Iterator[str]:
    """One line an entry, oldest first, with a heading. An empty cell is an unknown figure."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    fields = CSV_FIELDS.split()
    writer.writerow(fields)
    entries = Entry.objects.for_person(person).kept().order_by("date", "pk")
    for entry in entries.iterator(chunk_size=1000):
        writer.writerow(_cell(getattr(entry, field)) for field in fields)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _all(rows: Any, fields: str) -> list[dict[str, Any]]:
    return [_plain(row, fields) for row in rows]


def _plain(row: Model, fields: str) -> dict[str, Any]:
    return {field: _json(getattr(row, field)) for field in fields.split()}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str, list)):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(value: Any) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
