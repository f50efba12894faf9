from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0031_units_as_they_are_shown")]

    operations = [
        migrations.AddField(
            model_name="savedmeal",
            name="last_added",
            field=models.UUIDField(
                blank=True,
                help_text="Of the form that last added to it: tells a second press.",
                null=True,
            ),
        ),
    ]
