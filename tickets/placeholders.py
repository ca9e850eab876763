"""``{{ticket.number}}`` in texts that admins write: words put into fixed places, once, and nothing else.

There is no logic and no attribute access: a name that is not in the flat dictionary stays as it was typed, and what is
put in is never looked at again.
"""

import re

PLACE = re.compile(r"\{\{\s*([a-z_]{1,30}(?:\.[a-z_]{1,30}){0,2})\s*\}\}")


def fill(text, values):
    """``text`` with the places that ``values`` ({"ticket.number": 42}) knows. Plain text: escape it for HTML afterwards."""
    return PLACE.sub(lambda found: str(values.get(found[1], found[0])), text)
