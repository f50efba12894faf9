from django.db import migrations, models

IS_SAFETY = {
    "kidney-disease": True,
    "supplement-upper-level": True,
    "timing-with-medicines": True,
    "elemental-or-compound": False,
    "water-counts": False,
    "ppis-and-diuretics": False,
    "kidney-stones": False,
    "artery-calcification": False,
    "one-low-day": False,
    "below-target": False,
    "whole-grains-and-phytate": False,
    "who-runs-low": False,
}


def set_as_ruled(apps, schema_editor):
    """A note that no rule knows, and that calls itself both, is no longer one on safety: whoever
    has weak kidneys was not shown it before either."""
    notes = apps.get_model("notes", "Note").objects
    for slug, safety in IS_SAFETY.items():
        notes.filter(slug=slug).exclude(safety=safety).update(safety=safety)
    on_safety = [slug for slug, safety in IS_SAFETY.items() if safety]
    notes.filter(slug__in=on_safety, says_take_more=True).update(says_take_more=False)
    notes.filter(safety=True, says_take_more=True).update(safety=False)


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0003_note_subjects"),
    ]

    operations = [
        migrations.RunPython(set_as_ruled, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("safety", True), ("says_take_more", True), _negated=True),
                name="note_on_safety_never_says_take_more",
            ),
        ),
    ]
