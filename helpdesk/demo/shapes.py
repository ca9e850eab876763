"""The shapes of the demo workspace's content: frozen, without a database and without a clock."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType


@dataclass(frozen=True)
class Portal:
    name: str
    colour: str
    texts: MappingProxyType  # language → {greeting, search_hint, contact_heading, contact_people, form_intro, …}


@dataclass(frozen=True)
class MemberText:
    key: str
    name: str
    email: str
    role: str
    language: str
    speaks: tuple[str, ...]
    teams: tuple[str, ...]
    signature: str


@dataclass(frozen=True)
class ChannelText:
    name: str
    kind: str
    team: str
    address: str = ""


@dataclass(frozen=True)
class Company:
    name: str
    slug: str
    time_zone: str
    languages: tuple[str, ...]
    first_number: int
    portal: Portal
    teams: tuple[str, ...]
    members: tuple[MemberText, ...]
    channels: tuple[ChannelText, ...]
    logged_by_hand: tuple[str, ...]

    def member(self, key):
        return next(member for member in self.members if member.key == key)

    def address_of(self, team):
        """The mail address that tickets of ``team`` come in on."""
        return next(channel.address for channel in self.channels if channel.kind == "email" and channel.team == team)


@dataclass(frozen=True)
class OrganizationText:
    name: str
    domain: str
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ContactText:
    name: str
    emails: tuple[str, ...]
    language: str
    phone: str = ""
    organization: str = ""
    vip: bool = False
    note: str = ""
    called: str = ""

    @property
    def email(self):
        return self.emails[0]

    @property
    def first(self):
        """How a greeting names the contact: "Hi Sigrid", but "Hi there" to a shared mailbox."""
        return self.called or self.name.split()[0]


@dataclass(frozen=True)
class FileText:
    """An attachment by name only; ``size_bytes`` is what the list shall show. ``inline`` is its content id."""

    name: str
    content_type: str
    size_bytes: int
    inline: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a conversation, ``after_minutes`` behind the one before it.

    ``kind`` is incoming, reply, note or event. ``author`` is a member's key, or "" for the requester and for a rule.
    ``quoted`` is the history below the text, without ">" marks. ``automatic`` marks mail that a machine wrote,
    ``failure`` holds the server's words when a reply did not arrive. Events have ``change``, ``value`` and maybe ``rule``.
    """

    kind: str
    after_minutes: int = 0
    author: str = ""
    text: str = ""
    html: str = ""
    quoted: str = ""
    cc: tuple[str, ...] = ()
    attachments: tuple[FileText, ...] = ()
    automatic: bool = False
    failure: str = ""
    change: str = ""
    value: str = ""
    rule: str = ""


@dataclass(frozen=True)
class TicketText:
    """A ticket to be made from: its first entry is the requester's. ``ends`` is the status category it ends in.

    ``requester`` says whom it suits: anyone, a contact of an organization, or a person (a contact of none).
    ``short`` ones may be used several times with other people and details, long ones better once.
    """

    subject: str
    language: str
    team: str
    channel: str
    type: str
    priority: str
    tags: tuple[str, ...]
    ends: str
    entries: tuple[Entry, ...]
    source: str
    short: bool = False
    place: str = "inbox"
    requester: str = "anyone"

    @property
    def messages(self):
        return tuple(entry for entry in self.entries if entry.kind != "event")

    @property
    def last_agent(self):
        """Key of the member who wrote last, "" if nobody did."""
        return next((entry.author for entry in reversed(self.messages) if entry.author), "")


@dataclass(frozen=True)
class Draft:
    author: str
    kind: str
    minutes_ago: int
    text: str


@dataclass(frozen=True)
class Featured:
    """A ticket with a fixed number and people. ``opened_minutes_ago`` places its first entry.

    ``due_in_minutes`` is when its next promise is due, negative when that is over, None when nothing runs.
    """

    number: int
    contact: ContactText
    ticket: TicketText
    opened_minutes_ago: int
    assignee: str = ""
    followers: tuple[str, ...] = ()
    due_in_minutes: int | None = None
    unread: bool = False
    address: str = ""
    fields: MappingProxyType = field(default_factory=lambda: MappingProxyType({}))
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True)
class Details:
    order_prefix: str
    order_range: tuple[int, int]
    bikes: tuple[tuple[str, tuple[str, ...]], ...]
    cities: MappingProxyType
    date_days_before: tuple[int, ...]
    months: MappingProxyType

    def values(self, rng, *, language, opened):
        """Draw one value for each placeholder but the names. ``rng`` is a ``random.Random``, ``opened`` a date."""
        model, frames = rng.choice(self.bikes)
        day = opened - timedelta(days=rng.choice(self.date_days_before))
        return {
            "order": f"{self.order_prefix}{rng.randint(*self.order_range)}",
            "model": model,
            "frame": rng.choice(frames),
            "city": rng.choice(self.cities[language]),
            "date": self.date_words(day, language),
        }

    def date_words(self, day: date, language):
        """The day as it stands after "on": "12 May", "12. mail", "12. mai"."""
        return f"{day.day}{'' if language == 'en' else '.'} {self.months[language][day.month - 1]}"


@dataclass(frozen=True)
class Content:
    company: Company
    organizations: tuple[OrganizationText, ...]
    contacts: tuple[ContactText, ...]
    tickets: tuple[TicketText, ...]
    featured: tuple[Featured, ...]
    details: Details
    by_email: MappingProxyType = field(repr=False)  # every address of a contact → ContactText

    def suits(self, ticket, contact):
        """Whether ``contact`` could have written ``ticket``: in that language, and as what ``ticket.requester`` says.

        A ticket about a fleet or wholesale comes from such an organization; a shared mailbox writes no ticket but its own.
        """
        if contact.called or contact.language != ticket.language:
            return False
        if ticket.requester != "organization":
            return ticket.requester == "anyone" or not contact.organization
        tags = next((o.tags for o in self.organizations if o.name == contact.organization), None)
        return tags is not None and {"fleet", "wholesale"} & set(ticket.tags) <= set(tags)
