"""Find or make the contact behind an address."""

from django.db import IntegrityError, transaction

from contacts.models import Contact, Identity
from helpdesk.lib.written import Rows, Values, ask, fetch

# Domains where strangers share a name: a contact's address there says nothing about an organization.
PUBLIC_PROVIDERS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk ymail.com icloud.com me.com "
    "mac.com aol.com gmx.com gmx.de gmx.net web.de t-online.de proton.me protonmail.com pm.me mail.com mail.ru yandex.ru "
    "yandex.com zoho.com fastmail.com hey.com tutanota.com tuta.com mail.ee hot.ee online.no online.ee neti.ee telia.com "
    "orange.fr free.fr laposte.net wanadoo.fr libero.it tiscali.it seznam.cz wp.pl o2.pl onet.pl interia.pl btinternet.com "
    "sky.com comcast.net verizon.net att.net qq.com 163.com 126.com naver.com".split()
)


def normalise_email(address):
    """Lower case, no white space; the domain in ASCII (IDNA) where it can be. Local parts keep dots and plus tags."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address.strip().lower()
    domain = domain.rstrip(".").lower()
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        pass
    return f"{local.lower()}@{domain}"


def normalise_phone(number):
    """Digits with a leading + where the number is international: "+47 55 01 42 18" → "+4755014218"."""
    digits = "".join(letter for letter in number if letter.isdigit())
    stripped = number.strip()
    if stripped.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if stripped.startswith("00") else digits


NORMALISE = {Identity.Kind.EMAIL: normalise_email, Identity.Kind.PHONE: normalise_phone, Identity.Kind.CHAT: str.strip}


def contact_for(workspace_id, kind, value, *, name="", language=""):
    """The contact who has this identity, made if there is none. Joins an organization by mail domain.

    One without a name is called by the address until a ``name`` comes along. Safe when two callers meet: the constraint
    decides, and the loser reads the winner's row. Returns the Contact.
    """
    found = _find(workspace_id, kind, NORMALISE[kind](value))
    return contact_or_new(found, workspace_id, kind, value, name=name, language=language)


def contact_or_new(found, workspace_id, kind, value, *, name="", language=""):
    """As ``contact_for``, where the caller has looked already: ``found`` is the Contact with this identity, or None."""
    normalised = NORMALISE[kind](value)
    if found is not None:
        if name and found.name in ("", normalised):
            found.name = name[:120]
            found.save(update_fields=["name"])
        return found
    try:
        with transaction.atomic():
            contact = Contact.objects.create(
                workspace_id=workspace_id,
                name=(name or normalised)[:120],
                language=language,
                organization_id=_organization_id(workspace_id, normalised) if kind == Identity.Kind.EMAIL else None,
            )
            Identity.objects.create(
                workspace_id=workspace_id, contact=contact, kind=kind, value=normalised, shown=value.strip()[:254]
            )
            return contact
    except IntegrityError:
        found = _find(workspace_id, kind, normalised)
        if found is None:
            raise
        return found


# The look-ups of every mail and call: written out, because composing them takes longer than running them.
CONTACT = Rows(Contact, "contact")
FIND = f"""
    SELECT {CONTACT.columns} FROM "contacts_identity" identity
    JOIN "contacts_contact" contact ON contact.workspace_id = identity.workspace_id AND contact.id = identity.contact_id
    WHERE identity.workspace_id = %s AND identity.kind = %s AND identity.value = %s
"""
# A row always comes, without a contact where nobody has the address.
WHO = f"""
    SELECT {CONTACT.columns}, EXISTS (
        SELECT 1 FROM "workspaces_member" member JOIN "workspaces_user" person ON person.id = member.user_id
        WHERE member.workspace_id = %(workspace)s AND person.email = %(address)s
            AND member.deactivated_at IS NULL AND person.is_active
    ) FROM (SELECT 1) AS one
    LEFT JOIN "contacts_identity" identity
        ON identity.workspace_id = %(workspace)s AND identity.kind = 'email' AND identity.value = %(address)s
    LEFT JOIN "contacts_contact" contact ON contact.workspace_id = identity.workspace_id AND contact.id = identity.contact_id
"""
FIND_ORGANIZATION = """
    SELECT organization_id FROM "contacts_organizationdomain" WHERE workspace_id = %s AND domain = %s
"""


def who_is(workspace_id, address):
    """``(Contact or None, is a member's?)`` for a normalised e-mail address, in one statement."""
    ((contact, known),) = fetch(WHO, {"workspace": workspace_id, "address": address}, CONTACT, Values("is_member"))
    return contact, known["is_member"]


def _find(workspace_id, kind, normalised):
    for (contact,) in fetch(FIND, [workspace_id, str(kind), normalised], CONTACT):
        return contact


def _organization_id(workspace_id, address):
    domain = address.rpartition("@")[2]
    if not domain or domain in PUBLIC_PROVIDERS:
        return None
    rows = ask(FIND_ORGANIZATION, [workspace_id, domain])
    return rows[0][0] if rows else None
