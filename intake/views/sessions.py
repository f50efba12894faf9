"""Where a person is signed in, and signing out there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.owners import end_sessions, sessions_of
from intake.views.personal import PersonalRequest, personal


@personal
def sessions(request: PersonalRequest) -> HttpResponse:
    context = {
        "sessions": sessions_of(request.user),
        "here": request.session.session_key,
    }
    return render(request, "intake/settings/sessions.html", context)


@require_POST
@personal
def end(request: PersonalRequest, session_id: int) -> HttpResponse:
    others = sessions_of(request.user).exclude(session_key=request.session.session_key)
    end_sessions(request.user, only=get_object_or_404(others, pk=session_id).pk)
    messages.success(request, _("It is signed out."))
    return redirect("settings_sessions")


@require_POST
@personal
def end_others(request: PersonalRequest) -> HttpResponse:
    end_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("settings_sessions")
