"""Everything we keep about a person, to take away; Twelve reads its own file again.

`intake.transfer.tables` lists what comes back, this module adds what can't.
"""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from foods.models import Basis, Food, FoodName, Identifier, Portion, Submission
from intake.models import (
    Entry,
    Import,
    MailChoice,
    Person,
    PersonalToken,
    Profile,
    SentMail,
)
from intake.transfer.cells import cell
from intake.transfer.exact import file_of
from intake.transfer.table import plain
from intake.transfer.tables import ENTRIES, FOODS, FORMAT, PROFILE, TABLES, VERSION
from notes.models import Citation, Note

CURATED: tuple[Any, ...] = (Food, FoodName, Identifier, Portion, Note, Citation)
# The columns of the diary as a sheet, and where each comes from.
CSV_COLUMNS = {
    "date": "date",
    "time": "time",
    "meal": "meal",
    "name": "name",
    "kind": "kind",
    "amount": "amount",
    "portion": "portion_label",
    "grams": "grams",
    "millilitres": "millilitres",
    "food": "food_id",
    "source": "food__source_id",
    "source_id": "food__source_ref",
    "magnesium_mg": "magnesium_mg",
    "magnesium_at_most_mg": "magnesium_at_most_mg",
    "added_magnesium_mg": "added_magnesium_mg",
    "calcium_mg": "calcium_mg",
    "phosphorus_mg": "phosphorus_mg",
    "potassium_mg": "potassium_mg",
    "energy_kcal": "energy_kcal",
    "confidence": "confidence",
    "label_says": "label_says",
    "id": "uuid",
}
SUBMISSION_FIELDS = "id kind said suggested_mg suggested_basis state reason created_at decided_at"


def as_json(person: Person) -> Iterator[str]:
    return file_of(_parts(person))


def everything_about(person: Person) -> dict[str, Any]:
    """What the file says, with Decimals for amounts and None for what is not known."""
    return {
        key: list(part) if isinstance(part, Iterator) else part
        for key, part in _parts(person).items()
    }


def _parts(person: Person) -> dict[str, Any]:
    """In the order of the file; what may be long is read from the database as it is written.

    Passwords and tokens are kept as digests only, which are nobody's to take away.
    """
    mine = {"person": person}
    profiles = PROFILE.keyed(Profile.objects.filter(**mine))
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": plain(timezone.now()),
        "account": _plain(person, "email is_staff date_joined last_login"),
        "profile": next((row for _, row in profiles), None),
        **{table.key: table.rows(person) for table in TABLES},
        ENTRIES.key: ENTRIES.rows(person),
        FOODS.key: FOODS.rows(person),
        "food_references": food_references(person),
        "mail_choices": _all(MailChoice.objects.filter(**mine), "reminder weekly updated_at"),
        "letters_sent": _all(
            SentMail.objects.filter(**mine).order_by("claimed_at"), "kind date claimed_at"
        ),
        "submissions": (
            {
                **_plain(asked, SUBMISSION_FIELDS),
                "food": asked.food_id,
                "result": asked.result_id,
                "photo_jpeg_base64": b64encode(asked.photo.jpeg).decode()
                if hasattr(asked, "photo")
                else None,
            }
            for asked in Submission.objects.of(person).select_related("photo")
        ),
        "earlier_versions_of_foods": _all(
            Food.history.filter(owner=person).order_by("history_date", "history_id"),
            " ".join(name for name in FOODS.fields if name != "group")
            + " history_date history_type",
        ),
        "imports": _all(
            Import.objects.of(person), "kind file_name created_at applied_at undone_at"
        ),
        "curation": _curation(person) if person.is_staff else [],
        "personal_tokens": _all(
            PersonalToken.objects.filter(user=person), "name scope created expiry last_used_on"
        ),
        "sessions": _all(
            UserSession.objects.filter(user=person), "created_at last_seen_at ip user_agent"
        ),
        "second_factors": _all(
            Authenticator.objects.filter(user=person), "type created_at last_used_at"
        ),
    }


def food_references(person: Person) -> Iterator[dict[str, Any]]:
    """The catalogue's foods that the person's rows name, by what other servers know them by."""
    named = Food.objects.none().values("pk").order_by()
    for table in (*TABLES, ENTRIES):
        for model, owner, name in table.food_keys:
            ours = model._default_manager.filter(**{owner: person})
            named = named.union(ours.exclude(**{name: None}).values(name).order_by())
    foods = Food.objects.filter(pk__in=named).exclude(owner=person).order_by("pk")
    foods = foods.select_related("merged_into").prefetch_related(
        "identifiers", "merged_into__identifiers"
    )
    for food in foods.defer("search_document"):
        known_by = list(food.identifiers.all())
        if not known_by and food.merged_into:
            known_by = list(food.merged_into.identifiers.all())
        yield {
            **_plain(food, "id name brand kind basis"),
            "source": food.source_id,
            "source_id": food.source_ref,
            "identifiers": [
                {"scheme": row.scheme, "value": row.value}
                for row in sorted(known_by, key=lambda row: (row.scheme, row.value))
            ],
        }


def _curation(person: Person) -> list[dict[str, Any]]:
    """What a curator changed for everybody, and what they did in the admin; oldest first."""
    # As data, whatever language the person reads.
    with override("en"):
        return sorted(_acts_of(person), key=lambda row: row["at"])


def _acts_of(person: Person) -> list[dict[str, Any]]:
    changes = [
        {
            "what": str(model._meta.verbose_name),
            "name": str(row.history_object),
            "at": plain(row.history_date),
            "how": row.get_history_type_display(),
        }
        for model in CURATED
        for row in model.history.filter(history_user=person)
    ]
    actions = [
        {"what": "admin", "name": row.object_repr, "at": plain(row.action_time), "how": str(row)}
        for row in LogEntry.objects.filter(user=person)
    ]
    return changes + actions


def entries_as_csv(person: Person) -> Iterator[str]:
    """One line an entry, oldest first, with a heading. An empty cell is an unknown figure."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(CSV_COLUMNS)
    stored = [name for name in CSV_COLUMNS.values() if name not in ("grams", "millilitres")]
    entries = Entry.objects.for_person(person).kept().order_by("date", "pk")
    for row in entries.values("basis", "quantity", *stored).iterator(chunk_size=1000):
        row["grams"] = row["quantity"] if row["basis"] == Basis.PER_100_G else None
        row["millilitres"] = row["quantity"] if row["basis"] == Basis.PER_100_ML else None
        writer.writerow(cell(row[name]) for name in CSV_COLUMNS.values())
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _all(rows: Iterable[Any], fields: str) -> Iterator[dict[str, Any]]:
    return (_plain(row, fields) for row in rows)


def _plain(row: Model, fields: str) -> dict[str, Any]:
    return {field: plain(getattr(row, field)) for field in fields.split()}
