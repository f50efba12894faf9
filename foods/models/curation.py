"""What people ask curators for, and what curators did that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.models.food import Food
from foods.models.terms import Basis, Confidence
from foods.models.terms import State as FoodState


class Merge(models.Model):
    """Foods that became one in one act. No entry was touched.

    `before` is all that undoing needs; ids in it are strings, as JSON has them:
    `foods` {id: state}, `identifiers` {id: food id}, `chained` {food id: the food it stood for},
    `carried` {field: [what the kept food had, what it took over]}.
    """

    kept = models.ForeignKey(
        Food, models.PROTECT, verbose_name=_("kept"), related_name="merges_kept"
    )
    foods = models.ManyToManyField(Food, related_name="merges")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        at = f"{self.at:%Y-%m-%d %H:%M}"
        return gettext("Merge of %(at)s into “%(kept)s”") % {"at": at, "kept": self.kept}


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of(self, person: AbstractBaseUser) -> SubmissionQuerySet:
        return self.filter(person=person)

    def waiting(self) -> SubmissionQuerySet:
        return self.filter(state=Submission.State.OPEN)


class Submission(models.Model):
    """What one person asks of the curators: to take in their own food, or to mend a figure.

    The person sees the decision and its reason; curators never see whose it is.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("Proposal")
        REPORT = "report", _("Report")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        MERGED = "merged", _("Merged")
        DECLINED = "declined", _("Declined")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    food = models.ForeignKey(Food, models.CASCADE, related_name="submissions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions")
    said = models.TextField(
        _("said"), max_length=1000, blank=True, help_text=_("In the person's own words.")
    )
    suggested_mg = models.DecimalField(
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1_000_000)],
        help_text="Magnesium as the label gives it, mg.",
    )
    suggested_basis = models.CharField(max_length=6, choices=Basis, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=500, blank=True, help_text="The person reads it.")
    result = models.ForeignKey(
        Food, models.SET_NULL, null=True, blank=True, related_name="+", help_text="What became."
    )
    merge = models.ForeignKey(
        Merge, models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    created_at = models.DateTimeField(_("sent on"), auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal or report")
        verbose_name_plural = _("proposals and reports")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="submission_of_person"),
            models.Index(
                fields=["kind", "created_at"],
                name="submission_waiting",
                condition=Q(state="open"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "food", "kind"],
                condition=Q(state="open"),
                name="submission_one_open_a_food",
            ),
            models.CheckConstraint(
                condition=Q(suggested_mg__gte=0), name="submission_figure_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(suggested_mg=None, suggested_basis="")
                | (Q(suggested_mg__isnull=False) & ~Q(suggested_basis="")),
                name="submission_figure_has_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="submission_decided_exactly_when_not_open",
            ),
        ]

    def __str__(self) -> str:
        food = self.seen_food or gettext("a private food")
        return f"{self.get_kind_display()}: {food}"

    @property
    def seen_food(self) -> Food | None:
        """Its food while that is proposed or public, else what became of it: a food that went back
        to its owner may say by now what is nobody else's affair."""
        return self.result if self.food.state == FoodState.PRIVATE else self.food


class LabelPhoto(models.Model):
    """A person's photo of a label, until the decision: re-encoded, without what cameras add."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="photo"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    jpeg = models.BinaryField()

    def __str__(self) -> str:
        return f"Photo of submission {self.submission_id}"


class Distinct(models.Model):
    """Foods that look like one and are not, so that nobody has to look again."""

    key = models.CharField(
        max_length=400, unique=True, help_text="Their ids in order, with commas."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("foods told apart")
        verbose_name_plural = _("foods told apart")

    def __str__(self) -> str:
        return self.key


class FigureChange(models.Model):
    """Another magnesium figure for a food that is logged often: it waits for a second approval.

    A borrowed figure names its `lenders`; one that a person reported names the `submission`, which
    the approval settles.
    """

    class How(models.TextChoices):
        FIGURE = "figure", _("Another figure")
        BORROW = "borrow", _("Similar foods’ figure")
        TAKE_BACK = "take_back", _("Estimate taken back")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    food = models.ForeignKey(
        Food, models.CASCADE, verbose_name=_("food"), related_name="figure_changes"
    )
    how = models.CharField(max_length=10, choices=How, default=How.FIGURE)
    lenders = models.ManyToManyField(Food, related_name="+", blank=True)
    submission = models.ForeignKey(
        Submission, models.SET_NULL, null=True, blank=True, related_name="figure_changes"
    )
    old_mg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    new_mg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second approval")
        verbose_name_plural = _("second approvals")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["food"], condition=Q(state="waiting"), name="figure_change_one_waits"
            ),
            models.CheckConstraint(condition=Q(new_mg__gte=0), name="figure_change_not_negative"),
        ]

    def __str__(self) -> str:
        return gettext("Magnesium of %(food)s") % {"food": self.food}


class Estimate(models.Model):
    """A food's magnesium borrowed from foods like it, until it is taken back or a figure comes."""

    food = models.OneToOneField(Food, models.CASCADE, primary_key=True, related_name="estimate")
    borrowed_from = models.ManyToManyField(Food, related_name="+")
    low_mg = models.DecimalField(max_digits=12, decimal_places=4)
    high_mg = models.DecimalField(max_digits=12, decimal_places=4)
    magnesium_mg = models.DecimalField(
        max_digits=12, decimal_places=4, help_text="What counts: the median of theirs."
    )
    confidence_before = models.CharField(max_length=12, choices=Confidence)
    curated_before = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low_mg__gte=0, low_mg__lte=F("magnesium_mg"))
                & Q(magnesium_mg__lte=F("high_mg")),
                name="estimate_within_its_range",
            )
        ]

    def __str__(self) -> str:
        return f"Estimate of {self.food}"

    @property
    def holds(self) -> bool:
        """Not once somebody, or an import, has given the food another figure."""
        return (
            self.food.confidence == Confidence.ESTIMATED
            and self.food.magnesium_mg_per_basis == self.magnesium_mg
        )


class Sheet(models.Model):
    """A curator's sheet that was read in: what it would change, and whether it did."""

    file_name = models.CharField(_("file"), max_length=255)
    changes = models.JSONField(help_text="[{food, name, fields: {field: [old, new]}}]")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, help_text="changed, waiting, left")

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name
