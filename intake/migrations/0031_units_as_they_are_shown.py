from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0030_week_start")]

    operations = [
        migrations.AlterField(
            model_name="profile",
            name="units",
            field=models.CharField(
                choices=[
                    ("metric", "Grams and millilitres"),
                    ("us", "Ounces and fluid ounces (US)"),
                ],
                default="metric",
                max_length=6,
            ),
        ),
    ]
