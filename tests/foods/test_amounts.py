import pytest

from foods.templatetags.amounts import at_least, mg_or_more


@pytest.mark.parametrize(
    ("amount", "is_lower_bound", "shown"),
    [("300", False, "300"), ("300", True, "at least 300"), ("<0.1", True, "at least <0.1")],
)
def test_a_sum_of_which_something_may_be_missing_says_so(amount, is_lower_bound, shown):
    assert at_least(amount, is_lower_bound) == shown


@pytest.mark.parametrize(
    ("is_lower_bound", "shown"), [(False, "300 mg"), (True, "at least 300 mg")]
)
def test_so_does_one_with_its_unit(is_lower_bound, shown):
    assert mg_or_more(300, is_lower_bound) == shown
