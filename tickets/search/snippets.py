"""Where a hit's words stand: a piece of the message with the words marked. Whatever people wrote is escaped here."""

from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Substr
from django.utils.html import escape
from django.utils.safestring import SafeString

from helpdesk.lib.composed import Composed
from tickets.models import Attachment, Message
from tickets.search.folding import WORD, fold
from tickets.search.terms import NEAR_LETTERS

LOOKED_AT = 20_000  # characters of a message
AROUND = 12  # characters before the first marked word, where nothing else stands before them
LONG = 150
STEMS = """
    SELECT DISTINCT said.word FROM unnest(%(said)s::text[]) said(word), unnest(%(asked)s::text[]) asked(word)
    WHERE ts_lexize('english_stem', said.word) = ts_lexize('english_stem', asked.word)
        OR ts_lexize('estonian_stem', said.word) = ts_lexize('estonian_stem', asked.word)
        OR ts_lexize('norwegian_stem', said.word) = ts_lexize('norwegian_stem', asked.word)
"""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a message. ``kind`` as the message's, or "file" for the name of one of its files; ``author`` of ours."""

    kind: str
    author: str
    html: SafeString


class Marker:
    """Knows which words of ``texts`` answer the Terms; ``near`` also marks words that differ by a letter."""

    def __init__(self, terms, texts, *, near=False):
        self._whole = {word for term in terms for word in (term.words if term.is_exact else term.words[:-1])}
        self._starts = tuple(
            {term.words[-1] for term in terms if not term.is_exact} | {term.phone for term in terms if term.phone}
        )
        self._near = [_shortened(word) for word in self._starts if len(word) in NEAR_LETTERS] if near else []
        self._forms = self._other_forms(terms, texts)
        self._beginnings = (*self._whole, *self._starts, *self._forms)
        self._known = {}

    def __call__(self, text):
        """``text`` escaped, its words marked."""
        return self._html(text, 0, len(text)) if self._may_have(text) else SafeString(escape(text))

    def piece(self, text, around=AROUND):
        """A piece of ``text`` round its first marked words, or None if there are none."""
        at = self._best_place(text)
        if at is None:
            return None
        before = max(0, at - around)
        start = max(text.rfind(blank, 0, before + 1) for blank in " \n") + 1 if before else 0
        end = min(len(text), start + LONG)
        return SafeString(("… " if start else "") + self._html(text, start, end) + ("…" if end < len(text) else ""))

    def _may_have(self, text):
        """Can it have a word that is marked? Told at once of most that have none."""
        if self._near or not text.isascii():
            return True
        text = text.lower()
        return any(one in text for one in self._beginnings)

    def has(self, written):
        """Is this word, as it stands in a text, one that is marked?"""
        known = self._known.get(written)
        if known is None:  # lists say the same words over and over
            known = self._known[written] = self._answers(fold(written))
        return known

    def _answers(self, word):
        return (
            word in self._whole
            or word in self._forms
            or word.startswith(self._starts)
            or (len(word) in NEAR_LETTERS and any(one & _shortened(word) for one in self._near))
        )

    def _best_place(self, text):
        """Where the piece starts that has most of the different words."""
        if not self._may_have(text):
            return None
        hits = [(found.start(), fold(found[0])) for found in WORD.finditer(text) if self.has(found[0])]
        best = None
        for place, (at, _word) in enumerate(hits[:200]):
            different = len({word for start, word in hits[place : place + 12] if start < at + LONG - AROUND})
            if best is None or different > best[0]:
                best = different, at
        return best and best[1]

    def _html(self, text, start, end):
        parts, last = [], start
        for found in WORD.finditer(text, start, end):
            if self.has(found[0]):
                parts += [escape(text[last : found.start()]), f"<mark>{escape(found[0])}</mark>"]
                last = found.end()
        return SafeString("".join([*parts, escape(text[last:end])]))

    def _other_forms(self, terms, texts):
        """Words of the texts with the same stem as one that was asked for. They begin alike, so few have to be looked up."""
        asked = {term.words[0] for term in terms if not term.is_exact and len(term.words) == 1 and not term.phone}
        if not asked:
            return frozenset()
        beginnings = {word[:2] for word in asked}
        said = {word for text in texts for word in map(fold, WORD.findall(text)) if word[:2] in beginnings}
        said = {word for word in said if not word.startswith(self._starts)}
        if not said:
            return frozenset()
        with connection.cursor() as cursor:
            cursor.execute(STEMS, {"said": sorted(said), "asked": sorted(asked)})
            return frozenset(word for (word,) in cursor.fetchall())


def snippets(workspace, hits, terms, titles, *, near=()):
    """``(marker, {ticket_id: Snippet})`` for the Hits of a page, in two statements or three.

    ``titles`` are further texts that the marker will be asked for, subjects and names; ``near`` the Hits among ``hits`` that
    were found misspelt. A ticket whose hit has nothing to show is left out.
    """
    of = {"workspace": workspace.pk, "ids": [hit.message_id for hit in hits if hit.message_id]}
    found = _texts(**of)
    names = {}
    for message_id, name in _files(**of):
        names.setdefault(message_id, []).append(name)
    everything = [
        *titles,
        *(text for row in found for text in row[4:]),
        *(one for few in names.values() for one in few),
    ]
    marker = Marker(terms, everything, near=bool(near))
    made = {}
    for message_id, ticket_id, kind, author, said, whole in found:
        for place, text in (kind, said), (kind, whole), *(("file", name) for name in names.get(message_id, ())):
            piece = marker.piece(text, AROUND if place == "incoming" else 0)
            if piece is not None:
                made[ticket_id] = Snippet(place, author or "", piece)
                break
    return marker, made


def _texts_of(workspace, ids):
    messages = Message.objects.filter(workspace=workspace, pk__among=ids)
    texts = messages.annotate(said=Substr("reply_text", 1, LOOKED_AT), whole=Substr("body_text", 1, LOOKED_AT))
    return texts.values_list("pk", "ticket_id", "kind", "author_member__user__name", "said", "whole")


def _files_of(workspace, ids):
    files = Attachment.objects.filter(workspace=workspace, message__pk__among=ids, is_inline=False)
    return files.order_by("pk").values_list("message_id", "name")


_texts, _files = Composed(_texts_of, "workspace", "ids"), Composed(_files_of, "workspace", "ids")


def _shortened(word):
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
