"""Find contacts by the beginnings of words: name, organization, address, telephone, customer number."""

import re

from django.db import connection

from contacts.identities import normalise_phone
from contacts.models import ContactWord

MAX_WORDS = 6
PHONE = re.compile(r"\+?\d[\d\s()/.-]{5,}")  # as people write one
LAST = "\U0010ffff"  # sorts after every letter


def matching(contacts, query):
    """Those of the queryset ``contacts`` of whose words every word of ``query`` begins one; none for an empty query."""
    words = _words(query)
    if not words:
        return contacts.none()
    for word in words:
        # Ranges and not LIKE: comparisons keep their index under row-level security.
        having = ContactWord.objects.filter(word__gte=word, word__lt=word + LAST).values("contact")
        contacts = contacts.filter(pk__in=having)
    return contacts


def _words(query):
    query = query.strip().replace("\0", "")[:200]
    if PHONE.fullmatch(query):
        return [normalise_phone(query).lstrip("+")]
    with connection.cursor() as cursor:  # folded by what folded the words that are stored
        cursor.execute("SELECT DISTINCT contacts_words(%s)", [query])
        return sorted((row[0] for row in cursor.fetchall()), key=len, reverse=True)[:MAX_WORDS]
