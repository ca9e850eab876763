"""The words of what was written before: each batch is kept, so a run that is broken off goes on where it stopped."""

from django.db import connection, migrations, transaction

BATCH = 5_000
WHOLE = "SELECT set_config('app.workspace_id', '*', true)"
NEXT = """
    WITH batch AS (
        SELECT workspace_id, room_id, id, text FROM talk_roommessage WHERE id > %s ORDER BY id LIMIT %s
    ), written AS (
        INSERT INTO talk_roomword (workspace_id, room_id, message_id, word)
        SELECT DISTINCT workspace_id, room_id, id, left(one, 40)
        FROM batch, unnest(string_to_array(tickets_words(text), ' ')) one WHERE one <> ''
        ON CONFLICT DO NOTHING
    )
    SELECT max(id) FROM batch
"""


def fill(apps, schema_editor):
    last = 0
    while last is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WHOLE)
            cursor.execute(NEXT, [last, BATCH])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("talk", "0003_add_room_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
