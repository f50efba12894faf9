from django.db import migrations


class Migration(migrations.Migration):
    """Ids below a million belong to the built-in table, on every installation the same."""

    dependencies = [("foods", "0002_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE foods_food ALTER COLUMN id RESTART WITH 1000000",
            migrations.RunSQL.noop,
        )
    ]
