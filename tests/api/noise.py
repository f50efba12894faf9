"""What schemathesis calls a failure and is none, each with its reason; nothing else is let pass.

`schemathesis.toml` names this file.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure

# "Schema-valid request rejected": what a request may do wrong and JSON Schema can't say, by the
# code of the problem.
NOT_OF_ROWS = "What is named has to be there, be one's own, and be as the request takes it to be."
NOT_TOGETHER = "Fields or parameters that are right by themselves and do not go together."
NOT_IN_WORDS = "A string whose form is described in words: JSON Schema has none for it."
NO_TODAY = "JSON Schema knows no today."
BEYOND_THE_SCHEMA = {
    "not_found": NOT_OF_ROWS,
    "does_not_exist": NOT_OF_ROWS,
    "portion_of_another_food": NOT_OF_ROWS,
    "not_published": NOT_OF_ROWS,
    "not_shown": NOT_OF_ROWS,
    "not_due": NOT_OF_ROWS,
    "stays": NOT_OF_ROWS,
    "waiting_already": NOT_OF_ROWS,
    "too_many_waiting": NOT_OF_ROWS,
    "wrong_basis": NOT_OF_ROWS,
    "wrong_kind": NOT_OF_ROWS,
    "dose_only": NOT_OF_ROWS,
    "another_compound": NOT_OF_ROWS,
    "too_little": NOT_OF_ROWS,
    "consent_needed": "What is kept on consent is refused without.",
    "deleted": "410, as promised: it may be brought back, whatever is said of it.",
    "food_or_quick_add": NOT_TOGETHER,
    "named_twice": NOT_TOGETHER,
    "one_measure": NOT_TOGETHER,
    "sex_needed": NOT_TOGETHER,
    "figure_known": NOT_TOGETHER,
    "more_than_all": NOT_TOGETHER,
    "date_or_period": NOT_TOGETHER,
    "ends_before_it_starts": NOT_TOGETHER,
    "ends_too_early": NOT_TOGETHER,
    "overlaps": NOT_TOGETHER,
    "ages_differ": NOT_TOGETHER,
    "required": NOT_TOGETHER,  # one of several, or one that another one asks for
    "same_day": NOT_TOGETHER,
    "too_long": "A period of more days than are read at once.",
    "unknown_version": "Only a version that the catalogue has had.",
    "invalid_cursor": "Only what `next` and `previous` said: a cursor is opaque.",
    "out_of_range": "JSON Schema has no least and greatest date.",
    "in_the_future": NO_TODAY,
    "under_age": NO_TODAY,
    "year_out_of_range": "JSON Schema has no least and greatest date.",
    "too_precise": "Of three decimals `multipleOf` is no test: 0.001 is no double.",
    "blank": "Blanks alone are no text.",
    "null_characters_not_allowed": "U+0000 is no text that a database keeps.",
    "unknown_time_zone": NOT_IN_WORDS,
    "not_base64": NOT_IN_WORDS,
    "not_a_photo": NOT_IN_WORDS,
    "not_readable": NOT_IN_WORDS,
    "damaged": NOT_IN_WORDS,
}


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Only what is named may be answered: `default` would let every status pass."""
    for operations in raw_schema["paths"].values():
        for operation in operations.values():
            del operation["responses"]["default"]


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A made-up If-Match is 412 before anything else is looked at: every change was refused
    so, and its body never tried. `test_bad_input.py` sends those that are not the one."""
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = "*"


@schemathesis.hook
def filter_failure(context: Any, failure: Failure, case: Any, response: Any) -> bool:
    """Whether it is one."""
    if failure.code == "ST202":  # a request that the schema allows was rejected
        return not _codes(response) <= set(BEYOND_THE_SCHEMA)
    if failure.code == "ST201":  # one that it does not allow was accepted
        # That something was deleted is told before its new body is looked at.
        return not (response.status_code == 410 or _is_refused_by_itself(case, response))
    return True


def _is_refused_by_itself(case: Any, response: Any) -> bool:
    """A batch or a push is answered by 200, and each write of it by an outcome of its own."""
    return (
        case.operation.path.endswith(("/batch/", "/sync/"))
        and case.method == "POST"
        and response.status_code == 200
        and any("problem" in result for result in response.json()["results"])
    )


def _codes(response: Any) -> set[str]:
    problem = response.json()
    return {error["code"] for error in problem.get("errors", [problem])}
