from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_recalculations")]

    operations = [
        migrations.RemoveConstraint(
            model_name="entry", name="entry_names_a_food_or_its_own_mg"
        ),
    ]
