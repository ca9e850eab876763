"""Apply a macro: all of it or nothing."""

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from automation.operations import sharing
from automation.operations.using import note_use
from automation.refusals import StepRefused
from automation.steps import KINDS, Scene, checked
from helpdesk.lib.errors import OperationRefused
from tickets import events
from tickets.operations.locking import locked


@transaction.atomic
def save(macro, *, by, name, steps, folder="", edit_first=False, sharing_with="own", teams=()):
    """Write a macro; ``steps`` as ``automation.steps`` describes them. Raises BadStep. Returns the Macro."""
    macro.name, macro.folder = " ".join(name.split()), " ".join(folder.split())
    macro.steps, macro.edit_first = checked(steps), edit_first
    macro.save()
    sharing.share(macro, sharing_with, teams, by=by)
    return macro


@transaction.atomic
def apply(macro, ticket, *, by):
    """Do all steps of ``macro`` on ``ticket`` as ``by``, or none: a refusal of one undoes those before it.

    A reply leaves after ``by``'s undo time; with ``edit_first`` it waits in ``by``'s draft. Counts the use. Raises
    StepRefused, in words that name the reason. Returns the Scene: ``message`` is the reply, ``drafted`` says that it waits.
    """
    scene = _run(macro, ticket, by)
    note_use(macro, by)
    return scene


@dataclass(frozen=True)
class Line:
    """A step in words; ``changes`` is False where the ticket is so already."""

    words: str
    changes: bool


@dataclass(frozen=True)
class Preview:
    """What ``apply`` would do: ``lines`` in order, or ``refused``, why it would do nothing.

    ``at``: ids of what on the ticket's page has to be filled in first.
    """

    lines: list
    refused: str = ""
    at: tuple = ()


def preview(macro, ticket, *, by):
    """The Preview. The steps are tried for real and undone, so that what will be refused is known before."""
    scene = Scene(locked(ticket), by, macro)
    lines = []
    try:
        for step in macro.steps:
            lines.append(Line(*KINDS[step["do"]].words(step, scene)))
        _try(macro, ticket, by)
    except OperationRefused as reason:
        return Preview(lines, str(reason.message), reason.at)
    return Preview(lines)


def plan(macro, *, by):
    """The Preview for any ticket: what it does where the ticket is not so already."""
    lines, refused = [], ""
    try:
        for step in macro.steps:
            kind = _allowed(step, by)
            lines.append(Line(*kind.words(step, Scene(None, by, macro))))
    except OperationRefused as reason:
        refused = str(reason.message)
    return Preview(lines, refused)


class _Undo(Exception):
    pass


def _try(macro, ticket, by):
    try:
        with transaction.atomic():
            _run(macro, ticket, by, trial=True)
            raise _Undo
    except _Undo:
        pass


def _run(macro, ticket, by, *, trial=False):
    scene = Scene(ticket, by, macro, trial=trial, run=uuid4().hex)
    for step in macro.steps:
        kind = _allowed(step, by)
        scene.ticket = locked(ticket)
        try:
            with events.told_with(macro=macro.name, run=scene.run):
                kind.run(step, scene)
        except StepRefused:
            raise
        except OperationRefused as refused:
            raise StepRefused(refused.message, at=refused.at) from refused
    return scene


def _allowed(step, by):
    kind = KINDS[step["do"]]
    if not by.can(kind.right):
        raise StepRefused(_("Your role may not do all that this macro does."))
    return kind
