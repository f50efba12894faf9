"""Triggers number and note what changes of a person's data: docs/decisions/sync.md."""

from django.db import migrations

# Both rows go with their person, also where a trigger made them while the person was being deleted.
GO_WITH_THE_PERSON = """
DO $$
DECLARE
  each record;
BEGIN
  FOR each IN
    SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
    WHERE contype = 'f' AND confrelid = 'intake_person'::regclass
      AND conrelid IN ('intake_changecounter'::regclass, 'intake_change'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each.of_table, each.conname);
    EXECUTE format(
      'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (person_id) REFERENCES intake_person (id)'
      ' ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED', each.of_table, each.conname
    );
  END LOOP;
END $$;
"""

FUNCTIONS = """
-- Null where the person is gone already, in the transaction that deletes what was theirs.
CREATE FUNCTION intake_next_change(whose bigint) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO intake_changecounter (person_id, value)
  SELECT id, 1 FROM intake_person WHERE id = whose
  ON CONFLICT (person_id) DO UPDATE SET value = intake_changecounter.value + 1
  RETURNING value
$$;

CREATE FUNCTION intake_note_change(whose bigint, which text, what text, is_gone boolean)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO intake_change (person_id, table_name, key, change, deleted_at)
  SELECT whose, which, what, next, CASE WHEN is_gone THEN now() END
  FROM intake_next_change(whose) AS next WHERE next IS NOT NULL
  ON CONFLICT (person_id, table_name, key)
  DO UPDATE SET change = EXCLUDED.change, deleted_at = EXCLUDED.deleted_at
$$;

-- For rows that keep a number: one that was not given a new one gets it here.
CREATE FUNCTION intake_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.change := coalesce(intake_next_change(NEW.person_id), NEW.change);
  RETURN NEW;
END $$;

-- For rows that keep none. Its arguments: what sync calls the table; the columns of the person, of
-- the key, and of the moment at which a row was removed. Without a key it is one thing a person,
-- which changes and never goes.
CREATE FUNCTION intake_follow_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which text := TG_ARGV[0];
  old_row jsonb := '{}';
  new_row jsonb := '{}';
  old_person bigint;
  new_person bigint;
  old_key text := which;
  new_key text := which;
BEGIN
  IF current_setting('twelve.forgetting', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    old_row := to_jsonb(OLD);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    new_row := to_jsonb(NEW);
  END IF;
  old_person := old_row ->> TG_ARGV[1];
  new_person := new_row ->> TG_ARGV[1];
  IF TG_ARGV[2] <> '' THEN
    old_key := old_row ->> TG_ARGV[2];
    new_key := new_row ->> TG_ARGV[2];
  END IF;
  IF old_person IS NOT NULL AND (old_person, old_key) IS DISTINCT FROM (new_person, new_key) THEN
    PERFORM intake_note_change(old_person, which, old_key, TG_ARGV[2] <> '');
  END IF;
  IF new_person IS NOT NULL THEN
    PERFORM intake_note_change(
      new_person, which, new_key, TG_ARGV[3] <> '' AND new_row ->> TG_ARGV[3] IS NOT NULL
    );
  END IF;
  RETURN NULL;
END $$;

-- The kidney flag hides targets, and with the age it says what is offered for one tap.
CREATE FUNCTION intake_follow_profile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM intake_note_change(NEW.person_id, 'targets', starts_on::text, false)
  FROM intake_target WHERE person_id = NEW.person_id;
  PERFORM intake_note_change(NEW.person_id, 'checklist', uuid::text, false)
  FROM intake_checklistitem WHERE person_id = NEW.person_id AND removed_at IS NULL;
  RETURN NULL;
END $$;

-- An item that loses its portion changes its meal.
CREATE FUNCTION intake_follow_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE intake_savedmeal SET change = intake_next_change(person_id)
  WHERE id = NEW.saved_meal_id;
  RETURN NULL;
END $$;
"""

# Table, what sync calls it, and its key.
NUMBERED = [
    ("intake_entry", "entries", "uuid"),
    ("intake_savedmeal", "saved_meals", "uuid"),
    ("intake_medicine", "medicines", "uuid"),
    ("intake_daymark", "days", "date"),
]
# Table, what sync calls it, person, key, and since when a row is removed.
FOLLOWED = [
    ("intake_target", "targets", "person_id", "starts_on", ""),
    ("intake_checklistitem", "checklist", "person_id", "uuid", "removed_at"),
    ("intake_gotit", "dismissed_notes", "person_id", "note", ""),
    ("intake_profile", "profile", "person_id", "", ""),
    ("intake_lifestage", "profile", "person_id", "", ""),
    ("intake_consent", "profile", "person_id", "", ""),
    ("foods_food", "foods", "owner_id", "id", "removed_at"),
]
MARKS = [("favourite", "favourites"), ("not_this", "dismissed_suggestions")]


def numbering(table):
    return f"""
CREATE TRIGGER number_new BEFORE INSERT ON {table} FOR EACH ROW
  WHEN (NEW.change = 0) EXECUTE FUNCTION intake_number_change();
CREATE TRIGGER number_changed BEFORE UPDATE ON {table} FOR EACH ROW
  WHEN (NEW.change = OLD.change AND NEW.* IS DISTINCT FROM OLD.*)
  EXECUTE FUNCTION intake_number_change();
"""


def deleting(table, name, called, key, condition="true"):
    return f"""
CREATE TRIGGER {name} AFTER DELETE ON {table} FOR EACH ROW WHEN ({condition})
  EXECUTE FUNCTION intake_follow_change('{called}', 'person_id', '{key}', '');
"""


def following(table, called, person, key, removed):
    run = f"EXECUTE FUNCTION intake_follow_change('{called}', '{person}', '{key}', '{removed}');"
    return f"""
CREATE TRIGGER follow_new AFTER INSERT ON {table} FOR EACH ROW
  WHEN (NEW.{person} IS NOT NULL) {run}
CREATE TRIGGER follow_changed AFTER UPDATE ON {table} FOR EACH ROW
  WHEN ((OLD.{person} IS NOT NULL OR NEW.{person} IS NOT NULL) AND NEW.* IS DISTINCT FROM OLD.*)
  {run}
CREATE TRIGGER follow_deleted AFTER DELETE ON {table} FOR EACH ROW
  WHEN (OLD.{person} IS NOT NULL) {run}
"""


TRIGGERS = "".join(
    [
        *(numbering(table) for table, _, _ in NUMBERED),
        *(deleting(table, "follow_deleted", called, key) for table, called, key in NUMBERED),
        numbering("intake_foodmark"),
        *(
            deleting("intake_foodmark", f"follow_{mark}", called, "food_id", f"OLD.mark = '{mark}'")
            for mark, called in MARKS
        ),
        *(following(*each) for each in FOLLOWED),
        """
CREATE TRIGGER hide_or_show_new AFTER INSERT ON intake_profile FOR EACH ROW
  WHEN (NEW.kidney_disease OR NEW.birth_date IS NOT NULL) EXECUTE FUNCTION intake_follow_profile();
CREATE TRIGGER hide_or_show AFTER UPDATE ON intake_profile FOR EACH ROW
  WHEN ((NEW.kidney_disease, NEW.birth_date) IS DISTINCT FROM (OLD.kidney_disease, OLD.birth_date))
  EXECUTE FUNCTION intake_follow_profile();
CREATE TRIGGER follow_item AFTER UPDATE ON intake_savedmealitem FOR EACH ROW
  WHEN (NEW.* IS DISTINCT FROM OLD.*) EXECUTE FUNCTION intake_follow_item();
""",
    ]
)

# What there was before.
NUMBER_ALL = """
UPDATE intake_entry SET change = intake_next_change(person_id) WHERE change = 0;
UPDATE intake_savedmeal SET change = intake_next_change(person_id) WHERE change = 0;
UPDATE intake_medicine SET change = intake_next_change(person_id) WHERE change = 0;
UPDATE intake_daymark SET change = intake_next_change(person_id) WHERE change = 0;
UPDATE intake_foodmark SET change = intake_next_change(person_id) WHERE change = 0;
SELECT intake_note_change(person_id, 'profile', 'profile', false) FROM (
  SELECT person_id FROM intake_profile UNION SELECT person_id FROM intake_lifestage
  UNION SELECT person_id FROM intake_consent
) AS told;
SELECT intake_note_change(person_id, 'targets', starts_on::text, false) FROM intake_target;
SELECT intake_note_change(person_id, 'checklist', uuid::text, removed_at IS NOT NULL)
FROM intake_checklistitem;
SELECT intake_note_change(person_id, 'dismissed_notes', note, false) FROM intake_gotit;
SELECT intake_note_change(owner_id, 'foods', id::text, removed_at IS NOT NULL)
FROM foods_food WHERE owner_id IS NOT NULL;
"""

# Its triggers go with it.
BACK = """
DROP FUNCTION intake_number_change, intake_follow_change, intake_follow_profile,
  intake_follow_item CASCADE;
DROP FUNCTION intake_note_change, intake_next_change;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0023_sync"), ("foods", "0013_magnesium_at_most")]
    operations = [
        migrations.RunSQL(GO_WITH_THE_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + NUMBER_ALL + TRIGGERS, BACK),
    ]
