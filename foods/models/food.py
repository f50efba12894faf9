"""A food: what it holds for its basis, where its figures are from, and whose it is."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from foods import search_index
from foods.models.querysets import PRODUCT, SEARCH_SHELVES, FoodQuerySet
from foods.models.sources import Group, Source
from foods.models.terms import LEAST_KCAL_FOR_RATIO, NUTRIENTS, Basis, Confidence, Kind, State
from foods.supplements import COMPOUNDS, FORMS, salt_meant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from foods.models.belongings import Portion
    from foods.models.chosen_ids import ChosenId
    from foods.models.curation import Estimate


LONGEST_REASON = 100  # of the history's column
EMPTY_OR_NOUGHT = _("Empty means not known; 0 means measured and none found.")


def nutrient_field(
    name: StrOrPromise, help_text: StrOrPromise
) -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(
        name,
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1_000_000))],
        help_text=format_lazy("{} {}", help_text, EMPTY_OR_NOUGHT),
    )


class Food(models.Model):
    """Anything a person can log: a food, a water, a supplement or a medicine.

    Every `..._per_basis` figure is for the food's `basis`: 100 g, 100 ml or one unit (a tablet).
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("name"), max_length=300)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.FOOD)
    group = models.ForeignKey(
        Group, models.PROTECT, verbose_name=_("group"), null=True, blank=True, related_name="foods"
    )
    basis = models.CharField(
        _("figures are for"), max_length=6, choices=Basis, default=Basis.PER_100_G
    )

    magnesium_mg_per_basis = nutrient_field(_("magnesium, mg"), _("Elemental magnesium, mg."))
    magnesium_at_most_mg_per_basis = models.DecimalField(
        _("magnesium at most, mg"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1_000_000))],
        help_text=_(
            "Where the magnesium is not known: the most it can be, such as a water’s by its "
            "total hardness, mg. A figure takes its place."
        ),
    )
    calcium_mg_per_basis = nutrient_field(_("calcium, mg"), _("Calcium, mg."))
    phosphorus_mg_per_basis = nutrient_field(_("phosphorus, mg"), _("Phosphorus, mg."))
    potassium_mg_per_basis = nutrient_field(_("potassium, mg"), _("Potassium, mg."))
    energy_kcal_per_basis = nutrient_field(_("energy, kcal"), _("Energy, kcal."))
    added_magnesium_mg_per_basis = nutrient_field(
        _("added magnesium, mg"),
        _(
            "The part of the magnesium that was added to a food or drink, mg: it counts to the "
            "upper level. Not used for supplements and medicines, all of whose magnesium counts."
        ),
    )

    compound = models.SlugField(
        _("compound"), max_length=60, blank=True, help_text=_("A supplement's compound.")
    )
    elemental_fraction = models.DecimalField(
        _("elemental fraction"),
        max_digits=7,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Share of the compound's mass that is magnesium, 0 to 1. Empty: not known."),
    )

    confidence = models.CharField(
        _("confidence"), max_length=12, choices=Confidence, default=Confidence.ANALYSED
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        verbose_name=_("source"),
        null=True,
        blank=True,
        related_name="foods",
    )
    source_ref = models.CharField(
        _("id at the source"),
        max_length=60,
        blank=True,
        help_text=_("The record's id at its source."),
    )
    popularity = models.PositiveSmallIntegerField(
        _("popularity"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100: how often people log it. Common foods come first in search."),
    )
    note = models.TextField(_("remark"), blank=True, help_text=_("For curators."))

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="foods",
        help_text="Whose private or proposed food it is.",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        related_name="merged_from",
    )
    published_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="published_as"
    )
    removed_at = models.DateTimeField(
        _("removed on"),
        null=True,
        blank=True,
        help_text=_("When its owner removed a private food."),
    )
    builtin = models.BooleanField(
        _("built in"), default=False, help_text=_("From the project's own table.")
    )
    curated_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Fields that a curator has set: no import and no update changes them.",
    )
    filled_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        editable=False,
        help_text="Fields that the built-in table leaves empty and an import filled.",
    )

    reviewed_at = models.DateTimeField(
        _("vouched for on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a curator last vouched for it."),
    )

    # Kept by foods.search_index: the folded name, and the document that search reads.
    name_folded = models.CharField(max_length=300, blank=True, editable=False)
    search_document = SearchVectorField(null=True, editable=False)

    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    # By `FoodQuerySet.named_in`.
    local_name: str | None = None

    # By `sign`: who makes the next change, and why, as the history reads them.
    _history_user: AbstractBaseUser | None
    _change_reason: str | None

    objects = FoodQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_document", "name_folded"])

    class Meta:
        verbose_name = _("food")
        verbose_name_plural = _("foods")
        ordering = ["name", "id"]
        indexes = [
            *(
                GinIndex(fields=["search_document"], name=f"food_search_{name}", condition=shelf)
                for name, shelf in SEARCH_SHELVES.items()
            ),
            models.Index(fields=["name_folded"], name="food_name_folded"),
            models.Index(
                fields=["name_folded"], name="food_plain", condition=SEARCH_SHELVES["plain"]
            ),
            models.Index(
                fields=["source", "-magnesium_mg_per_basis"],
                name="food_products_ranked",
                condition=PRODUCT & Q(magnesium_mg_per_basis__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="food_products_of_ours",
                condition=PRODUCT & Q(source__isnull=True),
            ),
            models.Index(fields=["group", "state"], name="food_group_state"),
            models.Index(fields=["-popularity"], name="food_common", condition=Q(popularity__gt=0)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="food_has_a_name"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{nutrient}_per_basis__gte": 0}),
                    name=f"food_{nutrient}_not_negative",
                )
                for nutrient in (*NUTRIENTS, "added_magnesium_mg")
            ),
            models.CheckConstraint(
                condition=Q(added_magnesium_mg_per_basis=None)
                | Q(magnesium_mg_per_basis=None)
                | Q(added_magnesium_mg_per_basis__lte=F("magnesium_mg_per_basis")),
                name="food_added_magnesium_within_magnesium",
            ),
            models.CheckConstraint(
                condition=Q(magnesium_at_most_mg_per_basis=None)
                | Q(magnesium_at_most_mg_per_basis__gte=0, magnesium_mg_per_basis=None),
                name="food_bound_only_without_a_figure",
            ),
            models.CheckConstraint(
                condition=Q(elemental_fraction__gt=0, elemental_fraction__lte=1),
                name="food_elemental_fraction_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.PRIVATE, State.PROPOSED], owner__isnull=False)
                | Q(
                    state__in=[State.PUBLISHED, State.RETIRED, State.MERGED],
                    owner__isnull=True,
                ),
                name="food_owner_exactly_when_private_or_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="food_merged_into_exactly_when_merged",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="food_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.brand})" if self.brand else self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._keep_what_was_loaded()
        if named_in(kwargs.get("update_fields"), "magnesium_mg_per_basis"):
            self._let_a_figure_replace_a_bound(kwargs)
        super().save(*args, **kwargs)
        if named_in(kwargs.get("update_fields"), "name", "brand"):
            search_index.refresh([self.pk])

    def sign(self, by: AbstractBaseUser | None, reason: str) -> None:
        """Who makes the change that is saved next, and why: the history cuts a long reason."""
        self._history_user, self._change_reason = by, reason[:LONGEST_REASON] or None

    def save_signed(self, by: AbstractBaseUser | None, reason: str) -> None:
        self.sign(by, reason)
        self.save()

    def _keep_what_was_loaded(self) -> None:
        """The table and imports write no history; the first change must not lose what was there."""
        if Food.history.filter(id=self.pk).exists():
            return
        before = list(Food.objects.filter(pk=self.pk))
        for food in before:
            food._history_user = None  # else whoever asks now
        Food.history.bulk_history_create(
            before,
            default_change_reason="as it was loaded",
            default_date=before[0].created_at if before else None,
        )

    def _let_a_figure_replace_a_bound(self, kwargs: dict[str, Any]) -> None:
        if self.magnesium_mg_per_basis is not None:
            self.magnesium_at_most_mg_per_basis = None
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "magnesium_at_most_mg_per_basis"}

    @property
    def display_name(self) -> str:
        """The name in the language asked for by `named_in` or `name_in`, else the English one."""
        return self.local_name or self.name

    @property
    def resolved(self) -> Food:
        """The food that stands for this one: itself unless it was merged."""
        return self.merged_into.resolved if self.merged_into else self

    @property
    def client_id(self) -> UUID | None:
        """By which its owner's devices know it; None: none was chosen, or it is not theirs."""
        chosen: ChosenId | None = getattr(self, "chosen", None)
        return chosen.client_id if chosen and chosen.owner_id == self.owner_id else None

    @property
    def held_estimate(self) -> Estimate | None:
        """What the figure is borrowed from, while it is."""
        estimate: Estimate | None = getattr(self, "estimate", None)
        return estimate if estimate is not None and estimate.holds else None

    def stays_apart_from(self, other: Food) -> bool:
        """Whether the licence of its source would follow its figures to `other`."""
        source = self.source
        return source is not None and not source.shareable and self.source_id != other.source_id

    @property
    def compound_named(self) -> str:
        """What it says it is: a slug of `foods.supplements.COMPOUNDS`, or of `FORMS` where the form
        is not told; "" for a blend, and for what says nothing."""
        named = self.compound or salt_meant(self.source_ref)
        return named if named in COMPOUNDS or named in FORMS else ""

    @property
    def basis_quantity(self) -> Decimal:
        return Basis(self.basis).quantity

    @property
    def basis_unit(self) -> str:
        """`g`, `ml`, or nothing for pieces."""
        return Basis(self.basis).unit

    @property
    def magnesium_mg_per_100g(self) -> Decimal | None:
        return self.magnesium_mg_per_basis if self.basis == Basis.PER_100_G else None

    def magnesium_mg_in(self, quantity: Decimal) -> Decimal | None:
        """Magnesium (mg) in `quantity` g, ml or units of it; None where it is not known."""
        if self.magnesium_mg_per_basis is None:
            return None
        return self.magnesium_mg_per_basis * quantity / self.basis_quantity

    def magnesium_at_most_mg_in(self, quantity: Decimal) -> Decimal | None:
        """The most there can be, mg; None where there is a figure, or no bound."""
        if self.magnesium_at_most_mg_per_basis is None:
            return None
        return self.magnesium_at_most_mg_per_basis * quantity / self.basis_quantity

    @property
    def magnesium_mg_per_litre(self) -> Decimal | None:
        """As a water's label says it; None off basis 100 ml."""
        return self.magnesium_mg_in(Decimal(1000)) if self.basis == Basis.PER_100_ML else None

    @property
    def magnesium_at_most_mg_per_litre(self) -> Decimal | None:
        if self.basis != Basis.PER_100_ML:
            return None
        return self.magnesium_at_most_mg_in(Decimal(1000))

    @property
    def default_portion(self) -> Portion | None:
        """The portion marked so, or else the first; None where it has no portions."""
        if not hasattr(self, "first_portions"):
            in_order = sorted(self.portions.all(), key=lambda p: (not p.is_default, p.position))
            self.first_portions: list[Portion] = in_order[:1]
        return self.first_portions[0] if self.first_portions else None

    @property
    def magnesium_mg_per_portion(self) -> Decimal | None:
        """Magnesium (mg) in the default portion; None without a portion or a figure."""
        portion = self.default_portion
        return self.magnesium_mg_in(portion.quantity) if portion else None

    @property
    def magnesium_mg_per_100kcal(self) -> Decimal | None:
        """None where either figure is not known, and under `LEAST_KCAL_FOR_RATIO`."""
        magnesium, energy = self.magnesium_mg_per_basis, self.energy_kcal_per_basis
        if magnesium is None or energy is None or self.basis == Basis.PER_UNIT:
            return None
        return magnesium * 100 / energy if energy >= LEAST_KCAL_FOR_RATIO else None


def named_in(update_fields: Collection[str] | None, *fields: str) -> bool:
    """Whether a save writes one of these fields: without `update_fields` it writes them all."""
    return update_fields is None or not set(fields).isdisjoint(update_fields)
