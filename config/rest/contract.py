"""The schema as it is served."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.views import SpectacularJSONAPIView

from config.rest.openapi import InEnglish


class MadeOnce(InEnglish):
    """Anybody may ask for it, and to describe every route takes a second of a processor."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        return made()


@cache
def made() -> Any:
    return InEnglish().get_schema(request=None, public=True)


class Contract(SpectacularJSONAPIView):
    generator_class = MadeOnce
