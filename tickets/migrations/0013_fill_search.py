"""The words of what exists: each batch is kept, so a run that is broken off goes on where it stopped.

Takes about three minutes for a million messages. Mail can come in meanwhile; search finds what is filled so far.
"""

from django.db import connection, migrations, transaction

BATCH = 2_000
WHOLE = "SELECT set_config('app.workspace_id', '*', true)"
NEXT = """
    WITH missing AS (
        SELECT one.workspace_id, one.id FROM {table} one
        WHERE one.id > %s AND NOT EXISTS (
            SELECT 1 FROM tickets_ticketsearch s WHERE s.workspace_id = one.workspace_id AND {same})
        ORDER BY one.id LIMIT %s
    ), written AS (SELECT id, {write}(workspace_id, id) FROM missing)
    SELECT max(id) FROM written
"""
TICKETS = NEXT.format(
    table="tickets_ticket", same="s.ticket_id = one.id AND s.message_id IS NULL", write="tickets_search_ticket"
)
MESSAGES = NEXT.format(table="tickets_message", same="s.message_id = one.id", write="tickets_search_message")


def fill(apps, schema_editor):
    for statement in (TICKETS, MESSAGES):
        last = 0
        while last is not None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(WHOLE)
                cursor.execute(statement, [last, BATCH])
                (last,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticketsearch")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0012_search_every_message")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
