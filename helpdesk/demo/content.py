"""The written content of the demo workspace, read from ``data/*.yaml`` and checked: company, contacts and tickets.

Nothing here touches the database or the clock. ``load()`` gives frozen dataclasses; texts may hold the placeholders of
``PLACEHOLDERS``, which ``fill`` replaces with what ``Details.values`` drew and the requester's own name.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import yaml

from helpdesk.demo.shapes import (
    ChannelText,
    Company,
    ContactText,
    Content,
    Details,
    Draft,
    Entry,
    Featured,
    FileText,
    MemberText,
    OrganizationText,
    Portal,
    TicketText,
)

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


def fill(text, values):
    """``text`` with its placeholders replaced; other braces stay as they are (HTML has some). KeyError if one is missing."""
    return _placeholder.sub(lambda match: values[match[1]] if match[1] in PLACEHOLDERS else match[0], text)


@cache
def load(folder=DATA):
    """All content of ``folder``, checked. Raises ContentError. Read once in a process."""
    folder = Path(folder)
    company = _company(
        _read(folder / "company.yaml", "workspace", "portal", "teams", "members", "channels", "logged_by_hand")
    )
    organizations = tuple(
        _make(OrganizationText, row, "organizations.yaml")
        for row in _read(folder / "organizations.yaml", "organizations")["organizations"]
    )
    contacts = tuple(
        _make(ContactText, row, "contacts.yaml") for row in _read(folder / "contacts.yaml", "contacts")["contacts"]
    )
    by_email = _check_people(company, organizations, contacts)
    tickets = []
    for path in sorted([*folder.glob("tickets_*.yaml"), *folder.glob("short_*.yaml")]):
        data = _read(path, "language", "tickets")
        for row in data["tickets"]:
            row = {"language": data["language"], "short": path.name.startswith("short_"), **row}
            tickets.append(_ticket(row, path.name, company))
    featured = tuple(
        _featured(row, path.name, company, by_email)
        for path in sorted(folder.glob("featured_*.yaml"))
        for row in _read(path, "tickets")["tickets"]
    )
    _check_tickets(tickets, featured)
    details = _details(_read(folder / "details.yaml", "order", "bikes", "cities", "date_days_before", "months"))
    return Content(company, organizations, contacts, tuple(tickets), featured, details, by_email)


def _read(path, *keys):
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    _has(data, keys, path.name)
    return data


def _has(row, keys, where):
    for key in keys:
        if not isinstance(row, dict) or key not in row:
            raise ContentError(f"{where}: {key!r} is missing")


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
        choices = {"assign": members, "status": STATUSES, "priority": PRIORITIES, "team": company.teams}
        if change in choices:
            _one_of(row.get("value"), choices[change], f"value of {change}", where)
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
    if ticket.ends == "new" and any(entry.kind == "reply" or entry.change == "assign" for entry in entries):
        raise ContentError(f"{where}: answered or assigned, so it cannot be new")
    return ticket


def _featured(row, source, company, by_email):
    """Entries of a featured ticket carry ``ago``, minutes before now; they become gaps here."""
    row = dict(row)
    where = f"{source}: #{row.get('number')}"
    _has(row, ("number", "contact", "messages"), where)
    for entry in row["messages"]:
        _has(entry, ("ago",), where)
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
    named = [*people.get("followers", ()), *(draft.author for draft in drafts)]
    if people.get("assignee"):
        named.append(people["assignee"])
    for key in named:
        _one_of(key, {member.key for member in company.members}, "member", where)
    for draft in drafts:
        _one_of(draft.kind, ("reply", "note"), "kind of draft", where)
    ticket = _ticket(row, source, company)
    if ticket.ends == "new" and people.get("assignee"):
        raise ContentError(f"{where}: assigned, so it cannot be new")
    if any(_placeholder.search(text) for text in (ticket.subject, *(entry.text for entry in ticket.entries))):
        raise ContentError(f"{where}: its people and bikes are known, so it takes no placeholders")
    people["followers"] = tuple(people.get("followers", ()))
    return Featured(number, by_email[email], ticket, agos[0], fields=MappingProxyType(bike), drafts=drafts, **people)


def _check_tickets(tickets, featured):
    seen = {}
    for ticket in [*tickets, *(item.ticket for item in featured)]:
        if ticket.subject in seen:
            raise ContentError(f"{ticket.source}: {ticket.subject!r} is also in {seen[ticket.subject]}")
        if ticket.subject:
            seen[ticket.subject] = ticket.source
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
