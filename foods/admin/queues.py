"""The queues that the front page of the admin points at, and the short acts on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from foods import curation, review
from foods.admin.parts import ReadOnlyAdmin, may_change_foods, page
from foods.figures import FIGURE
from foods.formatting import format_number
from foods.models import Distinct, Food, ImportFlag

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def foods_by_id(ids: list[int]) -> dict[int, Food]:
    """Those still published: an answer may be minutes old."""
    return Food.objects.published().for_rows().in_bulk(ids)


def outliers() -> list[dict[str, Any]]:
    found = review.outliers()
    foods = foods_by_id([outlier.food_id for outlier in found])
    doubtful = {pk for pk, food in foods.items() if FIGURE not in food.curated_fields}
    return [{"food": foods[one.food_id], "one": one} for one in found if one.food_id in doubtful]


def twins() -> list[dict[str, Any]]:
    found = review.twins()
    foods = foods_by_id([pk for same in found for pk in same.food_ids])
    rows = []
    for same in found:
        still = [foods[pk] for pk in same.food_ids if pk in foods]
        if len(still) > 1:
            rows.append({"foods": still, "same": same})
    return rows


def lacking() -> list[dict[str, Any]]:
    found = review.lacking()
    foods = foods_by_id([pk for pk, _ in found])
    still = {pk for pk, food in foods.items() if food.magnesium_mg_per_basis is None}
    return [{"food": foods[pk], "usage": used} for pk, used in found if pk in still]


QUEUES: dict[str, tuple[StrOrPromise, Callable[[], list[dict[str, Any]]]]] = {
    "outliers": (gettext_lazy("Figures far from their group’s"), outliers),
    "twins": (gettext_lazy("Foods that may be the same"), twins),
    "lacking": (gettext_lazy("Logged, and without a magnesium figure"), lacking),
}


def queue_urls(view: Callable[..., Any]) -> list[URLPattern]:
    """For `FoodAdmin.get_urls`; `view` is the site's guard."""
    return [
        path("queues/right/<int:food_id>/", view(require_POST(_right)), name="foods_figure_right"),
        path("queues/apart/", view(require_POST(_apart)), name="foods_told_apart"),
    ]


def queue_page(food_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    if name not in QUEUES:
        raise Http404
    if not food_admin.has_view_permission(request):
        raise PermissionDenied
    title, find = QUEUES[name]
    template = f"admin/foods/queues/{name}.html"
    return page(food_admin, request, template, title=title, rows=find())


def _right(request: HttpRequest, food_id: int) -> HttpResponse:
    """A curator looked: no import changes the figure, and it is an outlier no more."""
    may_change_foods(request)
    food = get_object_or_404(Food.objects.published(), pk=food_id)
    curation.confirm_figure(food, request.user)  # type: ignore[arg-type]
    review.forget_answers()
    messages.success(request, _("Noted: the figure of “%(food)s” is right.") % {"food": food})
    return HttpResponseRedirect(reverse("admin:foods_queue", args=["outliers"]))


def _apart(request: HttpRequest) -> HttpResponse:
    may_change_foods(request)
    sent = request.POST.get("foods", "").split(",")
    ids = sorted({int(pk) for pk in sent if pk.isdecimal() and len(pk) < 19})
    if 2 <= len(ids) <= 20:
        key = ",".join(map(str, ids))
        Distinct.objects.get_or_create(key=key, defaults={"by_id": request.user.pk})
        messages.success(request, _("Noted: they are different foods."))
    return HttpResponseRedirect(reverse("admin:foods_queue", args=["twins"]))


@admin.register(ImportFlag)
class ImportFlagAdmin(ReadOnlyAdmin):
    """What imports found doubtful: looked at, then resolved in words."""

    list_display = ["record_name", "words", "reason", "shown_food", "source", "shown_state"]
    list_filter = ["reason", "source", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["food", "source"]
    search_fields = ["record_name", "record_id"]
    ordering = ["id"]
    actions = ["resolve"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportFlag]:
        return super().get_queryset(request).defer("food__search_document")

    @display(description=gettext_lazy("Food"))
    def shown_food(self, flag: ImportFlag) -> str:
        if flag.food is None:
            return _("not taken in")
        there = reverse("admin:foods_food_change", args=[flag.food.pk])
        return format_html('<a class="underline" href="{}">{}</a>', there, flag.food)

    @display(
        description=gettext_lazy("State"),
        label={"waiting": "warning", "resolved": "success"},
    )
    def shown_state(self, flag: ImportFlag) -> tuple[str, str]:
        if flag.resolved_at:
            return "resolved", _("Resolved")
        return "waiting", _("To look at")

    @admin.action(description=gettext_lazy("Looked at: nothing more to do"))
    def resolve(self, request: HttpRequest, queryset: QuerySet[ImportFlag]) -> None:
        may_change_foods(request)
        count = queryset.unresolved().update(  # type: ignore[attr-defined]
            resolved_at=timezone.now(), resolved_by=request.user, resolution=_("Looked at")
        )
        self.message_user(request, _("%(count)s resolved.") % {"count": format_number(count)})
