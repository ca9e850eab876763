"""What ties tickets to others, and to people whom the requester does not know of."""

from tests.fixtures.cast import make_ticket
from tickets.models import Merge, SideThread, TicketLink
from tickets.operations import linking, merging, triage


def fill(workspace, word, seen, hidden, people, now):
    """Names for tickets to merge, link, answer and delete: of those that the agent sees, and of those that nobody else does.

    ``people`` are the agent, the one who sees what is hidden, the requester, and the channel.
    """
    agent, insider, contact, channel = people
    names = {}
    for suffix, ticket, team, by in (("", seen, seen.team, agent), ("_hidden", hidden, hidden.team, insider)):
        spare, part, incident = (
            make_ticket(workspace, contact, subject=f"{word} {role}", text=word, channel=channel, team=team)
            for role in ("spare", "part", "incident")
        )
        linking.link(incident, ticket, kind="incident", by=by)
        link = TicketLink.objects.create(workspace=workspace, ticket=ticket, other=spare, kind="related", at=now)
        side = SideThread.objects.create(
            workspace=workspace, ticket=ticket, subject=f"{word} side", addresses=[f"supplier@{word}.example"], at=now
        )
        batch = merging.merge([part], into=spare, by=by)[0].batch
        Merge.objects.filter(batch=batch).update(ticket_was={"word": word} | Merge.objects.get(batch=batch).ticket_was)
        gone = make_ticket(workspace, contact, subject=f"{word} gone", text=word, channel=channel, team=team)
        triage.move(gone, "trash", by=by)
        names |= {
            f"open_ticket{suffix}": spare.number,
            f"incident{suffix}": incident.number,
            f"trashed{suffix}": gone.number,
            f"batch{suffix}": batch,
            f"link{suffix}": link.pk,
            f"side{suffix}": side.public_id,
        }
    return names
