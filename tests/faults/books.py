"""What PostgreSQL holds, read past the product's own code: the other page of the ledger."""

import time
from contextlib import contextmanager

import psycopg2


class Books:
    """Reads the house's database; ``mark`` chooses the mails of one run. A lost connection is made again."""

    def __init__(self, url):
        self._url = url
        self._connection = None

    def close(self):
        connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def incoming(self, mark):
        """[(Message-ID, ticket id)] of the customers' messages, one for each row."""
        return self._rows(
            "SELECT message_id, ticket_id FROM tickets_message WHERE kind = 'incoming' AND message_id LIKE %s",
            [f"{mark}-%"],
        )

    def outgoing(self, mark):
        """[(Message-ID, kind, delivery, due at, ticket id)] of what left, or should, on their tickets; times in
        seconds since the epoch. An answer is due when it can no longer be undone.
        """
        return self._rows(
            "SELECT message_id, kind, delivery, extract(epoch FROM coalesce(undo_until, created_at))::float, ticket_id"
            " FROM tickets_message WHERE kind IN ('reply', 'system') AND ticket_id IN"
            " (SELECT ticket_id FROM tickets_message WHERE kind = 'incoming' AND message_id LIKE %s)",
            [f"{mark}-%"],
        )

    def taken_in(self, since):
        """[(state, received at, done at or None, tries)] of the raw mails that came after ``since``; seconds since the epoch."""
        return self._rows(
            "SELECT state, extract(epoch FROM received_at)::float, extract(epoch FROM done_at)::float, attempts"
            " FROM channels_inbox_inboundmessage WHERE received_at > to_timestamp(%s)",
            [since],
        )

    def in_hands(self, table="channels_inbox_inboundmessage"):
        """How many rows are claimed just now: some worker has them, or a raw mail's bell is on its way."""
        return self._rows(f"SELECT count(*) FROM {table} WHERE lease_until > now() AND lease_token IS NOT NULL")[0][0]

    def undone(self):
        """How many raw mails, events and answers still wait for somebody."""
        return self._rows(
            "SELECT (SELECT count(*) FROM channels_inbox_inboundmessage WHERE state = 'received')"
            " + (SELECT count(*) FROM tickets_ticketevent WHERE published_at IS NULL)"
            " + (SELECT count(*) FROM tickets_message WHERE delivery IN ('queued', 'sending'))"
        )[0][0]

    def _rows(self, sql, values=(), *, tries=120):
        for left in range(tries - 1, -1, -1):
            try:
                with self._cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.fetchall()
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                self.close()
                if not left:
                    raise
                time.sleep(0.5)

    @contextmanager
    def _cursor(self):
        if self._connection is None:
            self._connection = psycopg2.connect(self._url, connect_timeout=5)
            self._connection.autocommit = True
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT set_config('app.workspace_id', '*', false)")
        with self._connection.cursor() as cursor:
            yield cursor
