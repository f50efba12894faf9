"""Merging foods in the admin: choose the one to keep, see what would happen, do it, undo it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from foods import merging
from foods.admin.parts import RecordAdmin, may_change_foods, page, reason_field
from foods.curation import label_of
from foods.figures import FIGURE
from foods.models import Food, Merge, State

MOST_FOODS = 20


class MergeForm(forms.Form):
    """`foods` are those on the page; `keep` is the one that stands for the others."""

    keep = forms.ChoiceField(
        label=gettext_lazy("The one to keep"),
        error_messages={
            "required": gettext_lazy("Choose the food to keep."),
            "invalid_choice": gettext_lazy("Choose one of these foods."),
        },
    )
    reason = reason_field(required=True, label=gettext_lazy("Why are they the same?"))

    def __init__(self, data: Any = None, *, foods: list[Food], by: AbstractBaseUser) -> None:
        super().__init__(data)
        self.by = by
        self.by_id = {str(food.pk): food for food in foods}
        choices = [(key, str(food)) for key, food in self.by_id.items()]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]

    def clean_keep(self) -> Food:
        kept = self.by_id[self.cleaned_data["keep"]]
        if kept.state != State.PUBLISHED:
            raise forms.ValidationError(_("Keep one that is published."), code="not_published")
        try:
            for food in self.by_id.values():
                if food.pk != kept.pk:
                    merging.check(food, kept, by=self.by)
        except merging.CannotMerge as error:
            raise forms.ValidationError(str(error), code="cannot_merge") from None
        return kept

    def others(self) -> list[Food]:
        kept = self.cleaned_data["keep"]
        return [food for food in self.by_id.values() if food.pk != kept.pk]


@admin.register(Merge)
class MergeAdmin(RecordAdmin):
    list_display = ["at", "kept", "others", "by", "reason", "shown_state"]
    list_select_related = ["kept", "by"]
    search_fields = ["kept__name", "reason"]
    ordering = ["-at", "-id"]

    def get_queryset(self, request: HttpRequest) -> Any:
        # One that went back to its owner is nobody else's affair.
        seen = Food.objects.exclude(state=State.PRIVATE).defer("search_document")
        foods = Prefetch("foods", seen)
        return super().get_queryset(request).prefetch_related(foods)

    @display(description=gettext_lazy("Merged"))
    def others(self, act: Merge) -> str:
        return ", ".join(str(food) for food in act.foods.all()) or _(
            "a food that is gone or private"
        )

    @display(
        description=gettext_lazy("State"),
        label={"undone": "warning", "holds": "success"},
    )
    def shown_state(self, act: Merge) -> tuple[str, str]:
        return ("undone", _("Undone")) if act.undone_at else ("holds", _("Holds"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new_view), name="foods_merge_new"),
            path(
                "<path:object_id>/undo/",
                view(require_POST(self.undo_view)),
                name="foods_merge_undo",
            ),
            *super().get_urls(),
        ]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Nothing changes before the second button."""
        may_change_foods(request)
        by: Any = request.user
        foods = self._asked(request)
        if len(foods) < 2:
            self.message_user(request, _("Choose two foods or more."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:foods_food_changelist"))
        form = MergeForm(request.POST or None, foods=foods, by=by)
        preview = None
        if request.method == "POST" and form.is_valid():
            kept, others = form.cleaned_data["keep"], form.others()
            if "confirmed" in request.POST:
                return self._merge(request, kept, others, form.cleaned_data["reason"])
            preview = _preview(kept, others, by)
        return page(
            self,
            request,
            "admin/foods/merge/new.html",
            title=_("Merge foods"),
            form=form,
            foods=foods,
            preview=preview,
            status=422 if form.errors else 200,
        )

    def _asked(self, request: HttpRequest) -> list[Food]:
        ids = [int(pk) for pk in request.GET.get("foods", "").split(",") if pk.isdecimal()]
        foods = Food.objects.for_rows().prefetch_related("identifiers", "merged_from")
        public = foods.filter(pk__in=ids[:MOST_FOODS], state__in=[State.PUBLISHED, State.RETIRED])
        return sorted(public, key=lambda food: (-food.popularity, food.pk))

    def _merge(
        self, request: HttpRequest, kept: Food, others: list[Food], reason: str
    ) -> HttpResponse:
        try:
            pairs = [(food, kept) for food in others]
            (act,) = merging.merge_all(pairs, reason=reason, by=request.user)  # type: ignore[arg-type]
        except merging.CannotMerge as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:foods_food_changelist"))
        self.message_user(
            request, _("Merged into “%(kept)s”. It can be undone here.") % {"kept": kept}
        )
        return HttpResponseRedirect(reverse("admin:foods_merge_change", args=[act.pk]))

    def record_page(self, request: HttpRequest, act: Merge) -> HttpResponse:
        """The act's page: what became what, by whom and why, and the way back."""
        return page(self, request, "admin/foods/merge/act.html", title=str(act), act=act)

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        may_change_foods(request)
        act = self.get_object(request, unquote(object_id))
        if act is None:
            raise Http404
        try:
            stays = merging.undo(act, request.user)  # type: ignore[arg-type]
        except merging.CannotUndo as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("Undone: the foods are as they were before."))
            if stays:
                fields = "; ".join(stays)
                self.message_user(
                    request,
                    _("Corrected since, and left: %(fields)s.") % {"fields": fields},
                    messages.WARNING,
                )
        return HttpResponseRedirect(reverse("admin:foods_merge_change", args=[act.pk]))


def _preview(kept: Food, others: list[Food], by: AbstractBaseUser) -> list[str]:
    """What would happen, and what looks wrong, in sentences."""
    lines = []
    for food in others:
        lines.append(
            _("“%(food)s” (%(pk)s) is found no more; “%(kept)s” (%(kept_pk)s) stands for it.")
            % {"food": food, "pk": food.pk, "kept": kept, "kept_pk": kept.pk}
        )
        if chained := len(food.merged_from.all()):
            lines.append(
                _("%(chained)s merged into it before will stand for “%(kept)s” too.")
                % {"chained": chained, "kept": kept}
            )
        codes = ", ".join(str(identifier) for identifier in food.identifiers.all())
        if codes:
            lines.append(_("Its identifiers move over: %(codes)s.") % {"codes": codes})
        if (food.basis, food.kind) != (kept.basis, kept.kind):
            lines.append(_("Mind: they are not of the same kind and basis."))
        carried = merging.carried_fields(food, kept, by=by)
        if carried:
            listed = "; ".join(str(label_of(name)) for name in carried)
            lines.append(_("What a curator set on it moves over: %(listed)s.") % {"listed": listed})
        mine, its = kept.magnesium_mg_per_basis, food.magnesium_mg_per_basis
        if mine is None and its is not None:
            lines.append(_("Mind: the one you keep has no magnesium figure, this one has."))
        elif mine != its and FIGURE not in carried:
            old, new = (
                _("not known") if mg is None else f"{mg.normalize():f} mg" for mg in (its, mine)
            )
            lines.append(
                _("Whoever logs it from now on gets another magnesium: %(old)s → %(new)s.")
                % {"old": old, "new": new}
            )
    lines.append(_("No entry of anybody changes, and the whole can be undone."))
    return lines
