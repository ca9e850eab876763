"""Words as they are compared: lower case, without accents. The same as ``tickets_words`` in SQL."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
COMBINING = re.compile("[\u0300-\u036f]+")
OTHERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "ß": "ss"})


def fold(text):
    """Lower case without accents: "Põldmäe" and "poldmae" are the same word."""
    if text.isascii():
        return text.lower()
    return COMBINING.sub("", unicodedata.normalize("NFKD", text)).lower().translate(OTHERS)


def words_of(text):
    """The folded words of ``text``: "PT-20417" is two."""
    return WORD.findall(fold(text))
