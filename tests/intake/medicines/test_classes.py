"""The table beside the figures of its sources."""

import pytest

from intake.medicines.classes import (
    CLASSES,
    Extent,
    Gap,
    Hours,
    MedicineClass,
    Status,
)

# (class, hours of the medicine before magnesium, and after it, provisional), as published.
PUBLISHED = [
    ("quinolone", (2, 2), (6, 6), False),
    ("tetracycline", (2, 3), (2, 3), False),
    ("tetracycline", (2, 2), (4, 6), True),
    ("bisphosphonate", (3, 4), (3, 4), False),
    ("bisphosphonate", (2, 2), (2, 2), True),
    ("levothyroxine", (4, 4), (4, 4), True),
    ("gabapentin", None, (2, 2), False),
    ("iron", (3, 4), (3, 4), False),
    ("nitrofurantoin", (3, 4), (3, 4), False),
    ("penicillamine", (3, 4), (3, 4), False),
    ("eltrombopag", (3, 4), (3, 4), False),
    ("integrase_inhibitor", (2, 2), (6, 6), True),
]


def test_the_gaps_are_those_that_were_published():
    found = [
        (
            each.key,
            gap.before and (gap.before.least, gap.before.most),
            gap.after and (gap.after.least, gap.after.most),
            gap.provisional,
        )
        for each in CLASSES.values()
        for gap in each.gaps
    ]
    assert found == PUBLISHED


def test_those_for_which_hours_do_not_matter_have_words_instead():
    assert [each.key for each in CLASSES.values() if each.instead] == [
        "diuretic",
        "potassium_sparing_diuretic",
        "proton_pump_inhibitor",
    ]


def test_every_gap_names_its_source():
    assert all(gap.source for each in CLASSES.values() for gap in each.gaps)


def test_what_can_not_be_is_refused():
    with pytest.raises(ValueError, match="no gap on a clock"):
        Hours(3, 2)
    with pytest.raises(ValueError, match="direction"):
        Gap(before=None, after=None, extent=Extent.ABOUT, status=Status.SEEN, source="a text")
    with pytest.raises(ValueError, match="either gaps or"):
        MedicineClass(key="x", name="X", ingredients=())
