"""What a person aims at on a date: their own number, an authority's value, or the Daily Value."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import cast

from django.db import transaction

from intake.medicines.spacing import NamedMedicine
from intake.models import (
    FIRST_DAY,
    LifeStage,
    Person,
    Profile,
    Target,
    circumstances_of,
    read_profile,
)
from intake.reference_values import (
    DAILY_VALUE_MG,
    ReferenceValue,
    ReferenceValueError,
    Sex,
    UpperLevel,
    age_in_months,
    reference_value,
    upper_level_at,
)
from notes.got_it import Got
from notes.situations import Fact

DEFAULT_AUTHORITY = "us"

# Of whoever told us no age, since accounts are not for children: from here up an authority's upper
# level is one number.
ADULT_MONTHS = 30 * 12


@dataclass(frozen=True)
class DayTarget:
    """`mg` a day; `kind` is RDA, AI, ... , `custom`, or `DV` when too little is known of a person.

    `reference` is the authority's row for that day, None where it has none or can't be chosen.
    `limit` is the upper level of the authority that the person chose, which holds under a custom
    target too and beside the Daily Value, which is nobody's.
    """

    mg: Decimal
    kind: str
    authority: str | None
    custom: bool
    reference: ReferenceValue | None
    limit: UpperLevel

    @property
    def provisional(self) -> bool:
        """Whether `mg` is of a table that is not yet fully checked against its publication."""
        return not self.custom and self.reference is not None and self.reference.provisional


@dataclass(frozen=True)
class Situation:
    """All that a person's targets and notes depend on besides their diary; read once and asked for
    any number of days. `got` are the notes that they put away."""

    birth_date: date | None
    sex: str
    kidney_disease: bool
    targets: Sequence[Target]  # by starts_on, oldest first
    life_stages: Sequence[LifeStage]
    medicines: Sequence[NamedMedicine] = ()
    health_facts: frozenset[Fact] = frozenset()
    interested_in_calcification: bool = False
    has_checklist: bool = False
    dose_on_checklist: bool = False
    got: Sequence[Got] = ()

    def age_years(self, day: date) -> int | None:
        if self.birth_date is None or day < self.birth_date:
            return None
        return age_in_months(self.birth_date, day) // 12

    def stages(self, day: date) -> frozenset[str]:
        return frozenset(
            stage.kind
            for stage in self.life_stages
            if stage.starts_on <= day and (stage.ends_on is None or day <= stage.ends_on)
        )

    @property
    def medicine_classes(self) -> frozenset[str]:
        """Keys of `intake.medicines.classes`, as the person confirmed them."""
        return frozenset(each.class_key for each in self.medicines if each.class_key)

    def row_on(self, day: date) -> Target | None:
        """The newest target that has started."""
        return next((row for row in reversed(self.targets) if row.starts_on <= day), None)

    def on(self, day: date) -> DayTarget | None:
        """None with the kidney flag: then no number to reach is shown, whatever the day."""
        if self.kidney_disease:
            return None
        row = self.row_on(day)
        born = self.birth_date
        return _target_of(
            row.authority if row else DEFAULT_AUTHORITY,
            row.mg if row else None,
            age_in_months(born, day) if born and born <= day else None,
            self.sex,
            self.stages(day),
        )


# A year asks for the same few 365 times.
@lru_cache(maxsize=2048)
def _target_of(
    authority: str,
    own_mg: Decimal | None,
    age_months: int | None,
    sex: str,
    stages: frozenset[str],
) -> DayTarget:
    reference = None
    if age_months is not None:
        with suppress(ReferenceValueError):
            column = cast("Sex | None", sex or None)
            reference = reference_value(
                authority, age_months=age_months, sex=column, life_stages=stages
            )
    if own_mg is not None:
        mg, kind = own_mg, "custom"
    elif reference is not None:
        mg, kind = reference.recommended_mg, reference.kind
    else:
        mg, kind = DAILY_VALUE_MG, "DV"
    return DayTarget(
        mg,
        kind,
        authority=None if kind == "DV" else authority,
        custom=kind == "custom",
        reference=reference,
        # By age alone: it asks for no column.
        limit=upper_level_at(authority, ADULT_MONTHS if age_months is None else age_months),
    )


def situation_of(person: Person, profile: Profile | None = None) -> Situation:
    """One query, whatever is then asked of it; none where `read_profile` read the `profile`."""
    profile = profile or read_profile(person)
    besides = circumstances_of(profile)
    return Situation(
        birth_date=profile.birth_date,
        sex=profile.sex,
        kidney_disease=profile.kidney_disease,
        targets=besides.targets,
        life_stages=besides.life_stages,
        medicines=besides.medicines,
        health_facts=frozenset(map(Fact, profile.health_facts)),
        interested_in_calcification=profile.interested_in_calcification,
        has_checklist=besides.has_checklist,
        dose_on_checklist=besides.dose_on_checklist,
        got=besides.got,
    )


def choose_authority(*, person: Person, authority: str, today: date) -> Target:
    """From today on that authority's own value holds; days before keep what they had.

    The first choice ever made holds for the days before it too: there was nothing to keep. Amounts
    of the person's own that are to begin later stay, under the new authority.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        started = Target.objects.filter(person=person, starts_on__lte=today).order_by("starts_on")
        current = started.last()
        if current and current.authority == authority:
            return current
        Target.objects.filter(person=person, starts_on__gt=today).update(authority=authority)
        starts_on = today if current else FIRST_DAY
        target, _ = Target.objects.update_or_create(
            person=person, starts_on=starts_on, defaults={"authority": authority, "mg": None}
        )
        return target


def set_own_target(*, person: Person, starts_on: date, mg: Decimal | None) -> Target:
    """From `starts_on` the person aims at `mg`; None: at the authority's own value again.

    A date that has a target already keeps its authority and gets the new amount.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        row = Target.objects.filter(person=person, starts_on__lte=starts_on).last()
        authority = row.authority if row else DEFAULT_AUTHORITY
        target, _ = Target.objects.update_or_create(
            person=person, starts_on=starts_on, defaults={"authority": authority, "mg": mg}
        )
        return target


def remove_target(target: Target) -> None:
    """The target before it holds on its days; a change of authority that it carried stays."""
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=target.person_id)
        current = Target.objects.filter(pk=target.pk).first()
        if current is None:
            return
        before = Target.objects.filter(
            person=target.person_id, starts_on__lt=current.starts_on
        ).last()
        authority = before.authority if before else DEFAULT_AUTHORITY
        if current.mg is not None and current.authority != authority:
            current.mg = None
            current.save(update_fields=["mg"])
        else:
            current.delete()
