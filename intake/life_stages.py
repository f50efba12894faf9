"""Pregnancies and times of breastfeeding: told, put right and ended."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from intake.models import LifeStage, Person, Purpose
from intake.people import check_day, hold, require_consent


class LifeStageGone(Exception):
    """It was removed meanwhile, by itself or with the consent."""


def begin_life_stage(
    *,
    person: Person,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    today: date,
) -> LifeStage:
    """A pregnancy may overlap a lactation, but not another pregnancy.

    Raises ConsentNeeded, and ValidationError with the field that is wrong.
    """
    stage = LifeStage(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on)
    with transaction.atomic():
        hold(person)
        require_consent(person, Purpose.LIFE_STAGE)
        _check_life_stage(stage, today)
        stage.save()
        return stage


def change_life_stage(
    *, stage: LifeStage, starts_on: date, ends_on: date | None, today: date
) -> None:
    """`ends_on` is the last day, included. Raises LifeStageGone, and ValidationError with the field
    that is wrong."""
    with transaction.atomic():
        hold(stage.person)
        if not LifeStage.objects.filter(pk=stage.pk).exists():
            raise LifeStageGone  # saving it would bring it back
        stage.starts_on, stage.ends_on = starts_on, ends_on
        _check_life_stage(stage, today)
        stage.save()


def _check_life_stage(stage: LifeStage, today: date) -> None:
    for field, day in (("starts_on", stage.starts_on), ("ends_on", stage.ends_on)):
        if day is None:
            continue
        try:
            check_day(day)
        except ValidationError as error:
            raise ValidationError({field: error}) from error
        if day > today:
            raise ValidationError(
                {field: ValidationError(_("This date is in the future."), code="in_the_future")}
            )
    if stage.ends_on is not None and stage.ends_on < stage.starts_on:
        raise ValidationError(
            {"ends_on": ValidationError(_("It cannot end before it began."), code="ends_too_early")}
        )
    others = LifeStage.objects.filter(person=stage.person, kind=stage.kind).exclude(pk=stage.pk)
    overlapping = others.filter(Q(ends_on=None) | Q(ends_on__gte=stage.starts_on))
    if stage.ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=stage.ends_on)
    if overlapping.exists():
        raise ValidationError(
            {
                "starts_on": ValidationError(
                    _("This overlaps one that you told us about already."), code="overlaps"
                )
            }
        )
