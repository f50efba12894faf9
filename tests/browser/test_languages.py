"""What only a browser does in another language: numbers while one types, the page kept offline."""

from __future__ import annotations

import pytest

from intake.models import Person, Profile
from tests.browser.conftest import as_in
from tests.factories import browser_of, make_food, make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def german(small_site, visit) -> tuple[object, Person]:
    anna = make_person("anna@example.org")
    make_profile(anna, language="de")
    return as_in(visit(), browser_of(anna).cookies["sessionid"].value), anna


def test_numbers_are_written_and_read_as_in_german(german):
    seen, _ = german
    food = make_food("Hafer", magnesium_mg="44")
    seen.open(f"/add/{food.pk}/?portion=unit&amount=12.5")
    amount, live = seen.page.locator("input[name=amount]"), seen.page.locator("[data-live-mg]")
    assert amount.input_value() == "12,5"
    assert live.inner_text() == "5,5"
    for typed, said in (("1.5", "0,7"), ("1,5", "0,7"), ("0,1", "<0,1")):
        amount.fill(typed)
        assert live.inner_text() == said
    # A thousand to some and one to others.
    for typed in ("1.500", "1,500"):
        amount.fill(typed)
        assert seen.page.locator(".live").is_hidden()


def test_the_device_keeps_the_page_in_the_persons_language(german):
    seen, anna = german
    for language in ("de", "es"):
        Profile.objects.filter(person=anna).update(language=language)
        seen.open("/")
        seen.page.wait_for_function(
            """async (language) => {
              const kept = await caches.match("/offline/", { ignoreVary: true });
              return kept && (await kept.text()).includes(`<html lang="${language}"`)
                && (await navigator.serviceWorker.ready).active.scriptURL.endsWith(`=${language}`);
            }""",
            arg=language,
        )
        # Nothing to ask: only the words changed.
        assert seen.page.locator('#connection [data-key="version"]').count() == 0
