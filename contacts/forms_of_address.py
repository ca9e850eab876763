"""Is somebody on first-name terms? Guessed from the pronouns of their own words, in Estonian and Norwegian."""

import re

WORD = re.compile(r"[^\W\d_]+")
NEW_SENTENCE = re.compile(r"(?:\A|[.!?:\n])[\s\"“”«»'–-]*\Z")

ET_FAMILIAR = frozenset("sina sinu sind sinult sinuga sinul sinule sulle sult sul sa".split())
ET_FORMAL = frozenset("teie teid teile teilt teiega teil".split())
NB_FAMILIAR = frozenset("du deg din ditt dine".split())
NB_FORMAL = frozenset("De Dem Deres".split())  # without the capital: they, them, theirs
NB_MARKS = frozenset("jeg og ikke det er på har vi kan hei vil".split())
ET_MARKS = frozenset("ja ei on mul mulle tere kas et ma oma aga ning palun".split())


def guess(text, language=""):
    """ "familiar", "formal", or "" where the words say neither, or both. ``language`` is a code ("et", "nb") or empty."""
    words = [(found[0], found.start()) for found in WORD.finditer(text)]
    if language not in ("et", "nb"):
        language = _language({word.lower() for word, _ in words}) if not language else ""
    if language == "et":
        familiar = any(word.lower() in ET_FAMILIAR for word, _ in words)
        formal = any(word.lower() in ET_FORMAL for word, _ in words)
    elif language == "nb":
        familiar = any(word.lower() in NB_FAMILIAR for word, _ in words)
        formal = any(word in NB_FORMAL and not NEW_SENTENCE.search(text[:at]) for word, at in words)
    else:
        return ""
    if familiar == formal:
        return ""
    return "familiar" if familiar else "formal"


def _language(words):
    """Which of the two the words are of: the one with two more common words than the other, or "" for neither."""
    estonian, norwegian = len(words & ET_MARKS), len(words & NB_MARKS)
    if max(estonian, norwegian) < 2 or estonian == norwegian:
        return ""
    return "et" if estonian > norwegian else "nb"
