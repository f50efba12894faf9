"""The group that may keep foods and notes right, and nothing that belongs to a person."""

from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions

CURATORS = "Curators"

RIGHTS = {
    "foods": {
        "food": ["view", "add", "change", "delete"],
        "portion": ["view", "add", "change", "delete"],
        "foodname": ["view", "add", "change", "delete"],
        "identifier": ["view", "add", "change", "delete"],
        "group": ["view", "add", "change"],
        "source": ["view", "add", "change"],
        "importrun": ["view"],
        "merge": ["view"],
        "submission": ["view"],
        "importflag": ["view"],
        "figurechange": ["view"],
        "sheet": ["view", "add"],
    },
    "intake": {"recalculation": ["view", "add"]},
    "notes": {
        "note": ["view", "add", "change"],
        "citation": ["view", "add", "change"],
        "notecitation": ["view", "add", "change", "delete"],
    },
}


def grant_rights(*, using: str = "default", apps: Any = installed_apps, **kwargs: Any) -> None:
    """Make the group, or give it back what it lacks; rights that an operator added stay.

    Runs after every migration: permissions come to be only then, later than any migration could
    hand them out.
    """
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return  # migrated to a point before them
    wanted = []
    for app_label, models in RIGHTS.items():
        # Django makes an app's permissions after this when the app comes later.
        create_permissions(
            installed_apps.get_app_config(app_label), verbosity=0, using=using, apps=apps
        )
        for model, actions in models.items():
            wanted += permission_model.objects.using(using).filter(
                content_type__app_label=app_label,
                codename__in=[f"{action}_{model}" for action in actions],
            )
    group, _ = group_model.objects.using(using).get_or_create(name=CURATORS)
    group.permissions.add(*wanted)
