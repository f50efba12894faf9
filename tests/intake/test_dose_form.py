"""A dose by its label, by requests of real people: elemental, compound, range, and the question
about the kidneys."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from foods.models import Kind
from foods.supplements import COMPOUNDS
from intake.checklist_items import take_daily
from intake.models import Consent, Entry, Profile
from intake.snapshots import Measure
from notes.models import Note
from tests.factories import REVIEWED, make_entry, make_food, make_profile, make_target
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SLOT = {"date": "2026-11-20", "meal": "dinner"}
QUESTION = "Do you have weak kidneys or kidney disease?"


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


@pytest.fixture
def citrate():
    return make_food(
        "Magnesium citrate",
        magnesium_mg=None,
        kind=Kind.SUPPLEMENT,
        basis="unit",
        compound="citrate-trimagnesium-anhydrous",
        elemental_fraction=Decimal("0.1616"),
    )


@pytest.fixture
def some_citrate():
    """As in the built-in table: which of the citrates, nobody said."""
    return make_food(
        "Magnesium citrate, form not known",
        magnesium_mg=None,
        kind=Kind.SUPPLEMENT,
        basis="unit",
        source_ref="citrate-unspecified",
    )


def dose(mg: str, label_says: str = "elemental", doses: str = "1", **more: str) -> dict[str, str]:
    return {"label_says": label_says, "doses": doses, "dose_mg": mg, **SLOT, **more}


def log(client: Client, food, fields):
    return client.post(f"/add/{food.pk}/", fields)


def test_a_supplement_asks_what_its_label_says(alices, citrate):
    found = alices.get("/add/", {"q": "magnesium citrate", **SLOT})
    assert f'action="/add/{citrate.pk}/"' not in found.content.decode()
    page = alices.get(f"/add/{citrate.pk}/", SLOT)
    assert "What does the label state?" in text_of(page)
    assert re.search(r'value="elemental" checked', page.content.decode())


@pytest.mark.parametrize(
    ("label_says", "magnesium_mg"), [("elemental", "200"), ("compound", "32.32")]
)
def test_a_dose_is_elemental_or_compound(alices, citrate, label_says, magnesium_mg):
    assert log(alices, citrate, dose("100", label_says, "2")).url == "/day/2026-11-20/"
    entry = Entry.objects.get()
    assert (entry.magnesium_mg, entry.label_says) == (Decimal(magnesium_mg), label_says)
    assert entry.magnesium_at_most_mg is None


def test_a_weight_asks_which_compound(alices, some_citrate):
    response = log(alices, some_citrate, dose("1000", "compound"))
    assert response.status_code == 422
    error = re.search(r"errorlist[^>]*>(.*?)</ul>", response.content.decode(), re.DOTALL)[1]
    assert "Choose the exact compound, or “form not known”" in error
    choices = re.findall(r'<option value="([^"]*)"', response.content.decode())
    assert choices[:5] == [
        "",
        "citrate-trimagnesium-anhydrous",
        "citrate-trimagnesium-nonahydrate",
        "citrate-monomagnesium",
        "citrate",
    ]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("compound", "least", "most"),
    [
        # science.md, section 2: 161.6 or 118.9 mg in 1,000; as monomagnesium citrate 113.4.
        ("citrate-trimagnesium-anhydrous", "161.6", None),
        ("citrate-trimagnesium-nonahydrate", "118.9", None),
        ("citrate-monomagnesium", "113.4", None),
        ("citrate", "113.4", "161.6"),
    ],
)
def test_a_compound_whose_form_is_not_known_is_a_range(alices, some_citrate, compound, least, most):
    log(alices, some_citrate, dose("1000", "compound", compound=compound))
    entry = Entry.objects.get()
    tenth = Decimal("0.1")
    assert entry.magnesium_mg.quantize(tenth) == Decimal(least)
    at_most = entry.magnesium_at_most_mg
    assert (at_most and at_most.quantize(tenth)) == (most and Decimal(most))


def test_a_range_is_said_wherever_it_counts(alices, some_citrate):
    log(alices, some_citrate, dose("1000", "compound", compound="citrate"))
    text = text_of(alices.get("/day/2026-11-20/"))
    assert "≥ 113 mg at least 35 % of 320 mg" in text
    assert "at most 207 mg below the target" in text
    assert "Supplement 113 to 162" in text
    assert "113 to 162 mg 1000 mg of the compound" in text.replace(" · ", " ")
    assert "form not known" in text
    assert "without a figure" not in text
    assert "at least 113 of 350 mg upper level" in text


@pytest.mark.parametrize(
    ("doses", "said"),
    [
        ("2", None),  # 227 to 323 of 350
        ("3", "can’t be told"),  # 340 to 485
        ("4", "Above the upper level"),  # 453 at least
    ],
)
def test_the_upper_level_is_held_against_the_most_it_can_be(alices, some_citrate, doses, said):
    log(alices, some_citrate, dose("1000", "compound", doses, compound="citrate"))
    text = text_of(alices.get("/day/2026-11-20/"))
    for each in ("can’t be told", "Above the upper level"):
        assert (each in text) == (each == said)


def test_changing_how_many_scales_both_ends(alices, some_citrate):
    log(alices, some_citrate, dose("1000", "compound", compound="citrate"))
    entry = Entry.objects.get()
    fields = {"version": "1", "amount": "2", "date": "2026-11-20", "meal": "dinner"}
    alices.post(f"/entries/{entry.uuid}/", fields)
    twice = Entry.objects.get()
    assert twice.magnesium_mg == entry.magnesium_mg * 2
    assert twice.magnesium_at_most_mg == entry.magnesium_at_most_mg * 2


def test_without_javascript_the_sum_is_asked_for(alices, some_citrate):
    response = log(alices, some_citrate, dose("500", "compound", "2", compound="citrate", show="1"))
    assert response.status_code == 200
    assert "113 to 162 mg of elemental magnesium: a range" in text_of(response)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("mg", "asked"), [("1000", False), ("1000.001", True), ("5000", True)])
def test_a_dose_of_grams_asks_whether_it_is_the_compound(alices, citrate, mg, asked):
    response = log(alices, citrate, dose(mg))
    assert (response.status_code == 422) == asked
    if asked:
        assert "Is this the weight of the compound?" in text_of(response)
        assert not Entry.objects.exists()
        log(alices, citrate, dose(mg, confirmed="1"))
    assert Entry.objects.get().magnesium_mg == Decimal(mg)


def test_grams_of_a_compound_are_no_grams_of_magnesium(alices, citrate):
    assert log(alices, citrate, dose("5000", "compound")).status_code == 302
    assert Entry.objects.get().magnesium_mg == 808


def test_a_quick_add_of_grams_asks_too(alices):
    fields = {"name": "Powder", "kind": "supplement", "magnesium_mg": "5000", **SLOT}
    assert "Is this the weight of the compound?" in text_of(alices.post("/add/own/", fields))
    alices.post("/add/own/", fields | {"confirmed": "1"})
    assert Entry.objects.get().magnesium_mg == 5000
    # Nobody takes food for a compound.
    fields |= {"kind": "food", "magnesium_mg": "2000"}
    assert alices.post("/add/own/", fields).status_code == 302


def test_no_sum_is_changed_by_how_well_a_form_is_taken_up(alices):
    """science.md, section 2: the class is text only."""
    for slug, compound in COMPOUNDS.items():
        food = make_food(
            magnesium_mg=None,
            kind=Kind.SUPPLEMENT,
            basis="unit",
            compound=slug,
            elemental_fraction=compound.elemental_fraction.quantize(Decimal("0.0001")),
        )
        log(alices, food, dose("10"))
    assert set(Entry.objects.values_list("magnesium_mg", flat=True)) == {Decimal(10)}
    assert f"{len(COMPOUNDS) * 10} of 350 mg" in text_of(alices.get("/day/2026-11-20/"))


def test_what_a_form_is_like_is_said_in_words(alices, citrate):
    text = text_of(alices.get(f"/add/{citrate.pk}/"))
    assert "16.16 % magnesium. Absorption: higher. Loose stools: middling to high (reported" in text
    page = text_of(Client().get("/magnesium-forms/"))
    assert "Magnesium oxide 60.30 % MgO low high" in page
    assert "Magnesium pidolate 8.66 % Mg(C₅H₆NO₃)₂ not graded not graded" in page


@pytest.mark.parametrize(
    ("authority", "said"),
    [
        ("us", "Upper level for added magnesium: 350 mg a day."),
        ("efsa", "Upper level for added magnesium: 250 mg a day. SCF 2001: counts readily"),
        ("dach", "No upper level: the authority you chose has set none for magnesium."),
        (
            "uk",
            "for magnesium. Guidance level for supplements: 400 mg a day (Expert Group on Vitamins",
        ),
    ],
)
def test_the_form_says_the_upper_level_or_that_there_is_none(
    alice, alices, citrate, authority, said
):
    make_target(alice, date(1990, 1, 1), authority=authority)
    assert said in text_of(alices.get(f"/add/{citrate.pk}/"))
    food = make_food("Almonds")
    assert "pper level" not in text_of(alices.get(f"/add/{food.pk}/"))


def test_with_the_kidney_flag_no_level_is_shown(alice, alices, citrate):
    Profile.objects.update(kidney_disease=True)
    assert "pper level" not in text_of(alices.get(f"/add/{citrate.pk}/"))


# What is opened and logged untouched


@pytest.fixture
def thrice(alice, citrate) -> Entry:
    """400 mg in three tablets: 133.333... mg each."""
    measure = Measure(elemental_mg=Decimal(400), doses=Decimal(3))
    today = alice.profile.today()
    return make_entry(alice, citrate, date=today, meal="dinner", measure=measure)


def shown_in(page: str, start: str) -> dict[str, str]:
    """What the inputs of the form that begins with `start` would send, hidden ones too."""
    form = page.split(start, 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"', form)
    return dict(found) | {"label_says": "elemental"}


def opened_from_the_checklist(alices, alice, thrice):
    item, _ = take_daily(thrice, today=alice.profile.today())
    Profile.objects.update(kidney_answered_at=None)
    day = alice.profile.today().isoformat()
    opened = alices.post(f"/checklist/{item.uuid}/log/", {"date": day}, follow=True)
    return shown_in(opened.content.decode(), "data-log") | SLOT | {"kidneys": "no"}


@pytest.mark.parametrize(
    ("typed", "mg"), [({}, "400"), ({"doses": "6"}, "800"), ({"dose_mg": "130"}, "390")]
)
def test_a_dose_in_several_tablets_keeps_what_it_is_in_all(
    alice, alices, citrate, thrice, typed, mg
):
    fields = opened_from_the_checklist(alices, alice, thrice)
    assert fields["dose_mg"] == "133.333"
    assert log(alices, citrate, fields | typed).status_code == 302
    entry = Entry.objects.latest("id")
    assert (entry.magnesium_mg, entry.label_dose_mg) == (Decimal(mg), Decimal(mg))


@pytest.mark.parametrize("language", ["en", "de"])
def test_so_it_is_collected_and_logged_with_one_tap(alice, alices, citrate, thrice, language):
    alices.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    tap = shown_in(alices.get("/").content.decode(), f'action="/add/{citrate.pk}/"')
    assert log(alices, citrate, tap | SLOT).status_code == 302
    assert Entry.objects.latest("id").magnesium_mg == 400
    fields = opened_from_the_checklist(alices, alice, thrice)
    log(alices, citrate, fields | {"basket": "1"})
    alices.post("/add/basket/log/?basket=1", SLOT)
    assert [entry.magnesium_mg for entry in Entry.objects.all()] == [400, 400, 400]


@pytest.mark.parametrize("was", ["1e999999", "NaN", "-1", "1e-999999", "Infinity"])
def test_what_was_shown_is_a_number_of_ours(alices, citrate, was):
    seeds = make_food("Seeds", magnesium_mg="500")
    for food, fields in (
        (citrate, dose("100", was=was)),
        (seeds, {"portion": "oz", "amount": "1", "was": was, **SLOT}),
    ):
        assert log(alices, food, fields).status_code in (302, 422)
        assert alices.get(f"/add/{food.pk}/", fields).status_code == 200


# The question about the kidneys


@pytest.fixture
def not_asked(alices) -> Client:
    Profile.objects.update(kidney_answered_at=None)
    return alices


def test_the_question_stands_before_the_first_dose(not_asked, citrate):
    assert QUESTION in text_of(not_asked.get(f"/add/{citrate.pk}/"))
    response = log(not_asked, citrate, dose("100"))
    assert response.status_code == 422
    assert "Please answer, or choose “Not now”." in text_of(response)
    assert not Entry.objects.exists()
    food = make_food("Almonds")
    assert QUESTION not in text_of(not_asked.get(f"/add/{food.pk}/"))
    assert log(not_asked, food, {"amount": "30", "portion": "unit", **SLOT}).status_code == 302


def test_no_is_remembered(not_asked, citrate):
    log(not_asked, citrate, dose("100", kidneys="no"))
    assert Profile.objects.get().kidney_answered_at is not None
    assert QUESTION not in text_of(not_asked.get(f"/add/{citrate.pk}/"))
    assert Entry.objects.count() == 1
    assert not Consent.objects.exists()


def test_not_now_logs_and_asks_again(not_asked, citrate):
    log(not_asked, citrate, dose("100", kidneys="later"))
    assert Entry.objects.count() == 1
    assert Profile.objects.get().kidney_answered_at is None
    assert QUESTION in text_of(not_asked.get(f"/add/{citrate.pk}/"))


def test_yes_sets_the_flag_with_its_consent_and_shows_the_note(not_asked, citrate):
    Note.objects.create(
        slug="kidney-disease",
        title="Weak kidneys and magnesium",
        summary="Ask first.",
        evidence_kind="consensus",
        evidence_verdict="shown",
        **REVIEWED,
        safety=True,
        published=True,
    )
    shown = not_asked.post(f"/add/{citrate.pk}/", dose("100", kidneys="yes"), follow=True)
    assert Profile.objects.get().kidney_disease
    assert Consent.objects.get().purpose == "kidney"
    text = text_of(shown)
    assert "Weak kidneys and magnesium" in text
    assert "100 mg" in text
    assert "%" not in text


def test_what_fails_keeps_no_answer(not_asked, some_citrate):
    log(not_asked, some_citrate, dose("100", "compound", kidneys="yes"))
    assert not Profile.objects.get().kidney_disease


def test_until_then_no_dose_is_one_tap(alice, not_asked):
    tablet = make_food("Magnesium tablet", magnesium_mg="100", kind=Kind.SUPPLEMENT, basis="unit")
    fields = {"amount": "1", "portion": "unit", "kidneys": "later", "meal": "dinner"}
    day = alice.profile.today()
    not_asked.post(f"/add/{tablet.pk}/", fields | {"date": day.isoformat()})
    one_tap = f'action="/add/{tablet.pk}/"'
    found = f"/add/results/?q=magnesium+tablet&date={day}"
    assert one_tap not in not_asked.get("/").content.decode()
    assert one_tap not in not_asked.get(found).content.decode()
    Profile.objects.update(kidney_answered_at="2026-11-01T12:00Z")
    assert one_tap in not_asked.get("/").content.decode()
    assert one_tap in not_asked.get(found).content.decode()


@pytest.mark.parametrize("kind", ["supplement", "medicine"])
def test_a_quick_add_of_a_dose_asks_too(not_asked, kind):
    fields = {"name": "Powder", "kind": kind, "magnesium_mg": "50", **SLOT}
    assert QUESTION in text_of(not_asked.post("/add/own/", fields))
    not_asked.post("/add/own/", fields | {"kidneys": "no"})
    assert Entry.objects.get().kind == kind


def test_a_consent_taken_back_leaves_no_answer(not_asked, citrate):
    log(not_asked, citrate, dose("100", kidneys="yes"))
    not_asked.post("/settings/health/kidney/withdraw/")
    assert Profile.objects.get().kidney_answered_at is None
