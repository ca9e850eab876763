"""Counts kept by a trigger."""

from django.db import migrations

TRIGGER = """
CREATE OR REPLACE FUNCTION tickets_bucket(place text, category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN place <> 'inbox' THEN NULL
                WHEN category IN ('new', 'open') THEN 'open'
                WHEN category IN ('pending', 'hold') THEN 'waiting' END
$$;

CREATE OR REPLACE FUNCTION tickets_tally() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_bucket text; new_bucket text;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_bucket := tickets_bucket(OLD.place, OLD.category); END IF;
    IF TG_OP <> 'DELETE' THEN new_bucket := tickets_bucket(NEW.place, NEW.category); END IF;
    IF TG_OP = 'UPDATE' AND old_bucket IS NOT DISTINCT FROM new_bucket
       AND OLD.team_id = NEW.team_id AND OLD.assignee_id IS NOT DISTINCT FROM NEW.assignee_id THEN
        RETURN NULL;
    END IF;
    IF old_bucket IS NOT NULL THEN
        INSERT INTO tickets_tickettally (workspace_id, team_id, assignee_id, bucket, change)
        VALUES (OLD.workspace_id, OLD.team_id, OLD.assignee_id, old_bucket, -1);
    END IF;
    IF new_bucket IS NOT NULL THEN
        INSERT INTO tickets_tickettally (workspace_id, team_id, assignee_id, bucket, change)
        VALUES (NEW.workspace_id, NEW.team_id, NEW.assignee_id, new_bucket, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tickets_tally AFTER INSERT OR DELETE OR UPDATE OF team_id, assignee_id, category, place
    ON tickets_ticket FOR EACH ROW EXECUTE FUNCTION tickets_tally();
"""
UNDO = "DROP TRIGGER tickets_tally ON tickets_ticket; DROP FUNCTION tickets_tally(); DROP FUNCTION tickets_bucket(text, text);"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunSQL(TRIGGER, UNDO)]
