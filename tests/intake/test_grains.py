import pytest

from intake.grains import is_refined


@pytest.mark.parametrize(
    ("name", "group", "refined"),
    [
        ("White rice, cooked", "grains", True),
        ("Rice, white, long-grain", "grains", True),
        ("Parboiled rice, cooked", "grains", True),
        ("Brown rice, cooked", "grains", False),
        ("Wild rice, cooked", "grains", False),
        ("Rice", "grains", None),
        ("Fried rice", "grains", None),
        ("Pasta, cooked", "grains", True),
        ("Spinach spaghetti, cooked", "grains", True),
        ("Whole-wheat pasta, cooked", "grains", False),
        ("Wholemeal spaghetti", "grains", False),
        ("Gluten-free corn pasta, cooked", "grains", None),
        ("Glass noodles, dried", "grains", None),
        ("Couscous, cooked", "grains", True),
        ("Quinoa, cooked", "grains", False),
        ("Oats, rolled, dry", "grains", False),
        ("Cornmeal, degermed", "grains", True),
        ("Cornmeal, whole-grain", "grains", False),
        ("Rye flour, medium", "grains", None),
        ("White bread", "bread-bakery", True),
        ("BREAD, WHITE, TOASTED", "bread-bakery", True),
        ("Whole-wheat bread", "bread-bakery", False),
        ("White whole-wheat bread", "bread-bakery", False),
        ("Burger bun, whole-wheat", "bread-bakery", False),
        ("Pumpernickel", "bread-bakery", False),
        ("French bread", "bread-bakery", True),
        ("Croissant, butter", "bread-bakery", True),
        ("Wheat bread", "bread-bakery", None),
        ("Multigrain bread", "bread-bakery", None),
        ("Rye bread", "bread-bakery", None),
        ("Oat bran bread", "bread-bakery", None),
        ("Gluten-free white bread", "bread-bakery", None),
        ("Porridge made with water", "breakfast-cereals", False),
        ("Chocolate puffs cereal", "breakfast-cereals", None),
        # No grain food, whatever its name.
        ("White chocolate", "sweets-chocolate", None),
        ("White bread", None, None),
    ],
)
def test_by_name_and_group(name, group, refined):
    assert is_refined(name, group) is refined
