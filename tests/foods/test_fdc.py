import contextlib
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.fdc import FDCError
from tests.foods.fdc_reading import FDCPortion, read_download
from tests.source_data import source_data

pytestmark = pytest.mark.django_db

NUTRIENTS = {
    "1090": ("Magnesium, Mg", "MG"),
    "1087": ("Calcium, Ca", "MG"),
    "1091": ("Phosphorus, P", "MG"),
    "1092": ("Potassium, K", "MG"),
    "1008": ("Energy", "KCAL"),
    "2048": ("Energy (Atwater Specific Factors)", "KCAL"),
    "2047": ("Energy (Atwater General Factors)", "KCAL"),
}


def table(header, *rows):
    return "\n".join([header, *(",".join(f'"{value}"' for value in row) for row in rows)]) + "\n"


def files(**changes):
    """Two SR Legacy foods: chia with everything, tap water with a measured zero."""
    nutrients = ((key, name, unit) for key, (name, unit) in NUTRIENTS.items())
    content = {
        "food": table(
            "fdc_id,data_type,description,food_category_id,publication_date",
            (170554, "sr_legacy_food", "Seeds, chia seeds, dried", 12, "2019-04-01"),
            (173647, "sr_legacy_food", "Water, tap", 14, "2019-04-01"),
        ),
        "nutrient": table("id,name,unit_name", *nutrients),
        "food_nutrient": table(
            "id,fdc_id,nutrient_id,amount",
            (1, 170554, 1090, 335),
            (2, 170554, 1087, 631),
            (3, 170554, 1008, 486),
            (4, 170554, 1003, 16.5),
            (5, 173647, 1090, 0),
        ),
        "food_portion": table(
            "id,fdc_id,seq_num,amount,measure_unit_id,portion_description,modifier,gram_weight",
            (1, 170554, 1, 1, 9999, "", "oz", 28.35),
        ),
        "measure_unit": table("id,name", (1000, "cup"), (1099, "Banana"), (9999, "undetermined")),
        "food_category": table("id,code,description", (12, 1200, "Nut and Seed Products")),
        "sr_legacy_food": table("fdc_id,NDB_number", (170554, "12006"), (173647, "014411")),
    }
    return {f"{name}.csv": text for name, text in (content | changes).items() if text is not None}


def zipped(contents, folder=""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(folder + name, content)
    buffer.seek(0)
    return buffer


def read(**changes):
    return read_download(zipped(files(**changes)))


def foundation(foods, numbers=(), portions=()):
    """A Foundation download of `foods`: (fdc_id, description, published)."""
    return read(
        food=table(
            "fdc_id,data_type,description,food_category_id,publication_date",
            *((key, "foundation_food", name, 9, day) for key, name, day in foods),
            (1, "sub_sample_food", "Kale, sample", 9, "2020-01-01"),
            (2, "market_acquisition", "Kale, bought", 9, "2020-01-01"),
        ),
        foundation_food=table("fdc_id,NDB_number,footnote", *((*pair, "") for pair in numbers)),
        sr_legacy_food=None,
        food_portion=table(
            "id,fdc_id,seq_num,amount,measure_unit_id,portion_description,modifier,gram_weight",
            *portions,
        ),
    )


def amounts(*rows):
    return table("id,fdc_id,nutrient_id,amount", *((n, *row) for n, row in enumerate(rows)))


def test_a_download_is_read_as_published():
    chia, water = read().foods
    assert (chia.fdc_id, chia.data_type) == (170554, "sr_legacy_food")
    assert chia.description == "Seeds, chia seeds, dried"
    assert (chia.group, chia.lasting) == ("nuts-seeds", "12006")
    assert (chia.magnesium_mg, chia.calcium_mg, chia.energy_kcal) == (335, 631, 486)
    assert chia.portions == (FDCPortion("1 oz", Decimal("28.35")),)
    assert water.lasting == "14411"
    assert water.group is None


def test_zero_is_measured_and_absent_is_unknown():
    chia, water = read().foods
    assert water.magnesium_mg == 0
    assert water.magnesium_mg is not None
    assert water.calcium_mg is None
    assert chia.potassium_mg is None
    unknown = read(food_nutrient=amounts((170554, 1090, ""))).foods[0]
    assert unknown.magnesium_mg is None


@pytest.mark.parametrize("folder", ["", "FoodData_Central_csv_2025-04-24/"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_packing_makes_no_difference(folder, mark, ends):
    contents = {name: (mark + text.replace("\n", ends)).encode() for name, text in files().items()}
    contents["__MACOSX/._food.csv"] = b"\x00\x05"
    assert read_download(zipped(contents, folder)) == read()


def test_columns_are_found_by_name():
    shuffled = table(
        "Amount,new_column,NUTRIENT_ID,FDC_ID", (335, "x", 1090, 170554), (0, "x", 1090, 173647)
    )
    assert [food.magnesium_mg for food in read(food_nutrient=shuffled).foods] == [335, 0]


@pytest.mark.parametrize(
    ("spelled", "data_type"),
    [
        ("SR Legacy", "sr_legacy_food"),
        ("sr_legacy", "sr_legacy_food"),
        (" SR_LEGACY_FOOD ", "sr_legacy_food"),
    ],
)
def test_data_types_as_the_full_download_of_2026_spells_them(spelled, data_type):
    header = "fdc_id,data_type,description"
    rows = [(170554, spelled, "Chia"), (5, "Experimental", "An experiment")]
    (chia,) = read(food=table(header, *rows)).foods
    assert (chia.data_type, chia.magnesium_mg) == (data_type, 335)


def test_a_category_may_be_given_by_name():
    header = "fdc_id,data_type,description,food_category_id"
    food = table(header, (170554, "sr_legacy_food", "Chia", "Nut and Seed Products"))
    (chia,) = read(food=food).foods
    assert chia.group == "nuts-seeds"


def test_a_row_longer_than_its_header_has_its_fields_out_of_place():
    lines = "fdc_id,data_type,description\n170554,sr_legacy_food,Chia, dried\n"
    with pytest.raises(FDCError, match=r"food\.csv has more fields than columns in line 2"):
        read(food=lines)
    trailing = "fdc_id,data_type,description\n170554,sr_legacy_food,Chia,,\n"
    assert [food.description for food in read(food=trailing).foods] == ["Chia"]


@pytest.mark.parametrize("number", ["12\x00006", b"12006\xe9", "=cmd()", "1" * 70])
def test_a_number_that_is_none_is_told_and_left_out(number):
    shown = number if isinstance(number, bytes) else number.encode()
    content = b"fdc_id,NDB_number\n170554," + shown + b"\n173647,14411\n"
    download = read(sr_legacy_food=content)
    assert [food.lasting for food in download.foods] == [None, "14411"]
    (problem,) = download.problems
    assert problem[0] == "other"
    assert problem[2].startswith("its number is not one: “1") or "=cmd" in problem[2]
    assert problem[3:] == ("sr_legacy_food.csv", 2, "ndb_number")


def test_progress_is_told_up_to_the_end():
    told = []
    read_download(zipped(files()), progress=lambda *args: told.append(args))
    size = len(files()["food_nutrient.csv"])
    assert ("food_nutrient.csv", size, size) in told


@pytest.mark.parametrize(
    ("given_kinds", "expected"),
    [(["2047"], 2047), (["2047", "2048"], 2048), (["2047", "2048", "1008"], 1008), ([], None)],
)
def test_energy_is_taken_in_this_order(given_kinds, expected):
    """Each kind has a quarter of its nutrient id as kcal, to be told apart."""
    rows = [(170554, kind, Decimal(kind) / 4) for kind in given_kinds]
    chia = read(food_nutrient=amounts(*rows)).foods[0]
    assert chia.energy_kcal == (None if expected is None else Decimal(expected) / 4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"food": None}, "has no food.csv"),
        ({"food_nutrient": None}, "has no food_nutrient.csv"),
        ({"nutrient": None}, "has no nutrient.csv"),
        ({"food_portion": None}, "has no food_portion.csv"),
        ({"sr_legacy_food": None}, "has no sr_legacy_food.csv"),
        ({"food_nutrient": "id,fdc_id,amount\n"}, "food_nutrient.csv has no column nutrient_id"),
        ({"food": ""}, "food.csv has no column fdc_id"),
        ({"nutrient": table("id,unit_name", (1090, "G"))}, "magnesium in G, not in MG"),
        ({"nutrient": table("id,unit_name", (1090, ""))}, "magnesium in no unit, not in MG"),
        ({"nutrient": table("id,unit_name", (1087, "MG"))}, "no magnesium"),
        (
            {"nutrient": table("id,unit_name", (1090, "MG"), (1008, "kJ"))},
            "nutrient 1008 in KJ, not in KCAL",
        ),
        ({"food_nutrient": "id,fdc_id,nutrient_id,amount\n1,170554\n"}, "cut off in line 2"),
        ({"food_nutrient": 'id,fdc_id,nutrient_id,amount\n1,"17\n'}, "not CSV in line 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_the_file_is_said(changes, message):
    with pytest.raises(FDCError, match=message):
        read(**changes)


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    for content in (b"", b"fdc_id,description\n", b"PK\x03\x04 but cut off"):
        with pytest.raises(FDCError, match="not a zip file"):
            read_download(io.BytesIO(content))
    with pytest.raises(FDCError, match="cannot be read"):
        read_download(tmp_path / "absent.zip")
    with pytest.raises(FDCError, match="cannot be read"):
        read_download(tmp_path)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.dictionaries(st.integers(0, 5000), st.integers(0, 255), min_size=1))
def test_a_damaged_zip_is_refused_or_read_but_never_fails_otherwise(damage):
    content = bytearray(zipped(files()).getvalue())
    for place, byte in damage.items():
        content[place % len(content)] = byte
    with contextlib.suppress(FDCError):
        assert read_download(io.BytesIO(bytes(content))) == read()


def test_two_files_of_one_name_are_refused():
    contents = files() | {"older/food.csv": files()["food.csv"]}
    with pytest.raises(FDCError, match=r"food\.csv in more than one place"):
        read_download(zipped(contents))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(1090, "n/a")], "magnesium is not a number: “n/a”"),
        ([(1090, "NaN")], "magnesium is not a number: “NaN”"),
        ([(1090, "Infinity")], "magnesium is not a number: “Infinity”"),
        ([(1090, "1_000")], "magnesium is not a number: “1_000”"),
        ([(1090, "-1")], "magnesium is below zero: -1"),
        ([(1087, "-2")], "nutrient 1087 is below zero: -2"),
        ([(1090, 335), (1090, 336)], "magnesium is given as 335 and as 336"),
    ],
)
def test_one_food_is_refused_with_the_reason_and_the_others_taken(rows, reason):
    download = read(food_nutrient=amounts(*((170554, *row) for row in rows), (173647, 1090, 0)))
    assert [food.fdc_id for food in download.foods] == [173647]
    assert download.refused == [("170554", reason)]


def test_equal_figures_said_twice_are_one():
    chia = read(food_nutrient=amounts((170554, 1090, "335"), (170554, 1090, "335.0"))).foods[0]
    assert chia.magnesium_mg == 335


@pytest.mark.parametrize(
    ("fdc_id", "description", "reason"),
    [
        ("abc", "Chia", "its fdc_id is not a number"),
        ("-1", "Chia", "its fdc_id is not a number"),
        ("7", "", "it has no description"),
        ("7", "Ch\x00ia", "its description has a NUL byte"),
    ],
)
def test_a_food_without_identity_is_refused(fdc_id, description, reason):
    header = "fdc_id,data_type,description"
    download = read(
        food=table(header, (fdc_id, "sr_legacy_food", description), (8, "sr_legacy_food", "Oats"))
    )
    assert [food.description for food in download.foods] == ["Oats"]
    assert download.refused == [(fdc_id, reason)]


def test_one_id_is_one_food():
    header = "fdc_id,data_type,description"
    download = read(food=table(header, *[(8, "sr_legacy_food", name) for name in ("Oats", "Rye")]))
    assert [food.description for food in download.foods] == ["Oats"]
    assert download.refused == [("8", "its fdc_id occurs twice")]


def test_samples_are_no_foods_and_older_versions_give_way():
    download = foundation(
        foods=[
            (11, "Kale, raw", "2019-04-01"),
            (12, "Kale,  Raw", "2021-10-28"),
            (13, "Kale, curly", "2020-04-01"),
            (14, "Oats", "2019-04-01"),
        ],
        numbers=[(12, "11233"), (13, "11233"), (14, "20038")],
    )
    assert [food.fdc_id for food in download.foods] == [12, 14]
    assert download.superseded == [
        (13, 12),
        (11, 12),
    ]
    assert download.foods[0].lasting == "11233"


def test_of_one_day_the_higher_id_is_newer():
    foods = [(21, "Oats", "2024-04-01"), (20, "Oats", "2024-04-01")]
    assert [food.fdc_id for food in foundation(foods).foods] == [21]


@pytest.mark.parametrize(
    ("amount", "unit", "description", "modifier", "label"),
    [
        ("1.0", 1000, "", "chopped", "1 cup, chopped"),
        ("0.5", 1000, "", "", "0.5 cup"),
        ("10", 1000, "", "", "10 cup"),
        ("1.0", 1099, "", "", "1 banana"),
        ("1", 9999, "", "serving 1 roll", "1 serving 1 roll"),
        ("", 9999, "1 cup, sliced", "", "1 cup, sliced"),
        ("1", 9999, "1 cup", "10205", "1 cup"),  # FNDDS has a code of its own there
        ("1", 9999, "", "", "1 portion"),
    ],
)
def test_portion_labels(amount, unit, description, modifier, label):
    row = (1, 11, 1, amount, unit, description, modifier, "76.0")
    (kale,) = foundation([(11, "Kale", "2020-01-01")], portions=[row]).foods
    assert kale.portions == (FDCPortion(label, Decimal("76.0")),)


def test_portions_come_in_order_and_under_labels_of_their_own():
    def row(place, modifier, weight):
        return (1, 11, place, 1, 9999, "", modifier, weight)

    download = foundation(
        [(11, "Kale", "2020-01-01")],
        portions=[
            row(3, "oz", 28),
            row(1, "cup", "21.00"),
            row(2, "cup", 21),
            row(4, "cup", 67),
            row(5, "not specified", 0),
            row(6, "not weighed", ""),
            # SR Legacy's half of a turkey breast; whole, it would count twice the magnesium.
            (1, 11, 7, 0, 9999, "", "breast, bone removed", 864),
        ],
    )
    assert download.foods[0].portions == (
        FDCPortion("1 cup", Decimal("21.00")),
        FDCPortion("1 oz", Decimal(28)),
        FDCPortion("1 cup (67 g)", Decimal(67)),
    )
    assert [(p[0], p[2], *p[3:]) for p in download.problems] == [
        ("portion_without_weight", f"the portion “1 not {what}” weighs nothing",
         "food_portion.csv", line, "gram_weight")
        for what, line in (("specified", 6), ("weighed", 7))
    ] + [
        ("portion_without_weight",
         "the portion “0 breast, bone removed” is of none: its number was rounded away",
         "food_portion.csv", 8, "amount")
    ]  # fmt: skip


def test_an_amount_that_nobody_named_is_no_portion():
    """What FNDDS takes where a person did not say how much they had."""
    rows = [
        (1, 11, 1, "", 9999, "Quantity not specified", "90000", 280),
        (2, 11, 2, "", 9999, "", "90000", 100),
        (3, 11, 3, "", 9999, "1 fl oz", "30000", 30.8),
    ]
    (shake,) = foundation([(11, "Milk shake", "2020-01-01")], portions=rows).foods
    assert shake.portions == (FDCPortion("1 fl oz", Decimal("30.8")),)


def test_portions_of_odd_weight_get_labels_of_their_own():
    def row(place, modifier, weight):
        return (1, 11, place, 1, 9999, "", modifier, weight)

    portions = [
        row(1, "cup", 10),
        row(2, "cup", 20),
        row(3, "cup (20 g)", 20),
        row(4, "x" * 118, 10),
        row(5, "x" * 118, "20.00012345678901234567890123456789"),
        row(6, "0" * 20_000 + "1", "0." + "0" * 20_000 + "1"),
    ]
    download = foundation([(11, "Kale", "2020-01-01")], portions=portions[:5])
    labels = [portion.label for portion in download.foods[0].portions]
    assert len(set(labels)) == len(labels) == 4
    assert max(map(len, labels)) <= 120
    assert foundation([(11, "Kale", "2020-01-01")], portions=portions[5:]).foods == []


@pytest.mark.parametrize("weight", ["-1", "NaN", "heavy", "100001"])
def test_a_portion_of_impossible_weight_refuses_the_food(weight):
    row = (1, 11, 1, 1, 1000, "", "", weight)
    download = foundation([(11, "Kale", "2020-01-01")], portions=[row])
    assert download.foods == []
    assert download.refused[0][1].startswith("the weight of “1 cup” is")


@pytest.mark.needs_source_data
def test_all_of_sr_legacy():
    download = read_download(source_data("fdc", "derived", "sr_legacy_2018-04_reassembled.zip"))
    magnesium = {food.fdc_id: food.magnesium_mg for food in download.foods}
    assert len(magnesium) == len(download.foods) == 7793
    assert sum(value is None for value in magnesium.values()) == 372
    assert sum(value == 0 for value in magnesium.values()) == 213
    assert download.superseded == []
    assert [problem[0] for problem in download.problems] == ["portion_without_weight"] * 18
    expected = {170556: 592, 170554: 335, 168462: 79, 168421: 33, 170390: 19, 170569: 376}
    assert {fdc_id: magnesium[fdc_id] for fdc_id in expected} == expected
    assert len({food.lasting for food in download.foods}) == 7793
    # 260 have none, and of seven the only one is of none ("0 cup").
    assert sum(not food.portions for food in download.foods) == 267


@pytest.mark.needs_source_data
def test_all_of_foundation():
    """411 foods, 13 of them without magnesium, of which one is an older version."""
    download = read_download(
        source_data("fdc", "foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip")
    )
    assert len(download.foods) == 344
    assert len(download.superseded) == 67
    assert sum(food.magnesium_mg is None for food in download.foods) == 12
    assert download.refused == []
    assert len({food.description for food in download.foods}) == 344
    assert sum(food.energy_kcal is None for food in download.foods) == 40
