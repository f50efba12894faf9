"""What people proposed and reported, each beside what the catalogue has, and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from foods import curation, figures
from foods.admin.parts import (
    NO_SUCH_FOOD,
    RecordAdmin,
    may_change_foods,
    number_field,
    page,
    published_food,
    reason_field,
)
from foods.models import Food, LabelPhoto, State, Submission
from foods.submissions import AlreadyDecided, nearest_published
from foods.views import label_photo

PUBLISH, MERGE, ACCEPT, DECLINE, CLOSE = "publish", "merge", "accept", "decline", "close"
DECISIONS = {
    Submission.Kind.PROPOSAL: (PUBLISH, MERGE, DECLINE),
    Submission.Kind.REPORT: (ACCEPT, CLOSE, DECLINE),
}
DONE = {
    PUBLISH: gettext_lazy("Published. Correct the copy here where it needs it."),
    MERGE: gettext_lazy("Merged. It can be undone here."),
    ACCEPT: gettext_lazy("The figure is set."),
    CLOSE: gettext_lazy("Closed as mended."),
    DECLINE: gettext_lazy("Declined."),
}
CHOOSE = gettext_lazy("Choose one of these foods, or type the number of another.")
WAITS = gettext_lazy(
    "This food is logged often, so the figure waits for a second approval, and the report with it."
)


class DecisionForm(forms.Form):
    """The reason is the person's to read; declining needs one."""

    decision = forms.ChoiceField()
    into = forms.ChoiceField(
        required=False,
        label=gettext_lazy("The food it is the same as"),
        error_messages={"invalid_choice": CHOOSE},
    )
    number = number_field(gettext_lazy("Or the same as another food, by its number"))
    reason = reason_field(
        required=False,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person who asked reads this."),
    )

    def __init__(self, data: Any = None, *, submission: Submission, nearest: list[Food]) -> None:
        super().__init__(data)
        allowed = DECISIONS[Submission.Kind(submission.kind)]
        self.fields["decision"].choices = [(name, name) for name in allowed]  # type: ignore[attr-defined]
        self.nearest = {str(food.pk): food for food in nearest}
        self.fields["into"].choices = [(key, str(food)) for key, food in self.nearest.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision == DECLINE and not data.get("reason"):
            self.add_error("reason", _("Say why: the person reads it."))
            self.fields["reason"].widget.attrs["autofocus"] = True  # below the fold
        if decision == MERGE:
            typed = data.get("number", "").strip()
            into = published_food(typed) if typed else self.nearest.get(data.get("into", ""))
            if typed and into is None:
                self.add_error("number", NO_SUCH_FOOD)
            elif into is None and "into" not in self.errors:
                self.add_error("into", CHOOSE)
            self.fields["number"].widget.attrs["autofocus"] = into is None
            data["into"] = into
        return data


@admin.register(Submission)
class SubmissionAdmin(RecordAdmin):
    """Never shows whose a proposal or a report is."""

    list_display = ["shown_food", "shown_kind", "magnesium", "said", "created_at", "shown_state"]
    list_filter = ["state", "kind"]
    list_select_related = ["food", "result"]
    search_fields = ["food__name"]
    ordering = ["created_at", "id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        heavy = ("food__search_document", "result__search_document")
        return super().get_queryset(request).defer(*heavy)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        """By the names that are shown: a private one is not to be guessed, either."""
        words = search_term.replace("\0", "").strip()
        if not words:
            return queryset, False
        seen = ~Q(food__state=State.PRIVATE) & Q(food__name__icontains=words)
        return queryset.filter(seen | Q(result__name__icontains=words)), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No filter by person: it would tell what one person asked for."""
        if lookup.split("__")[0] not in ("state", "kind"):
            return False
        return super().lookup_allowed(lookup, value, request)

    @display(description=gettext_lazy("Food"))
    def shown_food(self, submission: Submission) -> str:
        return str(submission.seen_food or _("a private food"))

    @display(description=gettext_lazy("Kind"))
    def shown_kind(self, submission: Submission) -> str:
        return submission.get_kind_display()

    @display(description=gettext_lazy("Label says"))
    def magnesium(self, submission: Submission) -> str:
        if submission.kind == Submission.Kind.PROPOSAL:
            food = submission.seen_food
            if food is None:
                return "–"
            mg, basis = food.magnesium_mg_per_basis, food.get_basis_display()
        else:
            mg, basis = submission.suggested_mg, submission.get_suggested_basis_display()
        return _("no figure") if mg is None else f"{mg.normalize():f} mg / {basis}"

    @display(
        description=gettext_lazy("State"),
        label={
            Submission.State.OPEN: "warning",
            Submission.State.ACCEPTED: "success",
            Submission.State.MERGED: "success",
            Submission.State.DECLINED: "danger",
        },
    )
    def shown_state(self, submission: Submission) -> tuple[str, str]:
        return submission.state, submission.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        photo = path(
            "<int:submission_id>/photo/",
            self.admin_site.admin_view(self.photo_view),
            name="foods_submission_photo",
        )
        return [photo, *super().get_urls()]

    def photo_view(self, request: HttpRequest, submission_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return label_photo(get_object_or_404(LabelPhoto, submission_id=submission_id))

    def record_page(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        waits = submission.state == Submission.State.OPEN
        nearest = nearest_published(submission.food) if waits else []
        form = DecisionForm(request.POST or None, submission=submission, nearest=nearest)
        if request.method == "POST":
            may_change_foods(request)
            if form.is_valid():
                return self._decide(request, submission, form.cleaned_data)
        return page(
            self,
            request,
            "admin/foods/submission/review.html",
            title=str(submission),
            submission=submission,
            food=submission.food,
            portions=submission.food.portions.all(),
            has_photo=LabelPhoto.objects.filter(submission=submission).exists(),
            nearest=nearest,
            form=form,
            waits=waits,
            change=figures.waiting_change(submission.food.resolved) if waits else None,
            status=422 if form.errors else 200,
        )

    def _decide(
        self, request: HttpRequest, submission: Submission, chosen: dict[str, Any]
    ) -> HttpResponse:
        by: Any = request.user
        food, reason, decision = submission.food, chosen["reason"], chosen["decision"]
        queue = reverse("admin:foods_submission_changelist") + "?state__exact=open"
        try:
            if decision == PUBLISH:
                published = curation.publish(food, by, reason=reason)
                there = reverse("admin:foods_food_change", args=[published.pk])
            elif decision == MERGE:
                act = curation.merge_proposal(food, into=chosen["into"], by=by, reason=reason)
                there = reverse("admin:foods_merge_change", args=[act.pk])
            elif decision == ACCEPT:
                mended, change = figures.accept_report(submission, by, reason=reason)
                there = reverse("admin:foods_food_change", args=[mended.pk])
                if change is not None:
                    self.message_user(request, WAITS, messages.WARNING)
                    there = reverse("admin:foods_figurechange_change", args=[change.pk])
                    return HttpResponseRedirect(there)
            elif decision == CLOSE:
                curation.close_report(submission, by, reason=reason)
                there = queue
            elif submission.kind == Submission.Kind.PROPOSAL:
                curation.reject(food, by, reason=reason)
                there = queue
            else:
                curation.decline_report(submission, by, reason=reason)
                there = queue
        except (curation.NotPossible, AlreadyDecided) as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, DONE[decision])
        return HttpResponseRedirect(there)
