"""Pages of the catalogue. They know no diary: who may rank, and where to log, is told to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from foods.browsing import Helping, counts_by_group
from foods.formatting import shown_unit
from foods.languages import ENGLISH, page_language
from foods.models import (
    Food,
    Group,
    Kind,
    LabelPhoto,
    Source,
    State,
)
from foods.search import MOST_CHARACTERS, Sort, search
from foods.shown_units import shows_ounces
from foods.subjects import subjects_of
from foods.units import OUNCES, one_ounce

COMPANIONS = {
    "calcium_mg": _("Calcium"),
    "phosphorus_mg": _("Phosphorus"),
    "potassium_mg": _("Potassium"),
    "energy_kcal": _("Energy"),
}
FILTERS = ("group", "kind", "source", "has_figure", "everything")
PAGE = 40
MOST_PAGES = 250
_FDC = "https://fdc.nal.usda.gov/food-details/{}/nutrients"
# Sources that show each record at an address of its own. FNDDS names foods by a code of its own.
RECORDS = {
    "usda_sr_legacy": _FDC,
    "usda_foundation": _FDC,
    "usda_branded": _FDC,
    "ciqual": "https://ciqual.anses.fr/#/aliments/{}",
    "off": "https://world.openfoodfacts.org/product/{}",
}


def food_list(
    request: HttpRequest, *, may_rank: bool = True, preferred_ids: Iterable[int] = ()
) -> HttpResponse:
    """Search, a group, or everything; ranked by magnesium where that is not left out.

    `preferred_ids` come first where something was typed: see `foods.search.search`.
    """
    typed = request.GET.get("q", "")
    groups = list(Group.objects.all())
    counts = counts_by_group()
    group = _chosen(request, "group", {each.slug: each for each in groups})
    published = Food.objects.filter(source=OuterRef("pk"), state=State.PUBLISHED)
    sources = {each.slug: each for each in Source.objects.filter(Exists(published))}
    source = _chosen(request, "source", sources)
    kind = _chosen(request, "kind", dict(Kind.choices))
    helping = _chosen(request, "helping", dict(Helping.choices))
    sort = request.GET.get("sort", "")
    page = _page_number(request.GET.get("page", ""))
    if not may_rank or sort not in Sort.values:
        sort = Sort.RELEVANCE
    has_measure = sort in (Sort.PER_100_G, Sort.PER_100_KCAL)
    by_measure = has_measure and not typed.strip()
    everything = bool(request.GET.get("everything")) or source is not None
    found = search(
        typed,
        person=request.user if request.user.is_authenticated else None,
        kind=request.GET["kind"] if kind else None,
        group=group.slug if group else None,
        source=source.slug if source else None,
        has_figure=True if request.GET.get("has_figure") else None,
        everyday=sort != Sort.RELEVANCE and not everything,
        helping=(request.GET["helping"] if helping else Helping.BOWL) if by_measure else None,
        preferred_ids=preferred_ids,
        sort=sort,
        language=page_language(),
        limit=PAGE,
        offset=(page - 1) * PAGE,
    )
    # What the addresses of other pages, orders, groups and searches keep.
    kept = {
        "q": typed[:MOST_CHARACTERS],
        "group": group.slug if group else "",
        "kind": request.GET["kind"] if kind else "",
        "source": source.slug if source else "",
        "has_figure": "1" if request.GET.get("has_figure") else "",
        "everything": "1" if request.GET.get("everything") else "",
        "sort": "" if sort == Sort.RELEVANCE else sort,
        "helping": request.GET["helping"] if helping and has_measure else "",
    }
    kept = {name: value.replace("\x00", "") for name, value in kept.items() if value}

    def address(**changes: str) -> str:
        return "?" + urlencode({k: v for k, v in (kept | changes).items() if v})

    context = {
        "here": "foods",
        "found": found,
        "typed": typed,
        "group": group,
        "groups": [
            (each, counts.get(each.slug, 0), address(group=each.slug, helping=""))
            for each in groups
        ],
        "everywhere": address(group="", helping=""),
        "kinds": Kind.choices,
        "sources": sources.values(),
        "kept": kept,
        # Each with the address that leaves it out.
        "narrowed": [
            (label, address(**{name: ""}))
            for name, label in (
                ("group", group),
                ("kind", kind),
                ("source", source and source.name),
                ("has_figure", _("Has a figure")),
                ("everything", _("Rank rarely logged foods too")),
            )
            if name in kept
        ],
        "widest": address(**dict.fromkeys(FILTERS, "")),
        "sort": sort,
        "sorts": [(value, label, address(sort=value, helping="")) for value, label in Sort.choices]
        if may_rank
        else [],
        "helpings": [(value, label, address(helping=value)) for value, label in Helping.choices]
        if by_measure
        else [],
        "helping": kept.get("helping", Helping.BOWL),
        "page": page,
        "before": address(page=str(page - 1)) if page > 1 else "",
        "more": address(page=str(page + 1)) if found.has_more and page < MOST_PAGES else "",
    }
    return render(request, "foods/food_list.html", context)


def _chosen(request: HttpRequest, name: str, among: Mapping[str, Any]) -> Any:
    return among.get(request.GET.get(name, ""))


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return min(number, MOST_PAGES) or 1


def food_detail(
    request: HttpRequest,
    food_id: int,
    *,
    log_url: str = "",
    report_url: str = "",
    change_url: str = "",
    waters_url: str = "",
    forms_url: str = "",
    favourite_url: str = "",
    is_favourite: bool = False,
    notes_about: Callable[[Sequence[str]], Sequence[Any]] = lambda subjects: (),
) -> HttpResponse:
    """A merged food leads to the one that stands for it. `favourite_url` takes a POST that makes it
    a favourite, or no more where it `is_favourite`. `notes_about` answers the notes on some of
    `foods.subjects`, which stand beside the food."""
    foods = Food.objects.select_related(
        "group", "source", "merged_into", "estimate"
    ).prefetch_related("portions", "names", "identifiers")
    merged = foods.filter(pk=food_id, state=State.MERGED).first()
    if merged is not None:
        return redirect("food", food_id=merged.resolved.pk)
    person = request.user if request.user.is_authenticated else None
    language = page_language()
    food = get_object_or_404(foods.visible_to(person).named_in(language), pk=food_id)
    context = {
        "here": "foods",
        "food": food,
        "other_names": _names_beside(food, language),
        "portions": [
            (
                portion,
                food.magnesium_mg_in(portion.quantity),
                food.magnesium_at_most_mg_in(portion.quantity),
            )
            for portion in food.portions.all()
        ],
        "companions": [
            (label, getattr(food, f"{name}_per_basis"), name.rsplit("_", 1)[1])
            for name, label in COMPANIONS.items()
        ],
        "elemental_percent": food.elemental_fraction * 100 if food.elemental_fraction else None,
        "per_ounce": _per_ounce(food),
        "estimate": food.held_estimate,
        "says_confidence": _holds_something(food),
        "record_url": record_url(food),
        "log_url": log_url,
        "report_url": report_url if food.state == State.PUBLISHED else "",
        "change_url": change_url if food.owner_id else "",
        "waters_url": waters_url if food.kind == Kind.WATER and not food.owner_id else "",
        "forms_url": forms_url if food.kind in (Kind.SUPPLEMENT, Kind.MEDICINE) else "",
        "favourite_url": favourite_url,
        "is_favourite": is_favourite,
        "notes": notes_about(subjects_of(kind=food.kind, group=food.group_id, name=food.name)),
    }
    return render(request, "foods/food_detail.html", context)


def _holds_something(food: Food) -> bool:
    """Confidence is in a figure, a limit or what a dose's label says; in nothing there is none."""
    return (
        food.magnesium_mg_per_basis is not None
        or food.magnesium_at_most_mg_per_basis is not None
        or food.kind in (Kind.SUPPLEMENT, Kind.MEDICINE)
    )


def _per_ounce(food: Food) -> tuple[Decimal | None, str] | None:
    """Magnesium (mg) in an ounce or a fluid ounce, and which it is; None to whoever reads grams."""
    ounce = OUNCES.get(food.basis_unit)
    if ounce is None or not shows_ounces():
        return None
    return food.magnesium_mg_in(one_ounce(ounce)), shown_unit(food.basis_unit)


def _names_beside(food: Food, language: str) -> list[str]:
    """In English and this language, without the one that is shown."""
    others = [name.name for name in food.names.all() if name.language in (ENGLISH, language)]
    return [name for name in dict.fromkeys([food.name, *others]) if name != food.display_name]


def record_url(food: Food) -> str:
    """Where the source shows the record itself; empty where it does not, or we do not know."""
    pattern = RECORDS.get(food.source_id or "")
    return pattern.format(quote(food.source_ref, safe="")) if pattern and food.source_ref else ""


def label_photo(photo: LabelPhoto) -> HttpResponse:
    """The picture, for whom the caller let in and for no cache."""
    return HttpResponse(
        bytes(photo.jpeg),
        content_type="image/jpeg",
        headers={"Cache-Control": "private, no-store", "Content-Disposition": "inline"},
    )
