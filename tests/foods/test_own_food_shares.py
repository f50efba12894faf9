"""Foods of one's own that name a salt and no form, as the migration leaves them."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from foods.models import State
from intake.models import ChangeCounter
from tests.factories import make_food

pytestmark = pytest.mark.django_db


def forget_the_share():
    (name,) = (
        name
        for app, name in MigrationLoader(connection).disk_migrations
        if app == "foods" and name.endswith("_salts_whose_form_is_not_told")
    )
    import_module(f"foods.migrations.{name}").forget_the_share(apps, None)


def test_the_share_of_one_form_is_let_go(alice):
    own = {"owner": alice, "state": State.PRIVATE, "kind": "supplement", "basis": "unit"}
    share = Decimal("0.072664")
    vague = make_food(compound="orotate", elemental_fraction=share, **own)
    exact = make_food(compound="orotate-dihydrate", elemental_fraction=share, **own)
    curated = make_food(
        compound="orotate", elemental_fraction=share, curated_fields=["elemental_fraction"]
    )
    builtin = make_food(compound="orotate", elemental_fraction=share, builtin=True)
    before = ChangeCounter.objects.get(person=alice).value

    forget_the_share()

    for food, expected in ((vague, None), (exact, share), (curated, share), (builtin, share)):
        food.refresh_from_db()
        assert food.elemental_fraction == expected
    assert vague.compound == "orotate"
    # Her devices learn of it.
    assert ChangeCounter.objects.get(person=alice).value == before + 1
