"""Which column goes where, and one line as a contact."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.editing import clean_tag
from contacts.identities import normalise_email, normalise_phone
from contacts.transfer.tables import unguarded

# What a column can be, in the order in which it is offered; with the heads by which it is guessed, folded.
FIELDS = {
    "name": (gettext_lazy("Name"), "name|full name|contact|nimi|navn|kontakt"),
    "first_name": (gettext_lazy("First name"), "first name|firstname|given name|eesnimi|fornavn"),
    "last_name": (gettext_lazy("Last name"), "last name|lastname|surname|family name|perekonnanimi|etternavn"),
    "email": (gettext_lazy("E-mail"), r"e-?mail.*|e-?post.*|mail|meil|epost"),
    "phone": (gettext_lazy("Telephone"), r"(tele)?phone.*|mobile.*|mobil.*|telefon.*|tlf.*|tel"),
    "organization": (gettext_lazy("Organization"), "organi[sz]ation|company|firma|ettevote|bedrift|selskap|asutus"),
    "external_id": (
        gettext_lazy("Customer number"),
        r"customer (number|no|id)|kundenummer|kliendinumber|external.?id|id",
    ),
    "language": (gettext_lazy("Language"), "language|keel|sprak"),
    "time_zone": (gettext_lazy("Time zone"), "time ?zone|ajavoond|tidssone"),
    "city": (gettext_lazy("City"), "city|town|linn|by|sted|poststed"),
    "tags": (gettext_lazy("Tags"), "tags?|sildid|etiketter|merkelapper"),
    "vip": (gettext_lazy("VIP"), "vip"),
    "note": (gettext_lazy("In short"), "notes?|comment|markus|markused|notat"),
}
YES = frozenset("1 yes y true x vip ja jah sann".split())
NO = frozenset(["", "0", "no", "n", "false", "nei", "ei", "vale"])
is_email = EmailValidator()


class BadLine(ValueError):
    """Why a line can't become a contact, in words."""


@dataclass
class Line:
    """One line as a contact."""

    number: int
    values: dict = field(default_factory=dict)  # columns of Contact that the line says something about
    emails: list = field(default_factory=list)  # (normalised, as written)
    phones: list = field(default_factory=list)
    organization: str = ""
    tags: list = field(default_factory=list)

    @property
    def keys(self):
        """What the contact is known by: ``("email", "rosa@…")``, …"""
        found = [("external", self.values["external_id"])] if self.values.get("external_id") else []
        return [*found, *(("email", one) for one, _ in self.emails), *(("phone", one) for one, _ in self.phones)]


def guess(heads):
    """For each head the field it may mean, or "". A field is given once, but for e-mail, telephone and tags."""
    found = []
    for head in heads:
        plain = unicodedata.normalize("NFKD", head.lower()).encode("ascii", "ignore").decode()
        word = " ".join(re.sub(r"[_.:]+", " ", plain).split())
        match = next((name for name, (_, heads) in FIELDS.items() if re.fullmatch(heads, word)), "")
        found.append("" if match in found and match not in ("email", "phone", "tags") else match)
    return found


def line_of(number, cells, mapping, width):
    """The Line that ``cells`` say under ``mapping`` (a field or "" for each column). Raises BadLine."""
    if cells is None:
        raise BadLine(_("The quotation marks of this line do not fit together."))
    if len(cells) > width:
        raise BadLine(
            _("The line has %(found)s columns, the first line has %(width)s.") % {"found": len(cells), "width": width}
        )
    line, said = Line(number), {}
    for name, cell in zip(mapping, cells, strict=False):
        cell = unguarded(cell)
        if not name or not cell:
            continue
        if name == "email":
            line.emails += [_email(one) for one in re.split(r"[,;\s]+", cell) if one]
        elif name == "phone":
            line.phones += [_phone(one) for one in re.split(r"[,;\n]+", cell) if one.strip()]
        elif name == "tags":
            line.tags += [tag for tag in map(clean_tag, re.split(r"[,;\n]+", cell)) if tag]
        else:
            said[name] = cell
    name = said.pop("name", "") or " ".join(filter(None, (said.get("first_name"), said.get("last_name"))))
    line.organization = " ".join(said.pop("organization", "").split())
    _fill(line, " ".join(name.split()), said)
    if not line.keys:
        raise BadLine(_("The line has no e-mail address, telephone or customer number: nothing would find it again."))
    return line


def _fill(line, name, said):
    limits = {"name": (name, 120), "organization": (line.organization, 120), "city": (said.get("city", ""), 80)}
    limits["external_id"] = (said.get("external_id", ""), 64)
    limits["note"] = (said.get("note", ""), 4000)
    for key, (value, most) in limits.items():
        if len(value) > most:
            words = {"field": FIELDS[key][0], "most": most}
            raise BadLine(_("%(field)s is longer than %(most)s letters.") % words)
        if value and key != "organization":
            line.values[key] = value
    if language := said.get("language", "").lower():
        names = {str(label).lower(): code for code, label in settings.LANGUAGES} | {"no": "nb", "ee": "et"}
        line.values["language"] = code = names.get(language, language)
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,4})?", code):
            raise BadLine(_("“%(value)s” is no language. One looks like et, nb or en.") % {"value": language[:40]})
    if zone := said.get("time_zone", ""):
        if zone not in _zones():
            raise BadLine(_("“%(value)s” is no time zone. One looks like Europe/Tallinn.") % {"value": zone[:40]})
        line.values["time_zone"] = zone
    if (vip := said.get("vip", "").lower()) not in NO:
        if vip not in YES:
            raise BadLine(_("“%(value)s” says neither yes nor no for VIP.") % {"value": vip[:40]})
        line.values["is_vip"] = True


def _email(text):
    value = normalise_email(text)
    try:
        is_email(value)
    except ValidationError:
        raise BadLine(_("“%(value)s” is not an e-mail address.") % {"value": text[:80]}) from None
    if len(value) > 254:
        raise BadLine(_("“%(value)s” is not an e-mail address.") % {"value": text[:80]})
    return value, text[:254]


def _phone(text):
    value = normalise_phone(text)
    digits = len(value.lstrip("+"))
    if not 5 <= digits <= 20 or re.search(r"[^\d\s()+/.\-]", text.strip()):
        raise BadLine(_("“%(value)s” is not a telephone number.") % {"value": text.strip()[:80]})
    return value, text.strip()[:254]


@cache
def _zones():
    return available_timezones()
