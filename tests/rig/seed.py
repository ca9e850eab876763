"""``python -m tests.rig.seed KIND JSON``: rows for tests that drive whole processes. Prints one JSON object."""

import json
import sys

import django

PASSWORD = "correct horse battery"


def workspace(*, slug="acme", name="Acme", undo_seconds=0):
    """A workspace with Alice (owner), Bob (agent) and help@acme.example by the listener."""
    from channels_inbox.models import Channel
    from tickets.operations.preparing import create_workspace
    from workspaces.models import Member, Team, TeamMember, User
    from workspaces.tenancy import tenant

    made = create_workspace(slug=slug, name=name)
    with tenant(made):
        team = Team.objects.get(workspace=made)
        for person, role in (("Alice Ash", "owner"), ("Bob Birch", "agent")):
            user = User.objects.create_user(f"{person.split()[0].lower()}@{slug}.example", PASSWORD, name=person)
            member = Member.objects.create(workspace=made, user=user, role=role, undo_seconds=undo_seconds)
            TeamMember.objects.create(workspace=made, team=team, member=member)
        Channel.objects.create(
            workspace=made,
            kind=Channel.Kind.EMAIL,
            team=team,
            name="Help",
            address=f"help@{slug}.example",
            settings={"incoming": "listener", "outgoing": "system"},
            takes_plus_addresses=True,
        )
    return {"workspace": made.pk, "password": PASSWORD}


def mailbox(*, settings, secrets):
    """An IMAP channel mailbox@acme.example; answers leave by the installation's server."""
    from channels_inbox.models import Channel
    from workspaces.models import Team, Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    with tenant(made):
        channel = Channel(
            workspace=made,
            kind=Channel.Kind.EMAIL,
            team=Team.objects.get(workspace=made),
            name="Mailbox",
            address="mailbox@acme.example",
            settings={**settings, "outgoing": "system"},
        )
        channel.secrets = secrets
        channel.save()
    return {"channel": channel.pk}


def tickets(*, count, subject="Case {n}", person=None):
    """Tickets as mails to help@ would open them: each from somebody else (asker1@example.com, …), or from ``person``."""
    from contacts.identities import contact_for
    from tests.fixtures.cast import make_ticket
    from workspaces.models import Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    numbers = []
    with tenant(made):
        for n in range(1, count + 1):
            address = person or f"asker{n}@example.com"
            asker = contact_for(made.pk, "email", address, name=address.split("@")[0].title())
            title = subject.format(n=n)
            numbers.append(make_ticket(made, asker, subject=title, text=f"What about {title.lower()}?").number)
    return {"numbers": numbers}


def long_ticket(*, messages):
    """A ticket with so many messages, by turns of the requester and of Bob, whose replies were sent long ago."""
    from contacts.identities import contact_for
    from tests.fixtures.cast import make_ticket
    from tickets.content import Content
    from tickets.models import Message
    from tickets.operations import conversation
    from workspaces.models import Member, Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    with tenant(made):
        asker = contact_for(made.pk, "email", "longwinded@example.com", name="Liina Long")
        bob = Member.objects.get(workspace=made, user__name="Bob Birch")
        ticket = make_ticket(made, asker, subject="A long story")
        for n in range(2, messages + 1):
            words = f"Part {n} of the story. " + "It goes on and on, as stories do. " * 8
            if n % 2:
                content = Content(text=words, from_address=asker.email, from_name=asker.name)
                conversation.receive(ticket, by=asker, content=content)
            else:
                conversation.reply(ticket, by=bob, body=words, body_format="text")
        # Else the page would be told of each that leaves, for minutes.
        Message.objects.filter(ticket=ticket, kind="reply").update(delivery="sent", next_attempt_at=None)
    return {"number": ticket.number}


def statuses():
    """How many tickets whose subject starts with a word have which category: ``{"Recall": {"solved": 1000}}``."""
    from tickets.models import Ticket
    from workspaces.models import Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    counts = {}
    with tenant(made):
        for subject, category in Ticket.objects.filter(workspace=made).values_list("subject", "category"):
            of_word = counts.setdefault(subject.split()[0], {})
            of_word[category] = of_word.get(category, 0) + 1
    return counts


def watched():
    """Does the mail listener hold the lease of the IMAP mailbox?"""
    from django.utils import timezone

    from channels_inbox.models import Channel
    from workspaces.models import Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    with tenant(made):
        channel = Channel.objects.get(workspace=made, address="mailbox@acme.example")
        return {"watched": bool(channel.lease_until and channel.lease_until > timezone.now() and channel.cursor)}


def ledger():
    """How many messages and tickets each workspace holds: ``{"tickets", "incoming": [message id, …], "inbound": {…}}``."""
    from collections import Counter

    from channels_inbox.models import InboundMessage
    from tickets.models import Message, Ticket
    from workspaces.models import Workspace
    from workspaces.tenancy import tenant

    made = Workspace.objects.get()
    with tenant(made):
        return {
            "tickets": Ticket.objects.filter(workspace=made).count(),
            "incoming": list(
                Message.objects.filter(workspace=made, kind="incoming")
                .order_by("id")
                .values_list("message_id", flat=True)
            ),
            "inbound": dict(Counter(InboundMessage.objects.filter(workspace=made).values_list("state", flat=True))),
            "replies": dict(
                Counter(Message.objects.filter(workspace=made, kind="reply").values_list("delivery", flat=True))
            ),
        }


KINDS = {
    "workspace": workspace,
    "mailbox": mailbox,
    "tickets": tickets,
    "long_ticket": long_ticket,
    "statuses": statuses,
    "watched": watched,
    "ledger": ledger,
}

if __name__ == "__main__":
    django.setup()
    print(json.dumps(KINDS[sys.argv[1]](**json.loads(sys.argv[2]))))
