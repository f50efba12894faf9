"""What makes an app of the pages: its manifest, its worker, and Today without a network."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foods.device_words import words_for_a_device
from foods.language_tags import primary_language
from foods.models import Kind
from foods.shown_units import showing
from foods.supplements import COMPOUNDS, FORMS, fractions_of, name_of
from intake.changes import cursor_from, cursor_text
from intake.devices import device_key
from intake.people import profile_of
from intake.snapshots import DOSE_KINDS
from intake.templatetags.typeface import font_url

ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))
_LINKED = re.compile(r'(?:src|href)="([^"]+)"')
_IMPORTED = re.compile(r'\b(?:from |import\()"(\.{1,2}/[^"]+\.js)"')


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    said = {
        "id": "/",
        "name": _("Twelve, a magnesium diary"),
        "short_name": "Twelve",
        "lang": translation.get_language(),
        "dir": "ltr",
        "description": _("A magnesium diary that says what it knows and what it does not."),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f5f0",
        "theme_color": "#1b7449",
        "icons": [
            {
                "src": static(f"img/icon-{purpose}-{size}.png"),
                "type": "image/png",
                "sizes": f"{size}x{size}",
                "purpose": purpose,
            }
            for size, purpose in ICONS
        ],
        "shortcuts": [
            {"name": _("Add a food"), "url": reverse("add")},
            {"name": _("Trends"), "url": reverse("trends")},
        ],
    }
    response = JsonResponse(said, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Today as the device knows it: a page without a person, which everybody's device keeps."""
    return HttpResponse(_page(_language(request)))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is another one as soon as a file of the shell is, or the language."""
    language = _language(request)
    page = _page(language)
    urls = sorted(shell_of(page))
    digest = hashlib.sha256(page.encode())
    for url in urls:
        digest.update(url.encode())
        if path := _source(url):
            digest.update(path.read_bytes())
    context = {
        "version": digest.hexdigest()[:12],
        "shell": json.dumps(urls),
        "offline_url": reverse("offline"),
        "language": language,
    }
    response = render(request, "worker.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Whose session it is, by a key for devices; "" for nobody's. With it what a device needs to
    keep in step: where to pull from, a token for what it pushes, the person's date, and now."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": "", "now": timezone.now()})
    profile = profile_of(request.user)
    return JsonResponse(
        {
            "person": device_key(request.user),
            "csrf": get_token(request),
            # Signed for this person: nobody else's changes can be pulled by it.
            "cursor": cursor_text(request.user, cursor_from(request.user, None)),
            "now": timezone.now(),
            "time_zone": profile.time_zone,
            "today": profile.today(),
        }
    )


def _language(request: HttpRequest) -> str:
    """The device says in which it is to be kept: that of the pages of whoever uses it."""
    asked = primary_language(request.GET.get("language", ""))
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language()


def _page(language: str) -> str:
    # Without the request: it is to say nothing of who asks, and to take no message of theirs.
    with translation.override(language), showing(ounces=False):
        kinds = sorted(Kind.choices, key=lambda choice: choice[0] in DOSE_KINDS)
        context = {
            "compounds": _compounds(),
            "kinds": kinds,
            "amount_words": words_for_a_device(primary_language(language)),
        }
        return render_to_string("intake/offline.html", context)


def _compounds() -> list[dict[str, Any]]:
    """All that a dose may be by its weight, each with the share of it that is magnesium and the
    salt whose form it is; the salts, whose form is not told, stand last."""
    salts = {form: salt for salt, forms in FORMS.items() for form in forms}
    return [
        {
            "slug": slug,
            "name": _(name_of(slug)),
            "form_of": salts.get(slug, slug if slug in FORMS else ""),
            "least": fractions_of(slug)[0],
            "most": fractions_of(slug)[1],
        }
        for slug in (*COMPOUNDS, *FORMS)
    ]


def shell_of(page: str) -> set[str]:
    """The addresses of all files that a page needs: what it links, what its modules import."""
    # A part of a file, as an icon of the sprite, is fetched with the whole.
    all_linked = [url.partition("#")[0] for url in _LINKED.findall(page)]
    linked = [url for url in all_linked if url.startswith(settings.STATIC_URL)]
    found = {url for url in linked if not url.endswith(".webmanifest")}
    for url in linked:
        if url.endswith(".js"):
            found |= set(_imports(url, found))
    if font := font_url():
        found.add(font)
    return found


def _imports(url: str, known: set[str]) -> Iterator[str]:
    """Modules import by plain names, also where the pages' links are hashed."""
    path = _source(url)
    if path is None:
        return
    for name in _IMPORTED.findall(path.read_text()):
        imported = normpath(join(dirname(url), name))
        if imported not in known:
            yield imported
            yield from _imports(imported, known | {imported})


def _source(url: str) -> Path | None:
    name = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", url.removeprefix(settings.STATIC_URL))
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
