"""What a workspace has from its first minute."""

from django.db import transaction
from django.utils.translation import gettext, override

from channels_inbox.models import Channel
from helpdesk.lib.written import Rows, fetch
from tickets.models import Reason, Status, TicketNumber
from tickets.models.status import Category
from workspaces.models import Team, Workspace
from workspaces.tenancy import tenant

STATUS = Rows(Status, "status")
FIRST_OF_CATEGORY = f"""
    SELECT {STATUS.columns} FROM "tickets_status" status WHERE workspace_id = %s AND category = %s
    AND replaced_by_id IS NULL
    ORDER BY position, id LIMIT 1
"""


@transaction.atomic
def create_workspace(*, slug, name, language="en", time_zone="UTC", first_number=1):
    """A workspace that can work at once: team Support, statuses, reasons, the web form and logging by hand.

    Names are written in ``language`` and are the admin's to change. Returns the Workspace.
    """
    workspace = Workspace.objects.create(slug=slug, name=name, language=language, time_zone=time_zone)
    with tenant(workspace), override(language):
        TicketNumber.objects.create(workspace=workspace, last=first_number - 1)
        team = Team.objects.create(workspace=workspace, name=gettext("Support"))
        Status.objects.bulk_create(
            Status(workspace=workspace, name=str(category.label), category=category, position=position)
            for position, category in enumerate(Category)
        )
        for position, reason in enumerate(
            [gettext("Question"), gettext("Complaint"), gettext("Praise"), gettext("Request"), gettext("Return")]
        ):
            Reason.objects.create(workspace=workspace, name=reason, position=position)
        Channel.objects.create(workspace=workspace, kind=Channel.Kind.FORM, name=gettext("Contact form"), team=team)
        Channel.objects.create(workspace=workspace, kind=Channel.Kind.MANUAL, name=gettext("Logged by hand"), team=team)
    return workspace


def status_in(workspace_id, category):
    """The workspace's first status of a category: the one that operations set."""
    for (status,) in fetch(FIRST_OF_CATEGORY, [workspace_id, str(category)], STATUS):
        return status
