"""What the parts show: things that are in no database, made up so that each state is seen once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from foods.models import Basis, Confidence, Food, Kind, Portion
from foods.typed_amounts import Helping
from intake.checklist import Line
from intake.day_notes import DayNote
from intake.models import ChecklistItem, Entry, LabelSays, Meal
from intake.snapshots import Measure
from intake.suggestions import Suggestion
from intake.usual import Usual
from intake.views.found import FoodRow
from notes.models import EvidenceKind, EvidenceVerdict, Note

TODAY = date(2026, 11, 23)
IDS = UUID("7e1f0b0e-8f0a-4a53-9c3c-6f1f6f0a2f11")
UNBROKEN = "Zwölfmagnesiumhaltige" * 15
LONG = ("Wholemeal sourdough bread with pumpkin seeds, linseed and walnuts " * 5)[:300]
RIGHT_TO_LEFT = "بذور اليقطين المحمصة (30 غ)"
EMOJI = "🎃 Pumpkin seeds 👩🏽‍🍳 home-roasted"


def portion(label: str, quantity: str, pk: int = 1) -> Portion:
    return Portion(pk=pk, label=label, quantity=Decimal(quantity))


def food(name: str, mg: str | None, **fields: Any) -> Food:
    """Of 100 g; `mg` None: no figure."""
    return Food(
        **{
            "pk": 1,
            "name": name,
            "kind": Kind.FOOD,
            "basis": Basis.PER_100_G,
            "confidence": Confidence.ANALYSED,
            "magnesium_mg_per_basis": None if mg is None else Decimal(mg),
        }
        | fields
    )


def entry(name: str, mg: str | None, at_most_mg: str | None = None, **fields: Any) -> Entry:
    """Of 30 g at breakfast; `mg` None: no figure."""
    defaults = {
        "kind": Kind.FOOD,
        "portion_label": "1 handful",
        "amount": Decimal(1),
        "quantity": Decimal(30),
        "basis": Basis.PER_100_G,
        "time": time(7, 40),
        "confidence": Confidence.ANALYSED,
    }
    return Entry(
        uuid=uuid5(IDS, name),
        date=TODAY,
        meal=Meal.BREAKFAST,
        name=name,
        magnesium_mg=None if mg is None else Decimal(mg),
        magnesium_at_most_mg=None if at_most_mg is None else Decimal(at_most_mg),
        **(defaults | fields),
    )


def entries() -> Sequence[Entry]:
    """Known, not known, with a bound, a range, estimated, one's own, from a saved meal."""
    water: dict[str, Any] = {
        "kind": Kind.WATER,
        "basis": Basis.PER_100_ML,
        "portion_label": "1 glass",
    }
    dose: dict[str, Any] = {
        "basis": Basis.PER_UNIT,
        "portion_label": "1 tablet",
        "quantity": Decimal(1),
    }
    compound = {"kind": Kind.SUPPLEMENT, "label_says": LabelSays.COMPOUND}
    return [
        entry("Pumpkin seeds, roasted", "165"),
        entry("Muesli", "52", confidence=Confidence.ESTIMATED),
        entry("Cake at the office", "18", portion_label="", quantity=None, basis="", time=None),
        entry("Oat porridge", "58", logged_as="Usual breakfast"),
        entry("Bread roll", None),
        entry("Gerolsteiner mineral water", "36", quantity=Decimal(330), **water),
        entry("Tap water", None, "11.4", quantity=Decimal(200), **water),
        entry("Magnesium citrate", "100", **(dose | {"kind": Kind.SUPPLEMENT})),
        entry("Magnesium citrate by weight", "113", "162", **(dose | compound)),
        entry("Milk of magnesia", "500", **(dose | {"kind": Kind.MEDICINE})),
    ]


def names() -> Sequence[Entry]:
    return [
        entry(LONG, "165", logged_as=LONG[:120]),
        entry(UNBROKEN[:300], None),
        entry(RIGHT_TO_LEFT, "165"),
        entry(EMOJI, "165"),
        entry("<b>&amp; “quotes”</b>", "10000"),
    ]


def rows() -> Sequence[FoodRow]:
    """What search finds."""
    handful = Helping(portion("1 handful", "30"), Decimal(1))
    seeds, almonds = food("Pumpkin seeds, roasted", "550"), food("Almonds, raw", "270", pk=2)
    bread = food("Bread roll", None, pk=3, brand="Corner bakery")
    citrate = food("Magnesium citrate", None, pk=4, kind=Kind.SUPPLEMENT, basis=Basis.PER_UNIT)
    return [
        FoodRow(seeds, handful, one_tap=True, dose=False, first=True),
        FoodRow(almonds, handful, one_tap=True, dose=False, starred=True),
        FoodRow(bread, handful, one_tap=True, dose=False),
        FoodRow(citrate, Helping(None, Decimal(1)), one_tap=False, dose=True),
        FoodRow(food(LONG, "550", pk=5), handful, one_tap=True, dose=False),
    ]


def usual() -> Sequence[tuple[Usual, dict[str, str]]]:
    return [
        (Usual(each, Measure(), label, Decimal(1), Decimal(30), mg, times=9), {})
        for each, label, mg in (
            (food("Pumpkin seeds, roasted", "550"), "1 handful", Decimal(165)),
            (food("Bread roll", None), "1 roll", None),
            (food("Muesli", "130", confidence=Confidence.ESTIMATED), "1 bowl", Decimal(52)),
            (food(LONG, "550"), "1 slice", Decimal(40)),
            (food(RIGHT_TO_LEFT, "550"), "1 handful", Decimal(165)),
        )
    ]


def suggestions() -> Sequence[tuple[Suggestion, dict[str, str]]]:
    def suggestion(name: str, mg: str, **fields: Any) -> Suggestion:
        defaults = {"food_id": 1, "group_id": None, "portion_id": None, "confidence": "analysed"}
        return Suggestion(
            name=name,
            portion_label="1 handful",
            amount=Decimal(1),
            quantity=Decimal(30),
            unit="g",
            magnesium_mg=Decimal(mg),
            **(defaults | {"usual": False} | fields),
        )

    return [
        (suggestion("Almonds, raw", "81", usual=True), {}),
        (suggestion("Dark chocolate", "46", confidence="estimated"), {}),
        (suggestion(LONG, "55"), {}),
    ]


def checklist() -> Sequence[tuple[Line, str, Sequence[str]]]:
    def item(name: str, **fields: Any) -> ChecklistItem:
        return ChecklistItem(
            uuid=uuid5(IDS, name), name=name, kind=Kind.FOOD, amount=Decimal(1), **fields
        )

    hundred = Decimal(100)
    advised = [
        "Advised: at least 4 hours between Levothyroxine and magnesium. Ask your pharmacist."
    ]
    citrate = item("Magnesium citrate", time=time(21))
    taken = entry("Brazil nuts", "38", time=time(8, 5))
    return [
        (Line(citrate, None, hundred, None), "/add/", advised),
        (Line(item("Brazil nuts"), taken, Decimal(38), None), "/add/", []),
        (Line(item("A salt of unknown form"), None, Decimal(113), Decimal(162)), "/add/", []),
        (Line(item("Oat drink"), None, None, None, wrong="Its food was corrected."), "/add/", []),
    ]


def note(kind: str, verdict: str, **fields: Any) -> Note:
    defaults = {"slug": "water-counts", "title": "Water counts", "topic": "water"}
    return Note(
        summary="A litre of mineral water can hold hardly any magnesium or over 100 mg.",
        evidence_kind=kind,
        evidence_verdict=verdict,
        **(defaults | fields),
    )


def notes() -> Sequence[Note]:
    return [
        note("consensus", "shown"),
        note("trials", "unsettled", title=LONG[:150], slug="long"),
        note("people_observed", "not_shown", title=RIGHT_TO_LEFT, slug="other"),
    ]


def day_notes() -> Sequence[DayNote]:
    safety = note(
        "consensus", "shown", title="Magnesium and the hours around a medicine", safety=True
    )
    return [
        DayNote(safety, "shown because you named Levothyroxine", may_be_hidden=False),
        DayNote(note("trials", "contradicted", title="Cramps"), "asked by you", may_be_hidden=True),
    ]


def graded() -> Note:
    """A claim of each kind of evidence, with verdicts in turn."""
    verdicts = list(EvidenceVerdict)
    claims = [
        {"text": f"{kind.label} say so.", "kind": kind, "verdict": verdicts[at % len(verdicts)]}
        for at, kind in enumerate(EvidenceKind)
    ]
    return note("trials", "shown", claims=claims)


def portions() -> Sequence[tuple[Portion, Decimal | None, Decimal | None]]:
    return [
        (portion("1 handful", "30"), Decimal(165), None),
        (portion("1 glass (200 ml)", "200"), None, Decimal("11.4")),
        (portion(LONG[:120], "1000"), None, None),
    ]


def days_before(count: int) -> Sequence[date]:
    """Up to and with today, oldest first."""
    return [TODAY - timedelta(days=back) for back in reversed(range(count))]
