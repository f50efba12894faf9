from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    """The form and the API never took a number outside 1 to 10,000 mg; now the table doesn't."""

    dependencies = [("intake", "0005_entries_without_a_figure")]

    operations = [
        migrations.RemoveConstraint(model_name="target", name="target_above_zero"),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(mg__gte=Decimal(1), mg__lte=Decimal(10_000)),
                name="target_is_an_amount_a_day",
            ),
        ),
    ]
