"""A food of another kind changes what of the checklist is offered: docs/decisions/sync.md."""

from django.db import migrations

FOLLOW = """
-- In the order of people, so that two of these don't wait for each other.
CREATE FUNCTION intake_follow_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM intake_note_change(person_id, 'checklist', uuid::text, false) FROM (
    SELECT person_id, uuid FROM intake_checklistitem
    WHERE removed_at IS NULL AND food_id IN (
      SELECT NEW.id UNION ALL SELECT id FROM foods_food WHERE merged_into_id = NEW.id
    )
    ORDER BY person_id, uuid
  ) AS concerned;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_kind AFTER UPDATE ON foods_food FOR EACH ROW
  WHEN ((NEW.kind, NEW.merged_into_id) IS DISTINCT FROM (OLD.kind, OLD.merged_into_id))
  EXECUTE FUNCTION intake_follow_kind();
"""
BACK = "DROP FUNCTION intake_follow_kind CASCADE"


class Migration(migrations.Migration):
    dependencies = [("intake", "0024_changes_by_trigger"), ("foods", "0013_magnesium_at_most")]
    operations = [migrations.RunSQL(FOLLOW, BACK)]
