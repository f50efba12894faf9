"""What the API answers when a write meets something newer than its sender knew."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError

from foods.problems import Deleted, Problem
from intake.checklist import NotOffered
from intake.models import Target
from intake.snapshots import InvalidEntry


class Gone(Deleted):
    default_detail = _("This was deleted. Restoring it brings it back.")


class Changed(Problem):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"
    default_detail = _("It was changed since you read it; `current` is what holds now.")


class NotLogged(Problem):
    """All or nothing was asked for."""

    status_code = status.HTTP_424_FAILED_DEPENDENCY
    default_code = "not_applied"
    default_detail = _("Nothing was done, since another of these was refused.")


class DateTaken(Problem):
    status_code = status.HTTP_409_CONFLICT
    default_code = "date_taken"
    default_detail = _("Another target starts on this date; `current` is that one.")

    def __init__(self, target: Target, **extension: Any) -> None:
        super().__init__(**extension)
        self.target = target


class ReadOnlyToken(Problem):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "read_only_token"
    default_detail = _("This token reads only. Make one that may write, in the settings.")


class SessionNeeded(Problem):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "session_needed"
    default_detail = _(
        "A personal token ends no session, and makes and revokes no tokens: sign in."
    )


class AmountsOnly(Problem):
    """The person told us about their kidneys: no target, no ranking, on no surface."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "amounts_only"
    default_detail = _(
        "You told us about your kidneys, so only amounts are shown: no targets and no rankings."
    )


class NotByOneTap(Problem):
    status_code = status.HTTP_409_CONFLICT

    @classmethod
    def of(cls, error: NotOffered) -> NotByOneTap:
        """Its code says whether that is by the kidney flag, the age or the kind."""
        problem = cls(error.message)
        problem.detail = ErrorDetail(error.message, error.code)
        return problem


def not_valid(error: InvalidEntry) -> ValidationError:
    return ValidationError({error.field: [error.message]}, code=error.code)
