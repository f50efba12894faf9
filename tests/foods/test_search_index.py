import pytest
from django.db import connection

from foods.models import Food, FoodName
from foods.search_index import OtherName, refresh, search_document


def test_a_document_holds_words_and_whole_names() -> None:
    assert search_document("Pumpkin seeds, roasted", [OtherName("en", "Pepitas")], "Kern & Co") == (
        "'pumpkin':1A 'seed':2A 'roasted':3A 'seeds':4A "
        "'=pumpkin roasted seed':5A '~pumpkin seed':6A '$seed pumpkin ':7A "
        "'^pumpkin seed roasted ':8A '^pumpkin seeds roasted ':9A "
        "'pepita':10B 'pepitas':11B '=pepita':12B '$pepita ':13B '^pepita ':14B '^pepitas ':15B "
        "'kern':16C 'co':17C '=co kern':18C '$co kern ':19C '^kern co ':20C "
        "'=co kern pumpkin roasted seed':20C"
    )


def test_names_in_another_language_stand_in_it_and_as_words_for_everybody() -> None:
    names = [OtherName("de", "Kürbiskerne, roh", preferred=True), OtherName("de", "Pepitas")]
    assert search_document("Seeds", names) == (
        "'seed':1A 'seeds':2A '=seed':3A '$seed ':4A '^seed ':5A '^seeds ':6A "
        "'de:kurbiskern':7A 'de:roh':8A 'de:kurbiskerne':9A '=de:kurbiskern roh':10A "
        "'~de:kurbiskern':11A '$de:kurbiskern ':12A "
        "'^de:kurbiskern roh ':13A '^de:kurbiskerne roh ':14A "
        "'kurbiskern':15D 'roh':16D 'kurbiskerne':17D "
        "'de:pepita':18B 'de:pepitas':19B '=de:pepita':20B '$de:pepita ':21B "
        "'^de:pepita ':22B '^de:pepitas ':23B 'pepita':24D 'pepitas':25D"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\\", "'", "O'Brien’s \\'x", "日本 豆腐", "a" * 300, "x " * 150])
def test_any_name_can_be_indexed(name: str) -> None:
    Food.objects.create(name=name, brand=name[:200])


@pytest.mark.django_db
def test_saving_a_name_keeps_the_document_right() -> None:
    food = Food.objects.create(name="Chickpeas, canned")
    alias = FoodName.objects.create(food=food, name="Garbanzo")

    def found(lexeme: str) -> bool:
        return Food.objects.extra(
            where=["search_document @@ %s::tsquery"], params=[lexeme]
        ).exists()

    assert found("'chickpea'")
    assert found("'garbanzo'")
    food.brand = "Hülsen"
    food.save(update_fields=["brand"])
    assert found("'hulsen':C")
    alias.delete()
    assert not found("'garbanzo'")
    food.name = "Beans"
    food.save()
    assert not found("'chickpea'")
    food.refresh_from_db()
    assert food.name_folded == "beans"


@pytest.mark.django_db
def test_after_many_names_at_once_searches_are_planned_for_them() -> None:
    foods = Food.objects.bulk_create(Food(name=f"Kale {n}") for n in range(500))
    refresh([food.pk for food in foods])
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'foods_food'")
        assert cursor.fetchone()[0] >= len(foods)
