"""Which mails customers would find in their mailboxes, and which went to the company's own people and addresses."""

from email.utils import parseaddr

from django.conf import settings

from channels_inbox.models import Channel
from contacts.models import Identity
from workspaces.models import Member

CUSTOMERS, TEAM = "customers", "team"


def sort(workspace, heads):
    """``{CUSTOMERS: heads, TEAM: heads}`` in their order. Three queries; inside ``tenant()``.

    To the team: what only members and channels (their tests) got, and what the installation itself wrote to a stranger:
    an invitation.
    """
    got = {one.address.lower() for head in heads for one in head.to}
    channels = set(Channel.objects.filter(workspace=workspace).exclude(address="").values_list("address", flat=True))
    members = Member.objects.filter(workspace=workspace, user__email__in=got).values_list("user__email", flat=True)
    identities = Identity.objects.filter(workspace=workspace, kind=Identity.Kind.EMAIL, value__in=got)
    own = {*members, *(address for address in got if _without_plus(address) in channels)}
    contacts = set(identities.values_list("value", flat=True))
    boxes = {CUSTOMERS: [], TEAM: []}
    for head in heads:
        to = {one.address.lower() for one in head.to}
        is_ours = to <= own or (_is_system(head.sender.address) and not to & contacts)
        boxes[TEAM if is_ours else CUSTOMERS].append(head)
    return boxes


def takes_answers(letter):
    """Does somebody take answers to ``letter``? The installation's own address (of sign-in links) has no mailbox."""
    return not _is_system(letter.answers_to.address)


def _is_system(address):
    return address.lower() == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _without_plus(address):
    """Of a channel's signed or test address, the channel's own."""
    name, _at, domain = address.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
