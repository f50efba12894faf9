"""Pages of a list of millions, without reading the millions for the first of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

# Nobody turns pages so far: they search.
MOST_COUNTED = 10_000


class FoodPaginator(Paginator):
    """Counts no further than `MOST_COUNTED`, and takes the common foods, where they come first and
    fill the page, from the small index that they have."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_COUNTED].count()

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        end = number * self.per_page
        if self.object_list.query.order_by[:1] == ("-popularity",):
            rows = self.object_list.filter(popularity__gt=0)[end - self.per_page : end]
            if len(rows) == self.per_page:
                return Page(rows, number, self)
        return super().page(number)
