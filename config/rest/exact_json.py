"""JSON in and out, with amounts that stay exact decimals on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from foods.formatting import format_number
from intake.transfer.exact import is_deeper_than

MAX_BODY_BYTES = 1_000_000
MAX_DEPTH = 20

_THREE_PLACES = Decimal("0.001")
_ROOMY = Context(prec=40, rounding=ROUND_HALF_UP)


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"

    def __init__(self, most: int = MAX_BODY_BYTES) -> None:
        super().__init__(
            _("A request body holds at most %(most)s bytes.") % {"most": format_number(most)}
        )


def most_body_bytes(view: Any) -> int:
    """A view that takes more says so."""
    return int(getattr(view, "most_body_bytes", MAX_BODY_BYTES))


class LengthRequired(APIException):
    """DRF reads no body without a length: it would be lost in silence."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_code = "length_required"
    default_detail = gettext_lazy("Send the body with its Content-Length, not in chunks.")


class ExactJSONParser(BaseParser):
    """Numbers with a point become Decimal, never float. Size and nesting are checked first.

    No JSONParser: for those DRF reads all of the body itself, and no more than Django's own limit.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        most = most_body_bytes((parser_context or {}).get("view"))
        # The server's stream ends with the body, whatever length the client announced.
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise BodyTooLarge(most)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise ParseError(_("The body has to be UTF-8."), code="not_utf8") from None
        if is_deeper_than(MAX_DEPTH, text):
            raise ParseError(
                _("Brackets nest at most %(max_depth)s deep.") % {"max_depth": MAX_DEPTH},
                code="too_deep",
            )
        try:
            body = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        except ValueError as error:
            raise ParseError(
                _("The body is not JSON: %(error)s") % {"error": error}, code="not_json"
            ) from None
        except InvalidOperation:
            message = _("The body has a number with an exponent that nothing can hold.")
            raise ParseError(message, code="not_json") from None
        if not isinstance(body, dict):
            raise ParseError(_("The body has to be an object, as in {…}."), code="not_an_object")
        return body


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")


@lru_cache(maxsize=4096)  # a year of trends has 3,000, most of them the same few
def as_json_number(amount: Decimal) -> int | float:
    """At most three decimals; a half goes up, as on the pages.

    A double prints the shortest digits that name it, so that up to 15 significant ones, more than
    any amount here has, come out as they went in: 0.1, never 0.1000000000000000055.
    """
    number = float(amount.quantize(_THREE_PLACES, context=_ROOMY))
    return int(number) if number.is_integer() else number


class ExactJSONEncoder(JSONEncoder):
    def default(self, obj: Any) -> Any:
        return as_json_number(obj) if isinstance(obj, Decimal) else super().default(obj)


class AsciiJSONRenderer(JSONRenderer):
    encoder_class = ExactJSONEncoder
    ensure_ascii = True


class ExactJSONRenderer(JSONRenderer):
    encoder_class = ExactJSONEncoder

    def render(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().render(*args, **kwargs)
        except UnicodeEncodeError:
            # An error quotes half a character that the client sent: only escapes can say that.
            return AsciiJSONRenderer().render(*args, **kwargs)


class ProblemsAreJSON(DefaultContentNegotiation):
    """Whoever accepts problems accepts JSON: nobody knows which of the two it will be."""

    def get_accept_list(self, request: Request) -> list[str]:
        accepted = super().get_accept_list(request)
        return [each.replace("application/problem+json", "application/json") for each in accepted]
