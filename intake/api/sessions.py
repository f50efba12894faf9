"""Where a person is signed in, over the API."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest, needs_session
from intake.owners import end_sessions, sessions_of
from intake.serializers.sessions import SessionsSerializer, session_body


class SessionList(APIView):
    @extend_schema(
        operation_id="sessions_list",
        summary="List the browsers and apps that are signed in",
        responses=SessionsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        here = session_key_of(request)
        rows = sessions_of(request.user)
        return Response({"results": [session_body(row, here=here) for row in rows]})

    @extend_schema(
        operation_id="sessions_end_others",
        summary="Sign out everywhere else",
        description="The session that asks stays. With a personal token: 403 `session_needed`.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest) -> Response:
        needs_session(request)
        end_sessions(request.user, keep=session_key_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SessionDetail(APIView):
    @extend_schema(
        operation_id="sessions_end",
        summary="Sign out a browser or an app",
        description="Also the one that asks. With a personal token: 403 `session_needed`.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, session_id: int) -> Response:
        needs_session(request)
        row = get_object_or_404(sessions_of(request.user), pk=session_id)
        end_sessions(request.user, only=row.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def session_key_of(request: PersonRequest) -> str | None:
    """Of the app that asks, or else of the browser; None with a personal token."""
    if isinstance(request.auth, SessionBase):
        return request.auth.session_key
    key: str | None = request.session.session_key if request.auth is None else None
    return key
