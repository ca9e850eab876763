"""The company of the demo as rows: workspace, members, teams, channels, contacts. Leaves no event and mails nobody."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from channels_inbox.models import Channel
from contacts.identities import normalise_email, normalise_phone
from contacts.models import Contact, Identity, Organization, OrganizationDomain
from helpdesk.demo.knowing import know
from tickets.models import Status, Tag
from tickets.operations.preparing import create_workspace
from workspaces.models import Member, Team, TeamMember, User, Workspace
from workspaces.tenancy import tenant

PASSWORD = "north-wind-42"  # of every member; shown to whoever starts the demo
REOPEN_DAYS = 18  # the featured ticket of seventeen days ago is solved and not yet closed
FOUNDED_AGO = timedelta(days=400)
# Where a contact's telephone says that they live: their local time stands beside their tickets.
_PLACES = {"+47 55": ("Europe/Oslo", "Bergen")}


@dataclass
class Cast:
    """Rows by the names that the content gives them."""

    workspace: Workspace
    members: dict[str, Member]  # by key
    teams: dict[str, Team]
    statuses: dict[str, Status]  # by category
    mail: dict[str, Channel]  # by team
    by_address: dict[str, Channel]
    form: Channel
    manual: Channel
    contacts: dict[str, Contact] = field(default_factory=dict)  # by every e-mail address
    tags: dict[str, Tag] = field(default_factory=dict)


def engage(content, *, now):
    """Make the workspace with everybody in it. Must run in ``transaction.atomic``. Returns the Cast."""
    company = content.company
    workspace = create_workspace(
        slug=company.slug, name=company.name, time_zone=company.time_zone, first_number=company.first_number
    )
    workspace.portal_name = company.portal.name
    workspace.portal_colour = company.portal.colour
    workspace.portal_texts = {
        language: {"greeting": words["greeting"], "note": words["contact_people"]}
        for language, words in company.portal.texts.items()
    }
    workspace.reopen_days = REOPEN_DAYS
    workspace.created_at = now - FOUNDED_AGO
    workspace.save()
    with tenant(workspace):
        teams = _teams(workspace, company)
        members = _members(workspace, company, teams)
        cast = Cast(workspace, members, teams, _statuses(workspace), *_channels(workspace, company, teams))
        cast.contacts, organizations = _contacts(workspace, content, now)
        know(workspace, content, cast.contacts, organizations, next(iter(members.values())), now)
        tags = Tag.objects.bulk_create(Tag(workspace=workspace, name=name) for name in _tag_names(content))
        cast.tags = {tag.name: tag for tag in tags}
    return cast


def _texts(content):
    return [*content.tickets, *(item.ticket for item in content.featured)]


def _tag_names(content):
    told = {entry.value for text in _texts(content) for entry in text.entries if entry.change == "tag"}
    return sorted(told.union(*(text.tags for text in _texts(content))))


def _statuses(workspace):
    return {status.category: status for status in Status.objects.filter(workspace=workspace)}


def _teams(workspace, company):
    """The team that every workspace begins with is the first one; it keeps its channels."""
    first = Team.objects.get(workspace=workspace)
    first.name = company.teams[0]
    first.save()
    others = [Team(workspace=workspace, name=name, position=place) for place, name in enumerate(company.teams[1:], 1)]
    return {team.name: team for team in [first, *Team.objects.bulk_create(others)]}


def _members(workspace, company, teams):
    password = make_password(PASSWORD)  # one hash for all: scrypt takes its time, and the password is no secret
    members = {}
    for text in company.members:
        user, _ = User.objects.update_or_create(
            email=text.email, defaults={"name": text.name, "password": password, "is_active": True}
        )
        members[text.key] = Member.objects.create(
            workspace=workspace, user=user, role=text.role, signature=text.signature, undo_seconds=10
        )
    TeamMember.objects.bulk_create(
        TeamMember(workspace=workspace, team=teams[name], member=members[text.key])
        for text in company.members
        for name in text.teams
    )
    return members


def _channels(workspace, company, teams):
    """``(mail by team, by address, form, manual)``."""
    made = [
        Channel(
            workspace=workspace,
            kind=Channel.Kind.EMAIL,
            name=text.name,
            address=text.address,
            team=teams[text.team],
            settings={"incoming": "listener", "trusted_authserv": "mx.pohjatuul.example", "outgoing": "system"},
            takes_plus_addresses=True,  # our own listener takes them
        )
        for text in company.channels
        if text.kind == "email"
    ]
    Channel.objects.bulk_create(made)
    form = Channel.objects.get(workspace=workspace, kind=Channel.Kind.FORM)
    manual = Channel.objects.get(workspace=workspace, kind=Channel.Kind.MANUAL)
    return (
        {channel.team.name: channel for channel in made},
        {channel.address: channel for channel in made},
        form,
        manual,
    )


def _contacts(workspace, content, now):
    organizations = Organization.objects.bulk_create(
        Organization(workspace=workspace, name=text.name, note=text.note) for text in content.organizations
    )
    OrganizationDomain.objects.bulk_create(
        OrganizationDomain(workspace=workspace, organization=row, domain=text.domain)
        for row, text in zip(organizations, content.organizations, strict=True)
    )
    Organization.objects.filter(workspace=workspace).update(created_at=now - FOUNDED_AGO)
    by_name = {row.name: row for row in organizations}
    rows, identities, by_email = [], [], {}
    for text in content.contacts:
        time_zone, city = _PLACES.get(text.phone[:6], ("", ""))
        contact = Contact(
            workspace=workspace,
            name=text.name,
            organization=by_name.get(text.organization),
            is_vip=text.vip,
            language=text.language,
            time_zone=time_zone,
            city=city,
            note=text.note,
        )
        rows.append(contact)
        for email in text.emails:
            by_email[email] = contact
            identities.append(_identity(contact, Identity.Kind.EMAIL, normalise_email(email), email))
        if text.phone:
            identities.append(_identity(contact, Identity.Kind.PHONE, normalise_phone(text.phone), text.phone))
    by_email |= {
        email: _copied(workspace, email, by_name, content, rows, identities) for email in _in_copy(content, by_email)
    }
    Contact.objects.bulk_create(rows)
    Identity.objects.bulk_create(identities)
    Contact.objects.filter(workspace=workspace).update(created_at=now - FOUNDED_AGO)
    return by_email, by_name


def _in_copy(content, known):
    """The addresses that are in copy somewhere and belong to no contact, in order."""
    everyone = [email for text in _texts(content) for entry in text.entries for email in entry.cc]
    return [email for email in dict.fromkeys(everyone) if email not in known]


def _copied(workspace, email, organizations, content, rows, identities):
    domain = email.partition("@")[2]
    name = next((text.name for text in content.organizations if text.domain == domain), "")
    contact = Contact(workspace=workspace, name=email, organization=organizations.get(name))
    rows.append(contact)
    identities.append(_identity(contact, Identity.Kind.EMAIL, normalise_email(email), email))
    return contact


def _identity(contact, kind, value, shown):
    return Identity(workspace=contact.workspace, contact=contact, kind=kind, value=value, shown=shown)
