"""Migrations that give tables and columns other words and change nothing in the database."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState


class NamingMigration(migrations.Migration):
    """Takes its steps at once: Django renders nearly all models anew after each, 0.1 s a step.

    Only for `AlterField` and `AlterModelOptions` of what the database knows nothing of, such as
    names, hints and choices.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: Any, collect_sql: bool = False
    ) -> ProjectState:
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        return project_state
