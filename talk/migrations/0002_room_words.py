"""The words that messages of rooms are found by, kept by a trigger."""

from django.db import migrations

WORDS = """
CREATE OR REPLACE FUNCTION talk_note_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM talk_roomword WHERE workspace_id = NEW.workspace_id AND message_id = NEW.id;
    END IF;
    INSERT INTO talk_roomword (workspace_id, room_id, message_id, word)
    SELECT DISTINCT NEW.workspace_id, NEW.room_id, NEW.id, left(one, 40)
    FROM unnest(string_to_array(tickets_words(NEW.text), ' ')) one WHERE one <> '';
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER talk_note_words AFTER INSERT OR UPDATE OF text ON talk_roommessage
    FOR EACH ROW EXECUTE FUNCTION talk_note_words();
"""
NO_WORDS = "DROP TRIGGER talk_note_words ON talk_roommessage; DROP FUNCTION talk_note_words()"


class Migration(migrations.Migration):
    dependencies = [("talk", "0001_initial"), ("tickets", "0003_search")]  # tickets_words()

    operations = [migrations.RunSQL(WORDS, NO_WORDS)]
