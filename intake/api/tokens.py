"""Personal tokens over the API, for who is signed in."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.api.sessions import session_key_of
from intake.authentication import PersonRequest, needs_session
from intake.models import PersonalToken
from intake.owners import SessionEnded
from intake.serializers.tokens import (
    MadeTokenSerializer,
    TokenSerializer,
    TokensSerializer,
    TokenWriteSerializer,
)
from intake.tokens import TooManyTokens, make_token


class TokenList(APIView):
    @extend_schema(
        operation_id="tokens_list",
        summary="List your personal tokens, the newest first",
        responses=TokensSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        tokens = PersonalToken.objects.filter(user=request.user)
        return Response({"results": TokenSerializer(tokens, many=True).data})

    @extend_schema(
        operation_id="tokens_create",
        summary="Make a personal token",
        description=(
            "The answer has the secret, once. Only who is signed in makes tokens: with a personal "
            "token it is 403 `session_needed`."
        ),
        request=TokenWriteSerializer,
        responses={201: MadeTokenSerializer},
    )
    def post(self, request: PersonRequest) -> Response:
        body = TokenWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        needs_session(request)
        try:
            token, secret = make_token(
                request.user, session_key=session_key_of(request), **body.validated_data
            )
        except SessionEnded:
            raise NotAuthenticated from None
        except TooManyTokens as error:
            raise ValidationError(str(error), code="too_many") from None
        made = {**TokenSerializer(token).data, "token": secret}
        return Response(made, status.HTTP_201_CREATED)


class TokenDetail(APIView):
    @extend_schema(
        operation_id="tokens_revoke",
        summary="Revoke a personal token",
        description="It is refused from then on. With a personal token: 403 `session_needed`.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, token_id: UUID) -> Response:
        needs_session(request)
        tokens = PersonalToken.objects.filter(user=request.user)
        get_object_or_404(tokens, uuid=token_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
