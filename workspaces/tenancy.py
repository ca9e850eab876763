"""Whose rows the database shows. Row-level security reads ``app.workspace_id``; this module sets it.

``tenant(workspace)`` and ``across_tenants(reason)`` open a transaction and set it for just that transaction. Without
either, a query on a tenant table sees no rows.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

EVERYWHERE = "*"
_current = ContextVar("workspace_id", default=None)


class WrongWorkspace(RuntimeError):
    """Work for one workspace tried to enter another."""


def current():
    """The id of the workspace whose rows are visible, ``"*"`` for all of them, or None."""
    return _current.get()


@contextmanager
def tenant(workspace, *, durable=True):
    """A transaction that sees and writes only the rows of ``workspace`` (a Workspace or its id).

    May be nested for the same workspace, and inside ``across_tenants``; another workspace raises WrongWorkspace. Not
    ``durable``, its commit waits for no disk: for what a crash may forget. Only for the outermost block.
    """
    workspace_id = getattr(workspace, "pk", workspace)
    outer = _current.get()
    if outer not in (None, EVERYWHERE, workspace_id):
        raise WrongWorkspace(f"Inside workspace {outer}, can't enter workspace {workspace_id}.")
    with _scope(workspace_id, ENTER if durable else ENTER_LIGHTLY):
        yield


@contextmanager
def across_tenants(reason):
    """A transaction over the rows of every workspace.

    Only for the modules listed in ``tests/workspaces/test_tenancy.py``; ``reason`` is for the reader.
    """
    if not reason:
        raise ValueError("Say why this must see every workspace.")
    if _current.get() not in (None, EVERYWHERE):
        raise WrongWorkspace("Inside a workspace, can't look across all of them.")
    with _scope(EVERYWHERE):
        yield


# PostgreSQL would start helper processes for a search, which takes longer than the search; the cores are for many people.
ENTER = "SELECT set_config('app.workspace_id', %s, true), set_config('max_parallel_workers_per_gather', '0', true)"
ENTER_LIGHTLY = f"{ENTER}, set_config('synchronous_commit', 'off', true)"


@contextmanager
def _scope(value, enter=ENTER):
    outer = _current.get()
    if outer == value:
        with transaction.atomic():
            yield
        return
    # A transaction that somebody else opened (a test's) outlives this block, so the setting must be put back.
    nested = connection.in_atomic_block
    with transaction.atomic():
        _set(value, enter)
        token = _current.set(value)
        try:
            yield
        finally:
            _current.reset(token)
        if nested:
            _set("" if outer is None else outer)


def _set(value, enter=ENTER):
    with connection.cursor() as cursor:
        cursor.execute(enter, [str(value)])
