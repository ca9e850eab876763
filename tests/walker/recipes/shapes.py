"""The words that recipes are written in."""

from dataclasses import dataclass, field

MEMBERS, PUBLIC, CUSTOMERS = "members", "public", "customers"


@dataclass(frozen=True)
class Id:
    """An id in an address, query or body: a key of ``World.ids``.

    ``rows`` is the action of permissions.yaml whose scope decides who may see the invisible one; without it there is none.
    """

    name: str
    rows: str = ""


@dataclass(frozen=True)
class Call:
    """One method of an address. ``status`` answers who may; ``roles`` names those who are answered otherwise.

    ``refused`` answers a foreign or missing id in query or body: 404, 422 by a form, or the same as ``status`` where the
    id is only a wish (the view that a page was opened from).
    """

    status: int = 200
    data: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    refused: int = 404
    roles: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """``path`` has an Id (or a plain value) for each variable of the address. A method without a Call answers 405.

    ``action`` is the key of permissions.yaml that a member needs; "" means that any member may.
    ``others`` are further methods that are answered.
    """

    audience: str = MEMBERS
    action: str = ""
    path: dict = field(default_factory=dict)
    get: Call | None = None
    post: Call | None = None
    others: dict = field(default_factory=dict)
