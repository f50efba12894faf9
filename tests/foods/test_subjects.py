import pytest

from foods.subjects import subjects_of
from tests.foods.catalogue_rows import rows

FOODS = {food["name"]: food for food in rows("foods")}


@pytest.mark.parametrize(
    ("name", "subjects"),
    [
        ("Spinach, raw", "oxalate cooking"),
        ("Spinach, boiled", "oxalate"),
        ("Spinach pasta, fresh, cooked", "refining"),
        # Nothing was retrieved on the oxalate of these.
        ("Swiss chard, boiled", ""),
        ("Rhubarb, raw", ""),
        ("Kale, boiled", ""),
        ("Kale, raw", "cooking"),
        ("Potatoes, raw", "cooking"),
        ("Potatoes, boiled, peeled", ""),
        ("Iceberg lettuce, raw", ""),
        ("Almonds, raw", "phytate"),
        ("Pumpkin seeds, dried", "phytate"),
        ("Black beans, dried, uncooked", "phytate cooking"),
        ("Black beans, boiled", "phytate"),
        ("Brown rice, uncooked", "phytate refining cooking"),
        ("Brown rice, cooked", "phytate refining"),
        ("White rice, uncooked", "refining cooking"),
        ("White rice, cooked", "refining"),
        ("Whole-wheat pasta, uncooked", "phytate refining cooking"),
        ("Pasta, cooked", "refining"),
        ("Oats, rolled, dry", "phytate refining"),
        ("Porridge made with water", "phytate refining"),
        ("Wheat bran", "phytate refining"),
        ("Whole-wheat bread", "phytate refining"),
        ("White bread", "refining"),
        ("Corn flakes", "refining"),
        ("Whole-wheat crackers", "phytate refining"),
        ("Saltine crackers", ""),
        ("Cornstarch", ""),
        ("Baking soda", ""),
        ("Banana, raw", ""),
        ("Oat milk", ""),
        ("Salmon, Atlantic, farmed, baked", ""),
        ("Tap water", "water"),
        ("Hépar mineral water", "water"),
        ("Magnesium oxide", "supplement_form"),
        ("Epsom salt laxative (magnesium sulfate heptahydrate 5 g)", "supplement_form"),
    ],
)
def test_what_there_is_to_say_about_a_food(name, subjects):
    food = FOODS[name]
    found = subjects_of(kind=food["kind"], group=food["group"], name=name)
    assert " ".join(found) == subjects


def test_a_food_of_no_group_has_only_what_its_kind_says():
    assert subjects_of(kind="food", group=None, name="Spinach, raw") == ()
    assert subjects_of(kind="water", group=None, name="Our tap") == ("water",)
