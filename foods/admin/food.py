"""The curators' page for foods: the list, the form, the acts and what may be done with each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from foods import curation, figures
from foods.admin.figures import borrow_page
from foods.admin.food_acts import ACTS_FOR_STATE, FoodActs
from foods.admin.food_form import FoodFormPage
from foods.admin.history import history_of
from foods.admin.queues import queue_page, queue_urls
from foods.models import Confidence, Estimate, Food, ImportRun, State, Submission
from foods.usage import usage

IN_USE = gettext_lazy("“{food}” is in use: retire it instead. People’s past days name it.")


@admin.register(Food)
class FoodAdmin(FoodFormPage, FoodActs):
    change_form_outer_before_template = "admin/foods/food/acts.html"
    object_history_template = "admin/foods/food/object_history.html"

    def has_change_permission(self, request: HttpRequest, obj: Food | None = None) -> bool:
        """A proposed food is its owner's: it is published as a copy, and the copy corrected."""
        if obj is not None and obj.state not in (State.PUBLISHED, State.RETIRED):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Food | None = None) -> bool:
        if obj is not None and (
            obj.builtin
            or obj.state not in (State.PUBLISHED, State.RETIRED)
            or curation.is_in_use(obj)
        ):
            return False
        return super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        acts = path(
            "<path:object_id>/act/<str:name>/",
            self.admin_site.admin_view(require_POST(self.act_view)),
            name="foods_food_act",
        )
        view = self.admin_site.admin_view
        queue = path("queues/<slug:name>/", view(self.queue_view), name="foods_queue")
        borrow = path("<path:object_id>/borrow/", view(self.borrow_view), name="foods_food_borrow")
        return [acts, borrow, *queue_urls(view), queue, *super().get_urls()]

    def borrow_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        food = self._visible(request, object_id)
        if not self.has_change_permission(request, food):
            raise PermissionDenied
        return borrow_page(self, request, food)

    def queue_view(self, request: HttpRequest, name: str) -> HttpResponse:
        return queue_page(self, request, name)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        food = self.get_object(request, unquote(object_id)) if object_id else None
        if food is not None and self.has_change_permission(request):
            context["acts"] = [
                (reverse("admin:foods_food_act", args=[food.pk, name]), label, prominent)
                for name, label, prominent in ACTS_FOR_STATE.get(State(food.state), [])
            ]
            change = figures.waiting_change(food)
            estimated = food.confidence == Confidence.ESTIMATED
            if change is None and estimated and Estimate.objects.filter(food=food):
                back = reverse("admin:foods_food_act", args=[food.pk, "take_back"])
                context["acts"].append((back, _("Take the estimate back"), False))
            context["links"] = list(usage().links(food))
            if proposal := Submission.objects.waiting().filter(food=food, kind="proposal").first():
                # It is decided beside what the catalogue has, and declined with a reason.
                there = reverse("admin:foods_submission_change", args=[proposal.pk])
                context["links"].append((_("Decide on the proposal …"), there))
                context["acts"] = []
            if change is not None:
                there = reverse("admin:foods_figurechange_change", args=[change.pk])
                context["links"].append((_("A figure waits for a second approval"), there))
            elif food.magnesium_mg_per_basis is None and food.state == State.PUBLISHED:
                borrow = reverse("admin:foods_food_borrow", args=[food.pk])
                context["links"].append((_("Use a similar food’s figure …"), borrow))
            context["usage"] = usage().of(food)
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        food = self._visible(request, object_id)
        try:
            if not curation.is_in_use(food):
                return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError):
            pass  # Somebody logged it while the curator was reading "are you sure?".
        self.message_user(request, IN_USE.format(food=food), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:foods_food_change", args=[food.pk]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Never names what stands in the way: that may be somebody's diary."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return listed, counts, lacking, [_("in use")] if protected else []

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        food = self._visible(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(food)s") % {"food": food},
            "opts": self.opts,
            "object": food,
            "module_name": str(self.opts.verbose_name_plural),
            "acts": history_of(food),
            "runs": ImportRun.objects.filter(source=food.source_id)[:10] if food.source_id else [],
            "flags": food.import_flags.select_related("resolved_by")[:50],
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)
