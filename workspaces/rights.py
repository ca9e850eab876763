"""What each role may do, read from ``permissions.yaml``: the one source for code, documents and tests."""

from functools import cache
from pathlib import Path

import yaml

ALL, TEAM, OWN, NONE = "all", "team", "own", "none"
ROLES = ("owner", "admin", "supervisor", "agent", "light_agent")


@cache
def matrix():
    """``{action: {role: scope}}`` with scopes all, team, own or none. An unknown role or scope is an error."""
    table = yaml.safe_load((Path(__file__).parent / "permissions.yaml").read_text(encoding="utf-8"))
    for action, cells in table.items():
        if tuple(cells) != ROLES or not set(cells.values()) <= {ALL, TEAM, OWN, NONE}:
            raise ValueError(
                f"permissions.yaml: {action} must name {', '.join(ROLES)} in order, each all, team, own or none."
            )
    return table


def roles_that_may(action):
    """The roles that may do ``action`` on some rows at least, as a list."""
    return [role for role, rows in matrix()[action].items() if rows != NONE]


def scope(role, action):
    """The rows on which ``role`` may do ``action``. An unknown action is a KeyError, so that a typo is never a right."""
    return matrix()[action][role]
