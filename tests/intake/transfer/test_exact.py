import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.transfer.exact import NotReadable, encoded, file_of, is_deeper_than, read

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=10, max_value=10**10)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | amounts | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("amount", "literal"),
    [
        ("270.0000000000", "270"),
        ("0.1000000000", "0.1"),
        ("1234567890.0123456789", "1234567890.0123456789"),
        ("1E+3", "1000"),
        ("0E-10", "0"),
    ],
)
def test_an_amount_is_a_number_with_all_its_digits(amount, literal):
    assert encoded(Decimal(amount)) == literal
    assert read(literal) == Decimal(amount)


@given(values)
def test_what_is_written_reads_back_the_same(value):
    assert read(encoded(value)) == value


def test_a_float_is_refused_rather_than_rounded():
    with pytest.raises(TypeError):
        encoded(0.1)


def test_a_file_is_an_object_with_an_item_a_line():
    text = "".join(file_of({"format": "x", "rows": iter([{"mg": Decimal("0.10")}, {"mg": None}])}))
    assert text == '{\n"format": "x",\n"rows": [\n  {"mg": 0.1},\n  {"mg": null}]\n}\n'
    assert json.loads("".join(file_of({"rows": iter([])}))) == {"rows": []}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "It is no JSON: line 1, column 1 can't be read. Was it cut short or edited?"),
        ('{"a": 1,\n "b": }', "It is no JSON: line 2, column 7 can't be read."),
        ('{"a": NaN}', "It is no JSON that can be read: NaN is not a number."),
        ('{"a": ' + "9" * 5000 + "}", "It is no JSON that can be read"),
        ("[" * 21 + "]" * 21, "Its brackets nest more than 20 deep, so it was not read."),
        ("[" * 2_000_000, "Its brackets nest more than 20 deep, so it was not read."),
        ('{"a": 1e9999999999999999999}', "It has a number with an exponent"),
    ],
)
def test_says_why_a_file_can_not_be_read(text, message):
    with pytest.raises(NotReadable, match="^" + message.replace(".", r"\.").split("(")[0]):
        read(text)


def test_brackets_in_text_do_not_nest():
    assert not is_deeper_than(1, '{"a": "[[[[ \\" [[["}')
    assert is_deeper_than(1, '{"a": []}')
