"""Read what was typed into custom fields, store it as typed rows, and say what they hold."""

import json
import math
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.numbers import whole
from helpdesk.lib.written import Rows, Values, fetch
from workspaces.models import CustomField, FieldOption
from workspaces.models.custom_field import FieldValue

Kind = CustomField.Kind
LINE, TEXT = 500, 10_000  # letters of a text and of a long text
LARGEST = 1e15  # whole numbers below are exact in double precision
TICKED = ("1", "on", "true", "yes")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


class BadValue(OperationRefused):
    """What was typed can't stand in the field. ``message`` says what would."""

    code = "bad_field_value"


@dataclass
class Held:
    """A field with what it holds for one ticket, contact or organization. ``is_shown``: its condition is met.

    ``error`` says why what was typed (``again``, as a form posts it) was refused: the input shows both.
    """

    field: CustomField
    options: list
    rows: list = field(default_factory=list)  # {column: value} by FieldValue.COLUMNS
    is_shown: bool = True
    error: str = ""
    again: object = None

    @property
    def text(self):
        """What it holds, in words; empty if nothing."""
        return shown(self.field, self.rows, self.options)

    @property
    def chosen(self):
        """Ids of the options it holds, or that were typed."""
        if self.again is not None:
            return {number for one in self.again if (number := whole(one)) is not None}
        return {row["option"] for row in self.rows}

    @property
    def typed(self):
        """What stands in its input."""
        if self.again is not None:
            return self.again[0] if self.again else ""
        if not self.rows:
            return ""
        row, kind = self.rows[0], self.field.kind
        if kind == Kind.NUMBER:
            return plain_number(row["number"])
        if kind == Kind.DATE:
            return row["date"].isoformat()
        return row["text"]

    def refused(self, error, typed):
        """Have it show what was typed, a list of texts, and why that was refused. Returns itself."""
        self.error, self.again = str(error), list(typed)
        return self

    @property
    def is_link(self):
        return self.field.kind == Kind.TEXT and self.text.startswith(("https://", "http://"))


FIELD = Rows(CustomField, "field")
FIELDS = f"""
SELECT {FIELD.columns}, (
    SELECT coalesce(jsonb_agg(to_jsonb(option) ORDER BY option.position, option.id), '[]')
    FROM workspaces_fieldoption option WHERE option.workspace_id = field.workspace_id AND option.field_id = field.id)
FROM workspaces_customfield field
WHERE field.workspace_id = %(workspace)s AND field.scope = %(scope)s AND (%(retired)s OR field.retired_at IS NULL)
ORDER BY field.position, field.id"""


def fields_of(workspace_id, scope, *, retired=False):
    """The CustomFields of a scope in their order, each with ``options`` fetched."""
    values = {"workspace": workspace_id, "scope": str(scope), "retired": retired}
    found = []
    for custom, rest in fetch(FIELDS, values, FIELD, Values("options")):
        options = custom.options.all()
        options._result_cache = [_option(one) for one in json.loads(rest["options"])]
        custom._prefetched_objects_cache = {"options": options}
        found.append(custom)
    return found


def _option(known):
    retired_at = known["retired_at"] and datetime.fromisoformat(known["retired_at"])
    return FieldOption(**known | {"retired_at": retired_at})


def held_by(values, scope):
    """What ``values``, the ``field_values`` of a contact or organization, hold: a Held for each field of ``scope``.

    Two statements, however many fields. Retired fields that hold something are not among them.
    """
    rows = {}
    for one in values.all():
        rows.setdefault(one.field_id, []).append(columns_of(one))
    workspace_id = values.instance.workspace_id
    return conditioned(
        [
            Held(one, offered(one.options.all(), rows.get(one.pk, ())), rows.get(one.pk, []))
            for one in fields_of(workspace_id, scope)
        ]
    )


def offered(options, rows):
    """Those ``options`` that can be chosen: retired ones only where they are held."""
    chosen = {row["option"] for row in rows}
    return [one for one in options if one.retired_at is None or one.pk in chosen]


def columns_of(value):
    """The columns of a FieldValue that say what it holds; the option by its id."""
    return {name: getattr(value, "option_id" if name == "option" else name) for name in FieldValue.COLUMNS}


def conditioned(held):
    """Sets ``is_shown`` on each of ``held``: a field shows when the one that it hangs on shows and has what it asks for."""
    by_field = {one.field.pk: one for one in held}

    def is_shown(one, depth=0):
        parent = by_field.get(one.field.shown_when_id)
        if one.field.shown_when_id is None or parent is None or depth > len(held):
            return True
        wanted = one.field.shown_when_option_id
        met = wanted in parent.chosen if wanted else bool(parent.rows)
        return met and is_shown(parent, depth + 1)

    for one in held:
        one.is_shown = is_shown(one)
    return held


def parse(custom, raw):
    """The rows (dicts by FieldValue.COLUMNS) that ``raw`` means in the field ``custom``; none for nothing.

    ``raw`` is what a form posts (a text, or a list of option ids) or a plain value: number, date, bool, the name of an
    option. Raises BadValue with a sentence that names the field and says what would be right.
    """
    if raw is None:
        return []
    if custom.has_options:
        return _options(custom, raw)
    if custom.kind == Kind.CHECKBOX:
        return [_row(is_true=True)] if raw is True or str(raw).strip().lower() in TICKED else []
    if custom.kind == Kind.LONG_TEXT:
        text = str(raw).replace("\x00", "").replace("\r\n", "\n").strip()
        return _text(custom, text, TEXT)
    if custom.kind == Kind.TEXT:
        text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(raw)).split())
        return _text(custom, text, LINE)
    if isinstance(raw, str) and not raw.strip():
        return []
    if custom.kind == Kind.NUMBER:
        return [_row(number=_number(custom, raw))]
    return [_row(date=_date(custom, raw))]


def store(values, custom, rows):
    """Have ``values``, the ``field_values`` of a ticket, contact or organization, hold ``rows`` in the field ``custom``.

    Returns what it held and holds, in words; nothing is written if they are the same.
    """
    held = list(values.filter(workspace_id=custom.workspace_id, field=custom))
    before = [columns_of(one) for one in held]
    options = list(custom.options.all()) if custom.has_options else []
    old, new = shown(custom, before, options), shown(custom, rows, options)
    if sorted(map(repr, before)) == sorted(map(repr, rows)):
        return new, new
    owner, owner_id = values.field.name, values.instance.pk
    values.filter(pk__in=[one.pk for one in held], workspace_id=custom.workspace_id).delete()
    values.model.objects.bulk_create(
        values.model(
            workspace_id=custom.workspace_id,
            field=custom,
            **{f"{owner}_id": owner_id, **{("option_id" if name == "option" else name): row[name] for name in row}},
        )
        for row in rows
    )
    return old, new


def shown(custom, rows, options):
    """What ``rows`` hold, in words of the active language."""
    if not rows:
        return ""
    if custom.has_options:
        chosen = {row["option"] for row in rows}
        return ", ".join(one.name for one in options if one.pk in chosen)
    row = rows[0]
    if custom.kind == Kind.CHECKBOX:
        return _("Yes")
    if custom.kind == Kind.NUMBER:
        return plain_number(row["number"])
    if custom.kind == Kind.DATE:
        return formats.date_format(row["date"], "j M Y")
    return row["text"]


def plain_number(number):
    """12.0 as "12", 0.5 as "0.5": without an exponent."""
    return str(int(number)) if number == int(number) else repr(number) if abs(number) >= 1e-4 else f"{number:.10f}"


def folded(text):
    """A text as it is compared: small letters, single spaces, at most 200 letters."""
    return " ".join(text.casefold().split())[:200]


def fits(pattern, text):
    """Does ``text`` look as ``pattern`` says? ``9`` is a digit, ``A`` a letter, ``*`` either; others stand for themselves."""
    return len(text) == len(pattern) and all(
        sign.isdigit()
        if wanted == "9"
        else sign.isalpha()
        if wanted == "A"
        else sign.isalnum()
        if wanted == "*"
        else sign == wanted
        for sign, wanted in zip(text, pattern, strict=True)
    )


def _row(**columns):
    return {"text": "", "words": "", "number": None, "date": None, "is_true": None, "option": None, **columns}


def _text(custom, text, most):
    if not text:
        return []
    if len(text) > most:
        raise BadValue(
            _("%(field)s: at most %(most)d letters; these are %(n)d.")
            % {"field": custom.name, "most": most, "n": len(text)}
        )
    if custom.kind == Kind.TEXT and custom.pattern and not fits(custom.pattern, text):
        said = custom.pattern_words or _("%(field)s looks like %(pattern)s: 9 is a digit, A a letter.") % {
            "field": custom.name,
            "pattern": custom.pattern,
        }
        raise BadValue(said)
    return [_row(text=text, words=folded(text))]


def _number(custom, raw):
    refused = BadValue(_("%(field)s takes a number, for example 12 or 0.5.") % {"field": custom.name})
    if isinstance(raw, str):
        typed = "".join(raw.split()).replace("\N{MINUS SIGN}", "-")
        raw = typed.replace(",", ".") if "." not in typed and typed.count(",") == 1 else typed
        if "_" in raw:
            raise refused
    try:
        number = float(raw)
    except (TypeError, ValueError):
        raise refused from None
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise refused
    return number + 0.0  # no minus zero


def _date(custom, raw):
    if isinstance(raw, datetime):
        raw = raw.date()
    if not isinstance(raw, date):
        for form in DATE_FORMATS:
            try:
                raw = datetime.strptime(str(raw).strip(), form).date()
                break
            except ValueError:
                continue
        else:
            raise BadValue(_("%(field)s takes a date, for example 2026-11-30.") % {"field": custom.name})
    if not 1900 <= raw.year <= 2200:
        raise BadValue(_("%(field)s takes a date between the years 1900 and 2200.") % {"field": custom.name})
    return raw


def _options(custom, raw):
    wanted = raw if isinstance(raw, (list, tuple, set)) else [raw]
    wanted = [one for one in wanted if isinstance(one, FieldOption) or str(one).strip()]
    known = list(custom.options.all())
    found = []
    for one in wanted:
        option = next((option for option in known if _is_named(option, one)), None)
        if option is None:
            raise BadValue(
                _("%(field)s has no entry “%(wanted)s”. Choose one of: %(entries)s.")
                % {
                    "field": custom.name,
                    "wanted": str(one)[:80],
                    "entries": ", ".join(one.name for one in known if one.retired_at is None)[:400],
                }
            )
        if option.pk not in found:
            found.append(option.pk)
    if custom.kind == Kind.SELECT and len(found) > 1:
        raise BadValue(_("%(field)s takes one entry of its list.") % {"field": custom.name})
    return [_row(option=pk) for pk in found]


def _is_named(option, wanted):
    if isinstance(wanted, FieldOption):
        return option.pk == wanted.pk
    return str(option.pk) == str(wanted).strip() or folded(option.name) == folded(str(wanted))
