"""Recalculating past entries, in the admin: counts and sums, never whose."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from foods.admin.parts import RecordAdmin, page, reason_field
from foods.models import Food
from foods.usage import FEWEST_PEOPLE, Usage
from intake.models import Person, Recalculation
from intake.recalculation import AlreadyUndone, NothingToDo, preview, recalculate, undo


class RecalculationForm(forms.Form):
    reason = reason_field(required=True, label=gettext_lazy("Why?"))


@admin.register(Recalculation)
class RecalculationAdmin(RecordAdmin):
    list_display = ["at", "food", "usage", "by", "reason", "shown_state"]
    list_select_related = ["food", "by"]
    search_fields = ["food__name"]

    @display(description=gettext_lazy("Changed"))
    def usage(self, act: Recalculation) -> str:
        return str(Usage(entries=act.entries, people=act.people))

    @display(
        description=gettext_lazy("State"),
        label={"undone": "warning", "holds": "success"},
    )
    def shown_state(self, act: Recalculation) -> tuple[str, str]:
        return ("undone", _("Undone")) if act.undone_at else ("holds", _("Holds"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("of/<int:food_id>/", view(self.new_view), name="intake_recalculation_new"),
            path(
                "<int:act_id>/undo/",
                view(require_POST(self.undo_view)),
                name="intake_recalculation_undo",
            ),
            *super().get_urls(),
        ]

    def new_view(self, request: HttpRequest, food_id: int) -> HttpResponse:
        """What would change, then a reason and the act."""
        _may_recalculate(request)
        food = get_object_or_404(Food.objects.published(), pk=food_id)
        form = RecalculationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            by = cast(Person, request.user)
            try:
                act = recalculate(food, by=by, reason=form.cleaned_data["reason"])
            except NothingToDo as error:
                self.message_user(request, str(error), messages.WARNING)
                return HttpResponseRedirect(request.path)
            self.message_user(request, _("Recalculated. It can be undone here."))
            return HttpResponseRedirect(reverse("admin:intake_recalculation_change", args=[act.pk]))
        return page(
            self,
            request,
            "admin/intake/recalculation/new.html",
            title=_("Recalculate past entries of %(food)s") % {"food": food},
            food=food,
            form=form,
            preview=preview(food),
            fewest=FEWEST_PEOPLE,
            status=422 if form.errors else 200,
        )

    def record_page(self, request: HttpRequest, act: Recalculation) -> HttpResponse:
        usage = Usage(entries=act.entries, people=act.people)
        template = "admin/intake/recalculation/act.html"
        enough = act.people >= FEWEST_PEOPLE
        return page(self, request, template, title=str(act), act=act, usage=usage, enough=enough)

    def undo_view(self, request: HttpRequest, act_id: int) -> HttpResponse:
        _may_recalculate(request)
        act = get_object_or_404(Recalculation, pk=act_id)
        try:
            left = undo(act, by=cast(Person, request.user))
        except AlreadyUndone as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("Undone: entries say again what they said."))
            if left:
                text = _("Entries that were edited or deleted since stay as they are.")
                self.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:intake_recalculation_change", args=[act_id]))


def _may_recalculate(request: HttpRequest) -> None:
    if not request.user.has_perm("intake.add_recalculation"):
        raise PermissionDenied
