"""The written content of the demo workspace, read from ``data/*.yaml`` and checked: company, contacts and tickets.

Nothing here touches the database or the clock. ``load()`` gives frozen dataclasses; texts may hold the placeholders of
``PLACEHOLDERS``, which ``fill`` replaces with what ``Details.values`` drew and the requester's own name.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import yaml

DATA = Path(__file__).parent / "data"
PLACEHOLDERS = ("order", "model", "frame", "city", "date", "first", "name")
LANGUAGES = ("en", "et", "nb")
CHANNELS = ("email", "form", "phone", "visit", "letter", "fax")
TYPES = ("question", "incident", "problem", "task", "request")
PRIORITIES = ("low", "normal", "high", "urgent")
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PLACES = ("inbox", "spam", "trash")
REQUESTERS = ("anyone", "organization", "person")
CHANGES = ("assign", "status", "priority", "team", "tag", "untag")
_placeholder = re.compile(r"\{([a-z]+)\}")


class ContentError(Exception):
    """The demo's data files contradict themselves; the message names file, ticket and fault."""


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


def fill(text, values):
    """``text`` with its placeholders replaced; other braces stay as they are (HTML has some). KeyError if one is missing."""
    return _placeholder.sub(lambda match: values[match[1]] if match[1] in PLACEHOLDERS else match[0], text)


@cache
def load(folder=DATA):
    """All content of ``folder``, checked. Raises ContentError. Read once in a process."""
    folder = Path(folder)
    company = _company(_read(folder / "company.yaml"))
    organizations = tuple(
        _make(OrganizationText, row, "organizations.yaml")
        for row in _read(folder / "organizations.yaml")["organizations"]
    )
    contacts = tuple(_make(ContactText, row, "contacts.yaml") for row in _read(folder / "contacts.yaml")["contacts"])
    by_email = _check_people(company, organizations, contacts)
    tickets = []
    for path in sorted((*folder.glob("tickets_*.yaml"), *folder.glob("short_*.yaml"))):
        data = _read(path)
        for row in data["tickets"]:
            row = {"language": data["language"], "short": path.name.startswith("short_"), **row}
            tickets.append(_ticket(row, path.name, company))
    featured = tuple(
        _featured(row, path.name, company, by_email)
        for path in sorted(folder.glob("featured_*.yaml"))
        for row in _read(path)["tickets"]
    )
    _check_tickets(tickets, featured)
    details = _details(_read(folder / "details.yaml"))
    return Content(company, organizations, contacts, tuple(tickets), featured, details, by_email)


def _read(path):
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def _make(kind, row, where):
    """A dataclass from a mapping; lists become tuples. A missing or unknown key is an error that names it."""
    try:
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})
    except TypeError as error:
        raise ContentError(f"{where}: {error}") from error


def _one_of(value, allowed, what, where):
    if value not in allowed:
        raise ContentError(f"{where}: unknown {what} {value!r}")


def _company(data):
    where = "company.yaml"
    teams = tuple(data["teams"])
    members = tuple(_make(MemberText, row, where) for row in data["members"])
    channels = tuple(_make(ChannelText, row, where) for row in data["channels"])
    for name in [name for member in members for name in member.teams] + [channel.team for channel in channels]:
        _one_of(name, teams, "team", where)
    for kind in [channel.kind for channel in channels] + data["logged_by_hand"]:
        _one_of(kind, CHANNELS, "channel", where)
    portal = data["portal"]
    return Company(
        **{**data["workspace"], "languages": tuple(data["workspace"]["languages"])},
        portal=Portal(portal["name"], portal["colour"], MappingProxyType(portal["texts"])),
        teams=teams,
        members=members,
        channels=channels,
        logged_by_hand=tuple(data["logged_by_hand"]),
    )


def _check_people(company, organizations, contacts):
    names = {organization.name for organization in organizations}
    by_email = {}
    for contact in contacts:
        where = f"contacts.yaml: {contact.name}"
        _one_of(contact.language, company.languages, "language", where)
        if contact.organization:
            _one_of(contact.organization, names, "organization", where)
        for email in contact.emails:
            if email in by_email or email in {member.email for member in company.members}:
                raise ContentError(f"{where}: {email} belongs to somebody else too")
            by_email[email] = contact
    return MappingProxyType(by_email)


def _entry(row, where, company, first):
    """``by: contact`` is incoming, ``by: <member>`` a reply, ``note: <member>`` a note, ``event: <change>`` an event."""
    row = dict(row)
    row["attachments"] = tuple(_make(FileText, file, where) for file in row.pop("attachments", ()))
    row["after_minutes"] = row.pop("after", 0)
    row["text"] = row.get("text", "").strip()
    members = {member.key for member in company.members}
    if "event" in row:
        change, author = row.pop("event"), row.pop("by", "")
        _one_of(change, CHANGES, "change", where)
        _one_of(author, members | {""}, "member", where)
        allowed = {
            "assign": members, "status": STATUSES, "priority": PRIORITIES, "team": company.teams
        }.get(change)  # fmt: skip
        if allowed is not None:
            _one_of(row.get("value"), allowed, f"value of {change}", where)
        if not author and not row.get("rule"):
            raise ContentError(f"{where}: event {change} has neither member nor rule")
        row |= {"kind": "event", "change": change, "author": author}
    elif "note" in row:
        row |= {"kind": "note", "author": row.pop("note")}
        _one_of(row["author"], members, "member", where)
    else:
        author = row.pop("by", None)
        _one_of(author, members | {"contact"}, "author", where)
        row |= {"kind": "incoming", "author": ""} if author == "contact" else {"kind": "reply", "author": author}
    entry = _make(Entry, row, where)
    if entry.after_minutes < 0 or (first and entry.kind != "incoming"):
        raise ContentError(f"{where}: it must begin with the requester and run forward in time")
    for text in (entry.text, entry.html):
        for name in _placeholder.findall(text):
            _one_of(name, PLACEHOLDERS, "placeholder", where)
    if entry.kind != "event" and not entry.text and not entry.html:
        raise ContentError(f"{where}: a message has no text")
    return entry


def _ticket(row, source, company):
    where = f"{source}: {row.get('subject')!r}"
    rows = row.get("messages") or []
    if not rows:
        raise ContentError(f"{where}: no messages")
    entries = tuple(_entry(item, where, company, first=index == 0) for index, item in enumerate(rows))
    fields = {key: value for key, value in row.items() if key != "messages"}
    ticket = _make(TicketText, {"tags": (), **fields, "entries": entries, "source": source}, where)
    _one_of(ticket.language, company.languages, "language", where)
    _one_of(ticket.team, company.teams, "team", where)
    _one_of(ticket.channel, CHANNELS, "channel", where)
    _one_of(ticket.type, TYPES, "type", where)
    _one_of(ticket.priority, PRIORITIES, "priority", where)
    _one_of(ticket.ends, STATUSES, "status", where)
    _one_of(ticket.place, PLACES, "place", where)
    _one_of(ticket.requester, REQUESTERS, "requester", where)
    for name in _placeholder.findall(ticket.subject):
        _one_of(name, PLACEHOLDERS, "placeholder", where)
    if ticket.ends == "new" and ticket.last_agent and any(entry.kind == "reply" for entry in entries):
        raise ContentError(f"{where}: answered, so it cannot be new")
    return ticket


def _featured(row, source, company, by_email):
    """Entries of a featured ticket carry ``ago``, minutes before now; they become gaps here."""
    row = dict(row)
    where = f"{source}: #{row.get('number')}"
    agos = [entry["ago"] for entry in row["messages"]]
    gaps = [0] + [earlier - later for earlier, later in pairwise(agos)]
    if min(gaps) < 0:
        raise ContentError(f"{where}: its messages are not in order")
    row["messages"] = [
        {**{key: value for key, value in entry.items() if key != "ago"}, "after": gap}
        for entry, gap in zip(row["messages"], gaps, strict=True)
    ]
    people = {
        key: row.pop(key) for key in ("assignee", "followers", "due_in_minutes", "unread", "address") if key in row
    }
    number, email, bike = row.pop("number"), row.pop("contact"), row.pop("fields", {})
    drafts = tuple(_make(Draft, draft, where) for draft in row.pop("drafts", ()))
    _one_of(email, by_email, "contact", where)
    keys = {member.key for member in company.members}
    for key in [
        *people.get("followers", ()),
        *filter(None, [people.get("assignee")]),
        *(draft.author for draft in drafts),
    ]:
        _one_of(key, keys, "member", where)
    ticket = _ticket(row, source, company)
    if (ticket.ends == "new") and people.get("assignee"):
        raise ContentError(f"{where}: assigned, so it cannot be new")
    people["followers"] = tuple(people.get("followers", ()))
    return Featured(number, by_email[email], ticket, agos[0], fields=MappingProxyType(bike), drafts=drafts, **people)


def _check_tickets(tickets, featured):
    seen = {}
    for ticket in [*tickets, *(item.ticket for item in featured)]:
        if ticket.subject and (ticket.subject, ticket.source) != seen.setdefault(
            ticket.subject, (ticket.subject, ticket.source)
        ):
            raise ContentError(f"{ticket.source}: {ticket.subject!r} is also in {seen[ticket.subject][1]}")
    ages = [item.opened_minutes_ago for item in sorted(featured, key=lambda item: item.number)]
    if len({item.number for item in featured}) != len(featured) or ages != sorted(ages, reverse=True):
        raise ContentError("featured_*.yaml: numbers must be unique and rise with time")


def _details(data):
    order = data["order"]
    return Details(
        order_prefix=order["prefix"],
        order_range=(order["from"], order["to"]),
        bikes=tuple((bike["model"], tuple(bike["frames"])) for bike in data["bikes"]),
        cities=MappingProxyType({language: tuple(data["cities"][language]) for language in LANGUAGES}),
        date_days_before=tuple(data["date_days_before"]),
        months=MappingProxyType({language: tuple(data["months"][language]) for language in LANGUAGES}),
    )
