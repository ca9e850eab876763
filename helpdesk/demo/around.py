"""Who is around in the demo's workspace: Liis is on holiday and Kadri stands in; two have chosen what colleagues are told."""

from datetime import timedelta

from tickets.absences import today
from workspaces.models import Absence, Member

CHOSEN = {"Helena": Member.Availability.ONLINE, "Priit": Member.Availability.AWAY}


def write(workspace):
    """In the open transaction of the demo's workspace, whose members are there."""
    members = {one.first_name: one for one in Member.objects.filter(workspace=workspace).select_related("user")}
    day = today(workspace)
    Absence.objects.create(
        workspace=workspace,
        member=members["Liis"],
        first_day=day - timedelta(days=2),
        last_day=day + timedelta(days=8),
        substitute=members["Kadri"],
        note="In Haapsalu with the children, without a laptop",
    )
    for name, state in CHOSEN.items():
        Member.objects.filter(workspace=workspace, pk=members[name].pk).update(availability=state)
