"""What several pages read from an address: whose diary, which day, which meal."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intake.medicines.spacing import NamedMedicine, spacings_of_dose
from intake.medicines.words import beside
from intake.models import FIRST_DAY, LAST_DAY, Meal, Person, Profile, circumstances_of
from intake.people import must_ask_about_kidneys, profile_of
from intake.snapshots import DOSE_KINDS
from intake.suggestions import may_suggest
from intake.targets import Situation, situation_of
from intake.usual import meal_at


class DayConverter:
    """A day of a diary in a path; 0308 and 9999 are no pages of ours."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


@dataclass(frozen=True)
class Diary:
    """A person's diary as a page sees it: their profile, and their date and hour of now."""

    person: Person
    profile: Profile

    @classmethod
    def of(cls, person: Person) -> Diary:
        return cls(person, profile_of(person))

    @cached_property
    def today(self) -> date:
        return self.profile.today()

    @cached_property
    def situation(self) -> Situation:
        return situation_of(self.person, self.profile)

    @property
    def amounts_only(self) -> bool:
        return self.profile.kidney_disease

    @property
    def hides_numbers(self) -> bool:
        return self.profile.hide_numbers

    def hides_numbers_of(self, request: HttpRequest) -> bool:
        """Of a page that shows them when its link asks it to, this once."""
        return self.hides_numbers and "show" not in request.GET

    @cached_property
    def medicines(self) -> Sequence[NamedMedicine]:
        return circumstances_of(self.profile).medicines

    def asks_about_medicines(self, kind: str) -> bool:
        """Beside a supplement or a medicine, while none is named."""
        return kind in DOSE_KINDS and not self.medicines

    def spacing_beside(
        self, kind: str, name: str, magnesium_mg: Decimal | None, at: time | None
    ) -> list[str]:
        """What is said of the person's medicines beside a dose at a time, None where none is told;
        nothing beside what holds no magnesium, or is no supplement or medicine."""
        found = spacings_of_dose(
            self.medicines, kind=kind, name=name, magnesium_mg=magnesium_mg, at=at
        )
        return beside(found)

    def may_suggest(self, day: date) -> bool:
        return may_suggest(self.situation, day, today=self.today)

    @property
    def asks_about_kidneys(self) -> bool:
        return must_ask_about_kidneys(self.profile)

    def may_tap_doses(self, day: date) -> bool:
        """One tap is too little for a dose of somebody who was not asked about their kidneys."""
        return self.may_suggest(day) and not self.asks_about_kidneys

    @property
    def meal_of_now(self) -> Meal:
        here = zoneinfo.ZoneInfo(self.profile.time_zone)
        return meal_at(timezone.now().astimezone(here).hour)

    def day_url(self, day: date) -> str:
        return "/" if day == self.today else reverse("day", args=[day])


@dataclass(frozen=True)
class Slot:
    """The day and the meal that something is to be logged in."""

    date: date
    meal: Meal
    collects: bool = False  # in the basket, instead of logging at once

    @classmethod
    def asked(cls, request: HttpRequest, diary: Diary) -> Slot:
        """Raises Http404 for a day that no diary has."""
        day = request.GET.get("date") or diary.today.isoformat()
        meal = request.GET.get("meal", "")
        return cls(
            day_asked(day),
            Meal(meal) if meal in Meal.values else diary.meal_of_now,
            collects="basket" in request.GET or "basket" in request.POST,
        )

    @property
    def query(self) -> str:
        mode = "&basket=1" if self.collects else ""
        return f"date={self.date.isoformat()}&meal={self.meal}{mode}"

    @property
    def add_url(self) -> str:
        return f"{reverse('add')}?{self.query}"


def day_paths() -> Callable[[date], str]:
    """What `reverse("day")` answers, for many days: looked up once, it takes a hundredth."""
    before, after = reverse("day", args=[FIRST_DAY]).split(FIRST_DAY.isoformat())
    return lambda day: f"{before}{day.isoformat()}{after}"


def day_asked(text: str) -> date:
    try:
        return DayConverter().to_python(text)
    except ValueError as error:
        raise Http404("No diary has this day.") from error


def day_name(day: date, today: date) -> str:
    """ "Today", "Yesterday", "Tomorrow" or the weekday."""
    near = {
        today: _("Today"),
        today - timedelta(days=1): _("Yesterday"),
        today + timedelta(days=1): _("Tomorrow"),
    }
    return near.get(day) or date_format(day, "l")
