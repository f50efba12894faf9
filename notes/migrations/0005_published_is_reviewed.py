import django.core.validators
from django.db import migrations, models
from django.db.models import Q


def take_down(apps, schema_editor):
    """What was published without a review or a claim waits until a curator gives them."""
    notes = apps.get_model("notes", "Note").objects.filter(published=True)
    lacking = notes.filter(Q(reviewed_on=None) | Q(next_review_on=None) | Q(claims=[]))
    lacking.update(published=False)
    notes.model.objects.filter(minutes=0).update(minutes=1)


class Migration(migrations.Migration):

    dependencies = [
        ("notes", "0004_safety_as_ruled"),
    ]

    operations = [
        migrations.RunPython(take_down, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="historicalnote",
            name="minutes",
            field=models.PositiveSmallIntegerField(default=2, help_text="Minutes to read.", validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AlterField(
            model_name="note",
            name="minutes",
            field=models.PositiveSmallIntegerField(default=2, help_text="Minutes to read.", validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(condition=models.Q(("published", False), models.Q(("next_review_on__isnull", False), ("reviewed_on__isnull", False), models.Q(("claims", []), _negated=True)), _connector="OR"), name="note_published_is_reviewed_and_graded"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="note_takes_a_minute"),
        ),
    ]
