"""What each right of ``permissions.yaml`` lets one do, in words, for the page that shows what roles may."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from workspaces import rights
from workspaces.models import Member

GROUPS = (
    (
        _("Tickets"),
        {
            "tickets.read": _("Read tickets, find them, and hear of them live"),
            "tickets.create": _("Open tickets"),
            "tickets.reply": _("Answer customers"),
            "tickets.note": _("Read and write internal notes"),
            "tickets.triage": _("Assign, and change status, priority, tags and fields"),
            "tickets.change_cc": _("Change who else gets copies"),
            "tickets.merge": _("Merge and split tickets, and change the requester"),
            "tickets.spam": _("Put tickets into spam and take them out"),
            "tickets.bulk": _("Change many tickets at once, up to 100"),
            "tickets.bulk_many": _("Change more than 100 tickets at once"),
            "tickets.trash": _("Put tickets into the trash and take them out"),
            "tickets.purge": _("Delete tickets for good"),
            "tickets.export": _("Save lists of tickets as files"),
        },
    ),
    (
        _("Lists and answers"),
        {
            "views.use": _("Keep own views"),
            "views.share": _("Share views with teams or everybody"),
            "answers.use": _("Use canned responses and macros, and keep own ones"),
            "answers.share": _("Write canned responses and macros for others"),
        },
    ),
    (
        _("Contacts"),
        {
            "contacts.read": _("See contacts and organizations"),
            "contacts.edit": _("Change contacts and organizations"),
            "contacts.merge": _("Merge two contacts into one"),
            "contacts.block": _("Block contacts"),
            "contacts.import": _("Bring contacts in from a table"),
            "contacts.export": _("Save all contacts as a file"),
        },
    ),
    (
        _("Colleagues"),
        {
            "talk.use": _("Write in the rooms of teams"),
            "announcements.write": _("Announce something to all"),
        },
    ),
    (
        _("Settings"),
        {
            "channels.use": _("See and save mails as they came, with their headers"),
            "channels.configure": _("Connect and change channels"),
            "quarantine.read": _("See mail that could not be read"),
            "teams.read": _("See teams and who is in them"),
            "teams.configure": _("Make and change teams"),
            "members.invite": _("Invite people, and see the list of members"),
            "members.change_role": _("Change roles and teams, shut members out, help who is locked out"),
            "workspace.configure": _("Change the workspace: its name, statuses, fields, tags, checklists"),
            "workspace.delete": _("Delete the workspace"),
        },
    ),
)
SCOPES = {rights.ALL: _("All"), rights.TEAM: _("Own teams"), rights.OWN: _("Own"), rights.NONE: _("No")}


@dataclass(frozen=True)
class Cell:
    """``scope`` as in permissions.yaml; ``words`` on the page: where a right is not of rows of a team, "All" is "Yes"."""

    role: str
    scope: str
    words: str


def table():
    """``[(group, [(what, [Cell])])]``, the roles in the order of ``rights.ROLES``."""
    return [(title, [(what, _cells(action)) for action, what in lines.items()]) for title, lines in GROUPS]


def _cells(action):
    scopes = rights.matrix()[action]
    divides = any(scope in (rights.TEAM, rights.OWN) for scope in scopes.values())
    return [
        Cell(Member.Role(role).label, scope, _("Yes") if scope == rights.ALL and not divides else SCOPES[scope])
        for role, scope in scopes.items()
    ]
