"""Find tickets by number, subject, and the requester's name, address and telephone."""

import re
import unicodedata

from django.db import connection

from contacts.identities import normalise_phone
from helpdesk.lib.prepared import Statement

MAX_WORDS = 8
MAX_HITS = 2_000  # the newest; a word that finds more says nothing
NUMBER = re.compile(r"#?(\d{1,12})")
PHONE = re.compile(r"\+?\d[\d\s()/.-]{6,}")  # as people write one
WORD = re.compile(r"[^\W_]+(?:[.@\-_][^\W_]+)*")


def fold(text):
    """Lower case without accents: "Põldmäe" and "poldmae" are the same word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return (
        "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        .replace("ø", "o")
        .replace("æ", "ae")
    )


# The requester's addresses are stored folded; they are read in the same statement.
INDEX = """
    INSERT INTO tickets_ticketsearch (workspace_id, ticket_id, document)
    SELECT %s::bigint, %s::bigint, to_tsvector('simple', left(%s::text || ' ' || coalesce((
        SELECT string_agg(value || ' ' || regexp_replace(value, '[^[:alnum:]_]+', ' ', 'g'), ' ')
        FROM contacts_identity WHERE workspace_id = %s AND contact_id = %s), ''), 200000))
    ON CONFLICT (ticket_id) DO UPDATE SET document = EXCLUDED.document
"""


def index(ticket, *, into=None):
    """Write the words that ``ticket`` is found by. Call after its subject or requester changed.

    At once, or with what else ``into``, a Together, is to do.
    """
    text = fold(f"{ticket.subject} {ticket.requester.name}")
    words = " ".join([text, *parts(text)])[:150_000]
    values = [ticket.workspace_id, ticket.pk, words, ticket.workspace_id, ticket.requester_id]
    if into is not None:
        into.also(INDEX, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(Statement(INDEX), values)


def parts(text):
    """The pieces of addresses and joined words, which the parser keeps whole: rosa.mets@example.com → rosa mets …"""
    return [piece for word in text.split() if not word.isalnum() for piece in re.split(r"[^\w]+", word) if piece]


def matching(tickets, query):
    """Those of the queryset ``tickets`` that ``query`` finds: every word must begin one of the ticket's words.

    ``#42`` or ``42`` also finds the number. Tickets must already be limited to what the member may see: this only narrows.
    """
    query = query.strip()
    if PHONE.fullmatch(query):
        words = [normalise_phone(query).lstrip("+")]
    else:
        words = [fold(word) for word in WORD.findall(query)[:MAX_WORDS]]
    if not words:
        return tickets.none()
    number = NUMBER.fullmatch(query)
    tsquery = " & ".join("'" + word.replace("'", "''").replace("\\", "\\\\") + "':*" for word in words)
    # The one place where the table outside of row-level security is read: it names the workspace by itself.
    return tickets.extra(
        where=[
            "tickets_ticket.id IN ("
            "(SELECT s.ticket_id FROM tickets_ticketsearch s WHERE s.workspace_id = "
            "NULLIF(NULLIF(current_setting('app.workspace_id', true), ''), '*')::bigint "
            "AND s.document @@ to_tsquery('simple', %s) ORDER BY s.ticket_id DESC LIMIT %s) "
            "UNION ALL SELECT n.id FROM tickets_ticket n WHERE n.workspace_id = "
            "NULLIF(NULLIF(current_setting('app.workspace_id', true), ''), '*')::bigint AND n.number = %s)"
        ],
        params=[tsquery, MAX_HITS, int(number[1]) if number else -1],
    )
