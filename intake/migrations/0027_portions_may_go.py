"""Imports delete portions by statements of their own, which know no `on_delete` of Django's."""

from django.db import migrations

SET_NULL = """
DO $$
DECLARE
  each record;
BEGIN
  FOR each IN
    SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
    WHERE contype = 'f' AND confrelid = 'foods_portion'::regclass
      AND conrelid IN ('intake_entry'::regclass, 'intake_checklistitem'::regclass,
                       'intake_savedmealitem'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.of_table, each.conname);
    EXECUTE format(
      'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (portion_id) REFERENCES foods_portion (id)'
      ' ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED', each.of_table, each.conname
    );
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0026_pushed_tables"), ("foods", "0013_magnesium_at_most")]
    operations = [migrations.RunSQL(SET_NULL, migrations.RunSQL.noop)]
