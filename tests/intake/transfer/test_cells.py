from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.transfer.cells import WINDOWS_1252, cell, decoded, text_of_cell
from intake.transfer.exact import NotReadable


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (Decimal("0E-10"), "0"),
        (Decimal("12.5000000000"), "12.5"),
        ("Almonds", "Almonds"),
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("'n roll", "''n roll"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
    ],
)
def test_a_cell_never_begins_like_a_formula(value, written):
    assert cell(value) == written


@given(st.text() | st.text(alphabet="'=+-@\t\r\nx", max_size=6))
def test_text_comes_back_as_it_was(text):
    assert text_of_cell(cell(text)) == text


def test_reads_utf_8_with_and_without_a_mark_and_else_windows_1252():
    assert decoded("Käse".encode()) == ("Käse", "")
    assert decoded("Käse".encode("utf-8-sig")) == ("Käse", "")
    assert decoded("Käse".encode("cp1252")) == ("Käse", WINDOWS_1252)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("Day".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "It is no text"),
        (b"\x81\x8d", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_says_what_is_no_text(raw, message):
    with pytest.raises(NotReadable, match=message):
        decoded(raw)
