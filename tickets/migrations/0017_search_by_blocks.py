"""The index of words also lists blocks of tickets, so that the newest hits of a common word are found alone.

Blocks as in ``tickets.search.newest``.
"""

from django.db import migrations

BLOCKS = ", ".join(f"((workspace_id << 40) | (ticket_id >> {bits}))" for bits in (8, 10, 12, 14, 16, 18))
OPTIONS = "WITH (gin_pending_list_limit = 1024)"
DROP = "DROP INDEX ticket_search_words"
NEW = f"CREATE INDEX ticket_search_words ON tickets_ticketsearch USING gin (workspace_id, document, {BLOCKS}) {OPTIONS}"
OLD = f"CREATE INDEX ticket_search_words ON tickets_ticketsearch USING gin (workspace_id, document) {OPTIONS}"
MEMORY = "SET LOCAL maintenance_work_mem = '256MB'"


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0016_add_drawn_pages"),
    ]

    operations = [
        migrations.RunSQL([DROP, MEMORY, NEW, "ANALYZE tickets_ticketsearch"], [DROP, OLD]),
    ]
