from django.db import migrations
from django.db.models.functions import Now

# Each meant its anhydrous form, though a label that says no more may mean the hydrate.
SALTS = ("bisglycinate", "l-threonate", "malate", "orotate")


def forget_the_share(apps, schema_editor):
    """Of a food that names the salt alone: its share is a range by now. The built-in foods follow
    with the table; a share that a curator set stays."""
    foods = apps.get_model("foods", "Food").objects.filter(builtin=False, compound__in=SALTS)
    foods = foods.exclude(curated_fields__contains=["elemental_fraction"])
    foods.update(elemental_fraction=None, updated_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ("foods", "0015_chosen_ids"),
    ]

    operations = [
        migrations.RunPython(forget_the_share, migrations.RunPython.noop),
    ]
