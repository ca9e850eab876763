"""Which variant of a canned response suits a ticket, and which responses suit it at all."""

from django.db import connection

from automation.models import CannedVariant
from automation.words import starts
from helpdesk.lib.prepared import Statement
from tickets.models import Message
from tickets.outbound.rendering import language_of

SUGGESTED = 3
LETTERS = 4_000  # of the last message that are looked at
# A word that few responses say tells more than one that all of them say.
SUGGEST = """
SELECT item_id FROM (
    SELECT word.item_id, 1.0 / count(*) OVER (PARTITION BY word.word) AS weight FROM automation_cannedword word
    WHERE word.workspace_id = %s AND word.word = ANY(%s)) AS hits
GROUP BY item_id HAVING sum(weight) >= 0.4 ORDER BY sum(weight) DESC, item_id LIMIT 20"""


def best_variant(variants, *, language, form, otherwise="en"):
    """The variant for ``language`` and ``form`` of address; failing that the nearest, or None where there is none.

    Language counts before form; a variant for both forms comes before one for the other form.
    """

    def distance(variant):
        of_language = [language, otherwise, "en"]
        place = of_language.index(variant.language) if variant.language in of_language else len(of_language)
        return place, {form: 0, "": 1}.get(variant.form, 2), variant.pk or 0

    return min(variants, key=distance, default=None)


def variant_for(ticket, variants):
    """The variant that the ticket's requester should read."""
    return best_variant(
        variants, language=language_of(ticket), form=form_of(ticket), otherwise=ticket.workspace.language
    )


def form_of(ticket):
    """The form of address for the requester: the contact's own, else formal."""
    return ticket.requester.form_of_address or CannedVariant.Form.FORMAL


def suggested(ticket):
    """Ids of responses that say what the ticket's subject and its requester's last message say, the likeliest first."""
    last = (
        Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, kind__in=["incoming", "call"])
        .order_by("-created_at", "-id")
        .values_list("reply_text", flat=True)[:1]
    )
    words = starts(" ".join([ticket.subject, *(text[:LETTERS] for text in last)]))
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(Statement(SUGGEST), [ticket.workspace_id, words])
        return [pk for (pk,) in cursor.fetchall()]
