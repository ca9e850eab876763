"""Long work with progress: ``start`` a Job of a registered kind; the worker advances it, whatever dies in between."""

from workspaces.jobs.runners import ItemRunner, NotAllowed, Runner, outcome, register, runner_of
from workspaces.jobs.starting import NothingToUndo, start, stop, undo

__all__ = [
    "ItemRunner", "NotAllowed", "NothingToUndo", "Runner", "outcome", "register", "runner_of", "start", "stop", "undo",
]  # fmt: skip
