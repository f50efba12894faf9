from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_write_count")]

    operations = [
        migrations.RemoveConstraint(
            model_name="entry", name="entry_names_a_food_or_its_own_mg"
        ),
    ]
