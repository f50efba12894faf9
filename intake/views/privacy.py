"""What is kept about a person, in words, and as files to take away."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from intake.export import as_json, entries_as_csv
from intake.views.personal import PersonalRequest, personal


def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "minimum_age_years": settings.MINIMUM_AGE_YEARS,
        "session_days": settings.SESSION_COOKIE_AGE // 86_400,
    }
    return render(request, "intake/privacy.html", context)


@personal
def export_json(request: PersonalRequest) -> HttpResponse:
    # In one piece: a file that a failure cuts short must not look like a download that worked.
    text = "".join(as_json(request.user))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="twelve.json"'
    return response


@personal
def export_csv(request: PersonalRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        entries_as_csv(request.user), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="twelve-entries.csv"'
    return response
