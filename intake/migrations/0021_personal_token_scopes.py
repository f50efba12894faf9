from datetime import timedelta

import django.contrib.postgres.functions
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least


def end_all(apps, schema_editor):
    """Tokens that the pages made end within a year already."""
    year = F("created") + timedelta(days=365)
    tokens = apps.get_model("intake", "PersonalToken").objects
    tokens.update(expiry=Least(Coalesce("expiry", year), year))


class Migration(migrations.Migration):
    dependencies = [("intake", "0020_limits_by_one_statement")]

    operations = [
        migrations.RunPython(end_all, migrations.RunPython.noop),
        migrations.AddField(
            model_name="personaltoken",
            name="uuid",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="personaltoken",
            name="scope",
            field=models.CharField(
                choices=[("read", "Read only"), ("write", "Read and write")],
                default="write",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="personaltoken",
            name="last_used_on",
            field=models.DateField(
                blank=True, help_text="In UTC; a day is all that is kept.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="personaltoken",
            name="expiry",
            field=models.DateTimeField(help_text="From this moment on it is refused."),
        ),
        migrations.AddConstraint(
            model_name="personaltoken",
            constraint=models.CheckConstraint(
                condition=Q(scope__in=["read", "write"]), name="personal_token_scope_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaltoken",
            constraint=models.CheckConstraint(
                condition=Q(expiry__lte=F("created") + timedelta(days=365)),
                name="personal_token_ends",
            ),
        ),
    ]
