from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField, AlterModelOptions
from django.db.models import Field

from foods.naming_migration import NamingMigration


def told_the_database(field: Field) -> tuple:
    path, positional, named = field.deconstruct()[1:]
    told = {key: named[key] for key in named.keys() - set(field.non_db_attrs)}
    if "base_field" in told:
        told["base_field"] = told_the_database(told["base_field"])
    return path, positional, told


def test_what_gives_other_names_says_nothing_else():
    loader = MigrationLoader(None)
    found = [each for each in loader.disk_migrations.values() if isinstance(each, NamingMigration)]
    assert len(found) == 3

    for migration in found:
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        for step in migration.operations:
            if isinstance(step, AlterField):
                model = before.models[migration.app_label, step.model_name_lower]
                was = model.fields[step.name]
                assert told_the_database(step.field) == told_the_database(was), step.describe()
            else:
                assert isinstance(step, AlterModelOptions), step.describe()
