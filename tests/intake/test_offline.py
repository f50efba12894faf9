"""What makes an app of the pages: manifest, worker, and what a device asks about its session."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from foods.device_words import words_for_a_device
from intake.devices import device_key
from intake.people import profile_of
from intake.views.offline import shell_of
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, alice: Any) -> Client:
    client.force_login(alice)
    return client


class TestManifest:
    def test_it_is_linked_and_typed(self, client):
        page = client.get("/").content.decode()
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page
        response = client.get("/manifest.webmanifest")
        assert response["Content-Type"] == "application/manifest+json"

    def test_its_addresses_are_there(self, signed_in):
        said = json.loads(signed_in.get("/manifest.webmanifest").content)
        assert said["start_url"] == "/"
        for each in said["shortcuts"]:
            assert signed_in.get(each["url"]).status_code == 200
        purposes = [(icon["sizes"], icon["purpose"]) for icon in said["icons"]]
        assert purposes == [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]
        for icon in said["icons"]:
            path = finders.find(icon["src"].removeprefix("/static/"))
            with open(path, "rb") as file:
                head = file.read(24)
            assert head.startswith(b"\x89PNG")
            assert f"{int.from_bytes(head[16:20])}x{int.from_bytes(head[20:24])}" == icon["sizes"]


class TestWorker:
    def test_its_scope_is_the_site_and_it_is_never_stale(self, client):
        response = client.get("/sw.js")
        assert response["Content-Type"].startswith("text/javascript")
        assert response["Cache-Control"] == "no-cache"
        assert "worker-src 'self'" in response["Content-Security-Policy"]

    def test_it_holds_all_that_the_page_needs(self, client):
        page = client.get("/offline/").content.decode()
        shell = set(
            json.loads(re.search(r"const SHELL = (.*);", client.get("/sw.js").content.decode())[1])
        )
        # Without the part behind "#": the sprite of icons is one file.
        linked = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
        assert "/static/img/icons.svg" in linked
        imported = {
            f"/static/js/offline/{name}.js"
            for name in (
                "amount-form",
                "amount-words",
                "connection",
                "catalogue",
                "day",
                "helping",
                "outbox",
                "rows",
                "store",
                "sync",
                "texts",
                "unsent",
            )
        }
        assert linked | imported | {"/static/js/log.js", "/static/js/chart.js"} <= shell
        assert shell == shell_of(page)
        for url in shell:
            assert finders.find(url.removeprefix("/static/")), url

    def test_it_is_the_same_for_everybody(self, client, alice):
        before = client.get("/sw.js").content
        client.force_login(alice)
        assert client.get("/sw.js").content == before

    def test_it_is_another_one_once_a_file_is(self, client, settings, tmp_path):
        before = client.get("/sw.js").content
        changed = tmp_path / "js" / "log.js"
        changed.parent.mkdir()
        changed.write_text("export const changed = 1;")
        settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]
        finders.get_finder.cache_clear()
        try:
            assert client.get("/sw.js").content != before
        finally:
            finders.get_finder.cache_clear()


class TestThePage:
    @pytest.mark.parametrize("language", ["en", "de", "es"])
    def test_it_holds_the_words_for_amounts_of_its_language(self, client, language):
        page = client.get("/offline/", {"language": language}).content.decode()
        given = re.search(r'<script id="amount-words" type="application/json">(.*?)</script>', page)
        words = json.loads(given[1])
        assert words == json.loads(json.dumps(words_for_a_device(language)))
        assert words["units"]["tbsp"] == ["tbsp", 1]
        spoken = {"en": ["tablespoon", None], "de": ["el", "Esslöffel"], "es": ["cda", "cucharada"]}
        spelling, label = spoken[language]
        assert words["units"][spelling] == ["tbsp", 1]
        assert words["labels"].get("tablespoon") == label
        # An address brings no language without a table.
        assert '"language": "en"' in client.get("/offline/?language=xx").content.decode()

    def test_it_holds_nothing_of_who_asks(self, client, alice):
        make_entry(alice)
        before = client.get("/offline/").content
        client.force_login(alice)
        response = client.get("/offline/")
        assert response.content == before
        assert b"data-person" not in response.content

    def test_it_takes_no_message_of_another_page(self, signed_in):
        signed_in.post("/settings/sessions/end/")
        signed_in.get("/offline/")
        signed_in.get("/sw.js")
        assert "You are signed out everywhere else." in signed_in.get("/settings/").content.decode()

    def test_other_pages_say_whose_they_are(self, client, alice):
        assert '<body data-person="">' in client.get("/notes/").content.decode()
        client.force_login(alice)
        assert f'<body data-person="{device_key(alice)}">' in client.get("/notes/").content.decode()


class TestSession:
    def test_nobody(self, client):
        assert client.get("/offline/session/").json()["person"] == ""

    def test_whose_it_is(self, signed_in, alice):
        response = signed_in.get("/offline/session/")
        said = response.json()
        assert said["person"] == device_key(alice)
        assert said["today"] == profile_of(alice).today().isoformat()
        assert said["time_zone"] == profile_of(alice).time_zone
        now = timezone.datetime.fromisoformat(said["now"])
        assert abs(timezone.now() - now) < timedelta(minutes=1)
        assert "no-store" in response["Cache-Control"]

    def test_people_have_different_keys_that_say_nothing(self, alice, bob):
        assert device_key(alice) != device_key(bob)
        assert re.fullmatch(r"[0-9a-f]{16}", device_key(alice))

    def test_its_cursor_pulls_everything_of_this_person_and_of_nobody_else(
        self, client, alice, bob
    ):
        entry = make_entry(alice)
        client.force_login(alice)
        cursor = client.get("/offline/session/").json()["cursor"]
        pulled = client.get("/api/v1/sync/", {"since": cursor}).json()["changes"]
        assert str(entry.uuid) in [change["id"] for change in pulled]
        client.force_login(bob)
        assert client.get("/api/v1/sync/", {"since": cursor}).status_code == 400

    def test_its_token_pushes_and_ends_with_the_next_sign_in(self, alice, bob):
        """What waits of one person is never sent into another's diary."""
        client = Client(enforce_csrf_checks=True)

        def push(token: str) -> int:
            return client.post(
                "/api/v1/sync/",
                {
                    "writes": [
                        {
                            "table": "days",
                            "op": "put",
                            "id": "2026-11-23",
                            "version": None,
                            "body": {"note": "Flu."},
                        }
                    ]
                },
                content_type="application/json",
                headers={"X-CSRFToken": token},
            ).status_code

        client.force_login(alice)
        token = client.get("/offline/session/").json()["csrf"]
        assert push("") == 403
        assert push(token) == 200
        del client.cookies["sessionid"]
        client.get("/accounts/login/")
        form = {
            "login": bob.email,
            "password": "a pass phrase",
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
        }
        client.post("/accounts/login/", form)
        assert client.get("/offline/session/").json()["person"] == device_key(bob)
        assert push(token) == 403
