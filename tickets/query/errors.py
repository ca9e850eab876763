"""What is said of a query that can't be understood."""

import difflib

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused


class QueryError(OperationRefused):
    """A query that says nothing we know.

    ``word`` is what is wrong, ``start`` and ``end`` where it stands in the text, ``suggestion`` what may have been meant in
    its place (or ""), ``text`` the whole query once ``parse`` or ``narrow`` know it.
    """

    code = "query_not_understood"
    message = _("This search can't be read.")

    def __init__(self, message, *, word="", start=0, end=0, suggestion=""):
        super().__init__(message)
        self.word = word
        self.start = start
        self.end = end
        self.suggestion = suggestion
        self.text = ""

    @property
    def mended(self):
        """The whole query with the suggestion in place of what is wrong, or ""."""
        if not self.suggestion or not self.text:
            return ""
        return self.text[: self.start] + self.suggestion + self.text[self.end :]


def nearest(word, known):
    """The one of ``known`` that ``word`` most likely meant, or ""."""
    by_folded = {str(one).casefold(): str(one) for one in known}
    found = difflib.get_close_matches(word.casefold()[:80], by_folded, n=1, cutoff=0.6)
    if found:
        return by_folded[found[0]]
    begun = [name for folded, name in by_folded.items() if len(word) > 1 and folded.startswith(word.casefold())]
    return begun[0] if begun else ""
