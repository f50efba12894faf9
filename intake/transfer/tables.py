"""What leaves in Twelve's file and comes back from it: the one list of a person's tables.

To add a table: add a `Table` to `TABLES`. It is then exported, previewed, imported and undone.
What is kept about a person and can't come back (sign-in, sessions, what curators decided) stands
in `intake.export`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext_lazy

from foods.marked import gettext_noop
from foods.models import NUTRIENTS, Food, FoodName, Identifier, Kind, Portion
from foods.supplements import COMPOUNDS, FORMS
from intake.checklist_items import MOST_ITEMS
from intake.countries import COUNTRIES
from intake.meals import MOST_SAVED_MEALS
from intake.medicines.classes import CLASSES
from intake.medicines.writing import MOST_MEDICINES
from intake.models import (
    EVERY_DAY,
    MAX_MAGNESIUM_MG,
    MAX_NOTE,
    MAX_QUANTITY,
    MAX_SERVINGS,
    MOST_RESTS_ON,
    MOST_TIMES,
    ChecklistItem,
    Consent,
    DayMark,
    Entry,
    FoodMark,
    GotIt,
    HealthFact,
    LifeStage,
    Medicine,
    Profile,
    Purpose,
    SavedMeal,
    SavedMealItem,
    Target,
)
from intake.people import NOTES_OF
from intake.reference_values import AUTHORITIES
from intake.time_zones import found_time_zone
from intake.transfer import checks, values
from intake.transfer.table import Table
from intake.transfer.values import Reader, Wrong

OF_HEALTH = {note for notes in NOTES_OF.values() for note in notes}
FORMAT = "twelve-export"
VERSION = 1

ENTRY_FIELDS = (
    "uuid date time meal name kind amount portion_label basis quantity magnesium_mg"
    " magnesium_at_most_mg added_magnesium_mg calcium_mg phosphorus_mg potassium_mg energy_kcal"
    " confidence label_says compound label_dose_mg elemental_fraction together logged_as created_at"
    " updated_at deleted_at"
)
CHECKLIST_FIELDS = (
    "uuid name kind amount portion_label basis quantity label_says compound label_dose_mg"
    " magnesium_mg meal time weekdays starts_on ends_on position paused_at removed_at created_at"
)
SAVED_ITEM_FIELDS = (
    "position name kind amount portion_label basis quantity label_says compound label_dose_mg"
    " magnesium_mg"
)
FOOD_FIELDS = (
    "id name brand kind group basis magnesium_mg_per_basis magnesium_at_most_mg_per_basis"
    " calcium_mg_per_basis phosphorus_mg_per_basis potassium_mg_per_basis energy_kcal_per_basis"
    " added_magnesium_mg_per_basis compound elemental_fraction confidence state created_at"
    " updated_at removed_at"
)
PROFILE_FIELDS = (
    "country birth_date sex time_zone units language week_start hide_numbers"
    " show_energy interested_in_calcification kidney_disease health_facts kidney_answered_at"
    " first_run_done_at updated_at"
)


def _positive(digits: int, places: int, most: Decimal = MAX_QUANTITY) -> Reader:
    return values.number(digits, places, above=Decimal(0), most=most)


_MAGNESIUM = values.or_nothing(values.number(20, 10, least=Decimal(0), most=MAX_MAGNESIUM_MG))


def _time_zone(value: Any) -> str:
    name: str = values.text(64)(value)
    if found_time_zone(name) != name:
        raise Wrong(gettext_noop("is no time zone that is known here"))
    return name


FOODS = Table(
    key="foods",
    called=ngettext_lazy("food of your own", "foods of your own", "count"),
    model=Food,
    owner="owner",
    fields=tuple(FOOD_FIELDS.split()),
    named="name",
    stamps=("id", "state", "created_at", "updated_at", "group", "removed_at"),
    children=(
        Table(
            key="names",
            called=ngettext_lazy("name", "names", "count"),
            model=FoodName,
            parent="food",
            fields=("language", "name", "preferred"),
            order=("language", "name"),
        ),
        Table(
            key="portions",
            called=ngettext_lazy("portion", "portions", "count"),
            model=Portion,
            parent="food",
            fields=("label", "quantity", "position", "is_default"),
            order=("position", "pk"),
            readers={"quantity": _positive(10, 3, Decimal(9_999_999))},
        ),
        Table(
            key="identifiers",
            called=ngettext_lazy("identifier", "identifiers", "count"),
            model=Identifier,
            parent="food",
            fields=("scheme", "value"),
            order=("scheme", "value"),
        ),
    ),
    readers={
        "compound": values.text(60, among=["", *sorted([*COMPOUNDS, *FORMS])]),
        "elemental_fraction": values.or_nothing(_positive(7, 6, Decimal(1))),
        **{
            f"{name}_per_basis": values.or_nothing(
                values.number(12, 4, least=Decimal(0), most=Decimal(1_000_000))
            )
            for name in (*NUTRIENTS, "magnesium_at_most_mg", "added_magnesium_mg")
        },
    },
    check=checks.food,
)
ENTRIES = Table(
    key="entries",
    called=ngettext_lazy("entry", "entries", "count"),
    model=Entry,
    fields=tuple(ENTRY_FIELDS.split()),
    identity=("uuid",),
    foods=("food",),
    optional_foods=True,
    order=("date", "pk"),
    readers={
        "amount": _positive(12, 3),
        "quantity": values.or_nothing(_positive(20, 10)),
        "magnesium_mg": _MAGNESIUM,
        "magnesium_at_most_mg": _MAGNESIUM,
    },
    check=checks.dose_range,
    buried={},
    named="name",
    stamps=("created_at", "updated_at"),
)
# In the order in which they are written; undoing goes the other way.
TABLES: tuple[Table, ...] = (
    Table(
        key="consents",
        called=ngettext_lazy("consent that ended", "consents that ended", "count"),
        model=Consent,
        fields=("purpose", "given_at", "withdrawn_at"),
        identity=("purpose", "given_at"),
        check=checks.consent,
        # One that still held was given elsewhere: here it is given anew or not at all.
        taken=lambda row: row["withdrawn_at"] is not None,
    ),
    Table(
        key="life_stages",
        called=ngettext_lazy(
            "pregnancy or time of breastfeeding", "pregnancies and times of breastfeeding", "count"
        ),
        model=LifeStage,
        fields=("kind", "starts_on", "ends_on"),
        identity=("kind", "starts_on"),
        purpose=Purpose.LIFE_STAGE,
        check=checks.days_in_order,
        clash=checks.overlap,
    ),
    Table(
        key="medicines",
        called=ngettext_lazy("medicine", "medicines", "count"),
        model=Medicine,
        fields=(
            "uuid",
            "name",
            "medicine_class",
            "times",
            "created_at",
            "updated_at",
            "deleted_at",
        ),
        identity=("uuid",),
        purpose=Purpose.MEDICINES,
        most=MOST_MEDICINES,
        readers={
            "medicine_class": values.text(40, among=["", *CLASSES]),
            "times": values.clocks(MOST_TIMES),
        },
        check=checks.medicine,
        named="name",
        stamps=("created_at", "updated_at"),
    ),
    Table(
        key="targets",
        called=ngettext_lazy("target", "targets", "count"),
        model=Target,
        fields=("starts_on", "authority", "mg"),
        identity=("starts_on",),
        order=("starts_on",),
        readers={
            "authority": values.text(10, needed=True, among=list(AUTHORITIES)),
            "mg": values.or_nothing(values.number(8, 3, least=Decimal(1), most=Decimal(10_000))),
        },
    ),
    Table(
        key="checklist",
        called=ngettext_lazy(
            "item of the daily checklist", "items of the daily checklist", "count"
        ),
        model=ChecklistItem,
        fields=tuple(CHECKLIST_FIELDS.split()),
        identity=("uuid",),
        foods=("food",),
        order=("position", "pk"),
        readers={
            "kind": values.text(12, among=[Kind.FOOD, Kind.WATER, Kind.SUPPLEMENT]),
            "amount": _positive(12, 3),
            "quantity": values.or_nothing(_positive(20, 10)),
            "magnesium_mg": _MAGNESIUM,
            "weekdays": values.whole(EVERY_DAY),
        },
        check=checks.checklist_item,
        most=MOST_ITEMS,
        named="name",
        stamps=("created_at",),
    ),
    Table(
        key="saved_meals",
        called=ngettext_lazy("saved meal", "saved meals", "count"),
        model=SavedMeal,
        fields=("uuid", "name", "servings", "position", "created_at", "updated_at", "deleted_at"),
        identity=("uuid",),
        order=("position", "pk"),
        children=(
            Table(
                key="items",
                called=ngettext_lazy("food of a saved meal", "foods of a saved meal", "count"),
                model=SavedMealItem,
                parent="saved_meal",
                fields=tuple(SAVED_ITEM_FIELDS.split()),
                foods=("food",),
                order=("position", "pk"),
                readers={
                    "amount": _positive(12, 3),
                    "quantity": values.or_nothing(_positive(20, 10)),
                    "magnesium_mg": _MAGNESIUM,
                },
                check=checks.saved_meal_item,
            ),
        ),
        readers={"servings": _positive(6, 3, MAX_SERVINGS)},
        most=MOST_SAVED_MEALS,
        buried={},
        named="name",
        stamps=("created_at", "updated_at"),
    ),
    Table(
        key="days",
        called=ngettext_lazy(
            "note on a day or skipped day", "notes on days and skipped days", "count"
        ),
        model=DayMark,
        fields=("date", "note", "skipped", "created_at", "updated_at", "deleted_at"),
        identity=("date",),
        order=("date",),
        readers={"note": values.text(MAX_NOTE)},
        check=checks.day_mark,
        buried={"note": "", "skipped": False},
        stamps=("created_at", "updated_at"),
    ),
    Table(
        key="food_marks",
        called=ngettext_lazy(
            "favourite or food not to be suggested",
            "favourites and foods not to be suggested",
            "count",
        ),
        model=FoodMark,
        fields=("mark", "created_at", "updated_at", "deleted_at"),
        identity=("mark", "food"),
        foods=("food",),
        order=("mark", "pk"),
        buried={},
        stamps=("created_at", "updated_at"),
    ),
    Table(
        key="notes_put_away",
        called=ngettext_lazy("note that you put away", "notes that you put away", "count"),
        model=GotIt,
        fields=("note", "rests_on", "said_at"),
        identity=("note",),
        order=("note",),
        readers={"rests_on": values.texts(40, most=MOST_RESTS_ON)},
        # That somebody read one of the others tells of their health: here they are read anew.
        taken=lambda row: row["note"] not in OF_HEALTH,
        stamps=("said_at",),
    ),
)
PROFILE = Table(
    key="profile",
    called=ngettext_lazy("profile", "profiles", "count"),
    model=Profile,
    fields=tuple(PROFILE_FIELDS.split()),
    readers={
        "country": values.text(2, among=["", *COUNTRIES]),
        "time_zone": _time_zone,
        "health_facts": values.words(HealthFact.values),
    },
)
