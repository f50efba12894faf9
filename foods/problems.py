"""What the API answers when a write meets what is there, or was, under its id."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException


class Problem(APIException):
    """`extension` is added to the problem's body: `current` is the state that holds now."""

    def __init__(self, detail: str | None = None, **extension: Any) -> None:
        super().__init__(detail)
        self.extension = extension


class IdInUse(Problem):
    status_code = status.HTTP_409_CONFLICT
    default_code = "id_in_use"
    default_detail = _("This id was used for something else; `current` is what it holds now.")


class Deleted(Problem):
    status_code = status.HTTP_410_GONE
    default_code = "deleted"
    default_detail = _("This was deleted.")
