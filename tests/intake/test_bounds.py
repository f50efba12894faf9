import pytest

from intake.templatetags.bounds import at_least


@pytest.mark.parametrize(
    ("amount", "is_lower_bound", "shown"),
    [("300", False, "300"), ("300", True, "at least 300"), ("<0.1", True, "at least <0.1")],
)
def test_a_sum_of_which_something_may_be_missing_says_so(amount, is_lower_bound, shown):
    assert at_least(amount, is_lower_bound) == shown
