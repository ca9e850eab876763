"""What and who comes along when tickets are merged: tags, copies, followers, drafts, files; and how it goes again."""

from dataclasses import dataclass

from django.utils import timezone

from contacts.identities import normalise_email
from tickets.models import Attachment, Merge, SideThread, TicketCC, TicketFollower, TicketSeen, TicketTag
from tickets.operations import drafting, later
from tickets.recipients import address_of_requester, ticket_addresses


@dataclass(frozen=True)
class Copy:
    """Somebody of a merged ticket who may get the answers from now on.

    ``is_asker``: that ticket's requester, another one than the survivor's. ``by_default``: of a ticket by the same requester.
    """

    address: str
    name: str
    number: int
    is_asker: bool
    by_default: bool


def possible_copies(tickets, into):
    """{address: Copy} of those who are on ``tickets`` and get nothing on ``into`` yet."""
    there = ticket_addresses(into) | _accepted(into)
    found = {}
    for ticket in tickets:
        is_same = ticket.requester_id == into.requester_id
        people = [] if is_same else [(address_of_requester(ticket), ticket.requester.name, True)]
        ccs = TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(accepted_at=None)
        people += [(cc.address, cc.contact.name, False) for cc in ccs.select_related("contact")]
        for address, name, is_asker in people:
            if address and address not in there and (address not in found or is_same):
                found[address] = Copy(address, name, ticket.number, is_asker, is_same)
    return found


def wanted(possible, copies):
    """Those of ``possible`` that were chosen; without a choice, those that need none."""
    if copies is None:
        return {address for address, one in possible.items() if one.by_default}
    return possible.keys() & {normalise_email(address) for address in copies}


def unite(source, into, copies):
    """Add what ``source`` has and ``into`` has not; ``copies`` are addresses that get answers. Returns ids of what was added."""
    key = {"workspace_id": into.workspace_id}
    has = TicketTag.objects.filter(**key, ticket=into).values_list("tag_id", flat=True)
    tags = TicketTag.objects.filter(**key, ticket=source).exclude(tag_id__in=list(has))
    tags = [TicketTag(**key, ticket=into, tag_id=one.tag_id) for one in tags]
    follow = set(TicketFollower.objects.filter(**key, ticket=into).values_list("member_id", flat=True))
    members = list(TicketFollower.objects.filter(**key, ticket=source).values_list("member_id", flat=True))
    members += [source.assignee_id] if source.assignee_id and source.assignee_id != into.assignee_id else []
    members = [TicketFollower(**key, ticket=into, member_id=pk) for pk in dict.fromkeys(members) if pk not in follow]
    threads = SideThread.objects.filter(**key, ticket=source)
    added = {
        "tags": _ids(TicketTag.objects.bulk_create(tags)),
        **_unite_copies(source, into, copies),
        "followers": _ids(TicketFollower.objects.bulk_create(members)),
        "side_threads": list(threads.values_list("pk", flat=True)),
    }
    threads.update(ticket=into)
    _move_drafts(source, into)
    return added


def divide(merge):
    """Take from the survivor what came with ``merge``; what another ticket that is still merged has, too, is that one's now."""
    key = {"workspace_id": merge.workspace_id}
    others = list(Merge.objects.filter(**key, into_id=merge.into_id, undone_at=None))
    for name, model, what in (
        ("tags", TicketTag, "tag_id"),
        ("ccs", TicketCC, "address"),
        ("followers", TicketFollower, "member_id"),
    ):
        for row in model.objects.filter(**key, ticket_id=merge.into_id, pk__in=merge.added[name]):
            same = model.objects.filter(**key, **{what: getattr(row, what)})
            heir = next((one for one in others if same.filter(ticket_id=one.ticket_id).exists()), None)
            if heir is None:
                row.delete()
                continue
            heir.added[name] = [*heir.added[name], row.pk]
            heir.save(update_fields=["added"])
    TicketCC.objects.filter(**key, ticket_id=merge.into_id, pk__in=merge.added["accepted"]).update(accepted_at=None)


def seen_by(sources, into):
    """Ids of the members who have seen all of these tickets as they are."""
    members = None
    for ticket in (*sources, into):
        seen = TicketSeen.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, version=ticket.version)
        found = set(seen.values_list("member_id", flat=True))
        members = found if members is None else members & found
    return members


def note_seen(into, members):
    """For whom nothing was new there is nothing new now."""
    TicketSeen.objects.filter(workspace_id=into.workspace_id, ticket=into, member_id__in=members).update(
        version=into.version
    )


def _accepted(ticket):
    ccs = TicketCC.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).exclude(accepted_at=None)
    return set(ccs.values_list("address", flat=True))


def _unite_copies(source, into, copies):
    """The rows of those who get answers from now on: what is older stays closed to them by the time of their acceptance."""
    now, key = timezone.now(), {"workspace_id": into.workspace_id}
    people = {
        cc.address: cc.contact_id for cc in TicketCC.objects.filter(**key, ticket=source).exclude(accepted_at=None)
    }
    if source.requester_id != into.requester_id and (address := address_of_requester(source)):
        people.setdefault(address, source.requester_id)
    made, accepted = [], []
    for address in sorted(people.keys() & copies):
        cc, is_new = TicketCC.objects.get_or_create(
            **key, ticket=into, address=address, defaults={"contact_id": people[address], "accepted_at": now}
        )
        if is_new:
            made.append(cc)
        elif cc.accepted_at is None:  # waited for an agent's look, and has had it now
            TicketCC.objects.filter(**key, pk=cc.pk).update(accepted_at=now)
            accepted.append(cc)
    return {"ccs": _ids(made), "accepted": _ids(accepted)}


def _move_drafts(source, into):
    """What members typed on the source stands on ``into``. A reply that was to leave later is a draft again: others read it."""
    later.give_all_back(source)
    drafting.move(source, into)
    Attachment.objects.filter(workspace_id=into.workspace_id, draft_ticket=source, message=None).update(
        draft_ticket=into
    )


def _ids(rows):
    return [row.pk for row in rows]
