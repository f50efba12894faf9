import pytest

from foods.barcodes import Barcode


# Check digits by hand, and the examples of GS1: 629104150021-3 (GTIN-13), 9638507-4 (EAN-8).
@pytest.mark.parametrize(
    ("digits", "is_right"),
    [
        ("6291041500213", True),
        ("6291041500214", False),
        ("96385074", True),
        ("96385075", False),
        ("036000291452", True),
        ("00036000291452", True),
        ("036000291425", False),
    ],
)
def test_the_check_digit(digits, is_right):
    assert Barcode(digits).has_right_check_digit is is_right


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        (" 6291041500213 ", "6291041500213"),
        ("6-291041-500213", "6291041500213"),
        ("6291 0415 0021 3", "6291041500213"),
        ("96385074", "96385074"),
        ("1234567", None),
        ("123456789", None),
        ("123456789012345", None),
        ("2 eggs", None),
        ("6291041500213 milk", None),
        ("٠٣٦٠٠٠٢٩١٤٥٢", None),
        ("", None),
        ("-", None),
    ],
)
def test_what_is_a_barcode(typed, digits):
    barcode = Barcode.typed(typed)
    assert (barcode.digits if barcode else None) == digits


def test_zeros_before_it_make_no_other_barcode():
    same = ["036000291452", "0036000291452", "00036000291452"]
    assert Barcode("36000291452".zfill(12)).spellings == same
    assert Barcode(same[2]).spellings == same
    assert Barcode("96385074").spellings[0] == "96385074"
