"""The condition builder as a form: rows as they were posted, what a button does to them, and their text.

Rows are numbered as they stand: "0", "1", in the group "2" the rows "2.0" and "2.1". What is not complete yet says nothing;
what is wrong says why, and the text stays as it was.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tickets import query
from tickets.condition_fields import MOST as MOST_OFFERED
from tickets.condition_fields import OPERATORS, Fields, code_of
from tickets.query.builder import ALL, ANY, PHRASE, WORDS, AsText, Condition, Group, builder_of
from tickets.query.keys import key_for
from tickets.query.tree import Term, all_of, any_of, leaves, text_of, unquoted, value_text

MOST = 60  # rows; the language takes no more conditions either
PLACE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
VALUE = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|\Z)', re.DOTALL)
SIGN = re.compile(r"(>=|<=|>|<)\s*")


@dataclass
class Row:
    """A condition, a text or a group, as it stands in the form. ``error`` says why it can't be meant."""

    kind: str = "condition"  # or "text", "group"
    name: str = "is"
    code: str = "is"
    values: list = field(default_factory=list)  # as they were typed
    match: str = ANY  # of a group
    rows: list = field(default_factory=list)  # of a group
    error: str = ""
    was: str = ""  # the field that its values were offered for
    place: str = ""  # set by ``numbered``

    @property
    def label(self):
        """What people call it: "3", in a group "3.1"."""
        return ".".join(str(int(one) + 1) for one in self.place.split("."))

    @property
    def is_blank(self):
        return self.kind != "group" and not "".join(self.values).strip()


@dataclass
class Form:
    """The rows, of which all or any must hold."""

    match: str = ALL
    rows: list = field(default_factory=list)

    @property
    def every(self):
        for row in self.rows:
            yield row
            yield from row.rows

    @property
    def has_errors(self):
        return any(row.error for row in self.every)

    def numbered(self):
        for place, row in enumerate(self.rows):
            row.place = str(place)
            for inner, one in enumerate(row.rows):
                one.place = f"{place}.{inner}"
        return self


def form_of(text):
    """The Form that says what ``text`` says. Raises QueryError."""
    builder = builder_of(query.parse(text))
    return Form(builder.match, [_shown(row) for row in builder.rows]).numbered()


def _shown(row):
    match row:
        case Group(match, rows):
            return Row("group", match=match, rows=[_shown(one) for one in rows])
        case AsText():
            return Row("text", values=[row.text])
        case Condition(key, _operator, values):
            is_bare = key in (WORDS, PHRASE)
            return Row("condition", key, code_of(row), [one if is_bare else value_text(one) for one in values])


def posted(data):
    """The Form that a browser sends: ``row`` for each place; for each of them kind, name, was, code, value and match.

    What is nonsense in it (no page of ours sends that) is left out.
    """
    form = Form(_match(data.get("match"), ALL))
    for place in data.getlist("row")[:MOST]:
        if not PLACE.fullmatch(place):
            continue
        kind = data.get(f"kind.{place}", "condition")
        row = Row(kind if kind in ("text", "group") else "condition", match=_match(data.get(f"match.{place}"), ANY))
        row.values = [one.replace("\0", "") for one in data.getlist(f"value.{place}")]
        name, code = data.get(f"name.{place}", "is"), data.get(f"code.{place}", "is")
        row.name = name if name in (WORDS, PHRASE) else getattr(key_for(name), "name", "is")
        row.name = name.lower() if row.name.endswith(".") else row.name
        row.code = code if code in OPERATORS else "is"
        row.was = data.get(f"was.{place}", row.name)
        if len(row.values) > 1 and row.code in ("is", "not"):  # boxes that became a menu
            del row.values[1:]
        above = form.rows
        if "." in place:
            groups = [one for one in form.rows if one.kind == "group" and one.place == place.partition(".")[0]]
            if not groups or row.kind == "group":
                continue
            above = groups[0].rows
        row.place = place
        above.append(row)
    return form.numbered()


def press(form, do):
    """What a button does: "add" a row, or with a group's place into it; add a "group"; "remove" what stands at a place."""
    what, _colon, place = do.partition(":")
    if len(list(form.every)) >= MOST and what != "remove":
        return form
    if what == "add":
        group = next((one for one in form.rows if one.place == place and one.kind == "group"), form)
        group.rows.append(Row())
    elif what == "group":
        form.rows.append(Row("group", match=ANY if form.match == ALL else ALL, rows=[Row(), Row()]))
    elif what == "remove":
        form.rows = [one for one in form.rows if one.place != place]
        for one in form.rows:
            one.rows = [inner for inner in one.rows if inner.place != place]
        form.rows = [one for one in form.rows if one.kind != "group" or one.rows]
    return form.numbered()


def text_for(form, member):
    """What the complete rows say, as text; sets ``error`` on those that can't be meant."""
    return text_of(_joined(form.match, form.rows, member))


def _joined(match, rows, member):
    trees = []
    for row in rows:
        if row.kind == "group":
            inner = _joined(row.match, row.rows, member)
            trees += [inner] if inner != query.And(()) else []
        elif not row.is_blank:
            trees += _read(row, member)
    return any_of(trees) if match == ANY and trees else all_of(trees)


def _read(row, member):
    """The tree of a row, in a list; an empty one and the row's ``error`` if it can't be meant."""
    try:
        tree = query.parse(row.values[0] if row.kind == "text" else text_of(_condition(row).tree))
        # Are the names known? Words are found or not, but never wrong.
        named = [leaf for leaf in leaves(tree) if isinstance(leaf, Term) and leaf.key != "subject"]
        query.narrow(member.workspace.tickets.none(), all_of(named), member)
    except query.QueryError as error:
        if row.was not in ("", row.name):  # what stands there was meant for another field
            row.values = []
        else:
            row.error = str(error.message)
        return []
    return [tree]


def _condition(row):
    is_not, sign, _several = OPERATORS[row.code]
    if row.name in (WORDS, PHRASE):
        return Condition(row.name, "", (" ".join(" ".join(row.values).split()),), is_not)
    values = [value for typed in row.values for value in split(typed)]
    if not sign and values and (begun := SIGN.match(values[0])):  # ">=high" was typed behind "is"
        sign, values[0] = begun[1], values[0][begun.end() :]
    return Condition(row.name, sign, tuple(values), is_not)


def split(typed):
    """Values between commas: those in quotation marks as they stand, others without the spaces around them."""
    found, at = [], 0
    while at < len(typed):
        piece = VALUE.match(typed, at)
        if piece is None:  # something behind a closing mark: it belongs to the value
            return [one for one in (part.strip() for part in typed.split(",")) if one]
        value = piece[1].strip()
        found += [unquoted(value)] if value else []
        at = max(piece.end(), at + 1)
    return found


def _match(said, usual):
    return said if said in (ALL, ANY) else usual


@dataclass
class Step:
    """``text`` and ``form`` after a post; ``trouble`` says why they do not agree, ``both`` that both were changed."""

    text: str
    form: Form
    trouble: str = ""
    both: bool = False


def in_step(data, member, *, name="q"):
    """The Step of a post that may have changed the text (``name``), the rows, or both since they agreed (``agreed``)."""
    typed, agreed, do = data.get(name), data.get("agreed", ""), data.get("do", "")
    form = posted(data)
    if typed is None:
        typed = agreed
    if do == "read":
        return _from_text(typed, form, member)
    form = press(form, do)
    text = text_for(form, member)
    if do == "write" and not form.has_errors:
        return Step(text, form)
    rows_changed, text_changed = form.has_errors or text != agreed, _canonical(typed) != agreed
    if not text_changed:
        trouble = _("A condition below can't be meant so. The text stays as it was.") if form.has_errors else ""
        return Step(typed if trouble or not rows_changed else text, form, trouble)
    if not rows_changed:
        return _from_text(typed, form, member, do)
    words = _("Both the text and the conditions below it were changed. Take one of them.")
    return Step(typed, form, words, both=True)


def _from_text(typed, form, member, do=""):
    try:
        read = press(form_of(typed), do)
    except query.QueryError as error:
        return Step(typed, form, str(error.message))
    text_for(read, member)  # says which names are unknown
    return Step(typed, read)


def _canonical(text):
    try:
        return text_of(query.parse(text))
    except query.QueryError:
        return None


def drawn(form, member):
    """Sets on each row what its line offers. Returns the form."""
    fields = Fields(member)
    for row in form.every:
        if row.kind != "condition":
            continue
        row.groups = fields.groups(row.name)
        if row.name not in (WORDS, PHRASE) and not row.error:
            row.values = [value_text(value) for typed in row.values for value in split(typed)]
            if len(row.values) > 1 and row.code in ("is", "not"):
                row.code = "in" if row.code == "is" else "notin"
        row.operators = fields.operators(row.name, row.code)
        if row.code not in dict(row.operators):
            row.code = row.operators[0][0]
        row.offers = fields.values(row.name, row.code)
        row.widget = fields.widget(row.name, row.code, row.values, row.offers)
        row.offers = row.offers[:MOST_OFFERED]
        row.typed = row.values[0] if row.widget == "menu" and row.values else ", ".join(row.values)
        row.example = fields.example(row.name)
    return form


def step_from(text, member):
    """The Step of a text that nobody has rows for yet."""
    return _from_text(text, Form(), member)


def context(step, member, *, agreed=""):
    """What ``_conditions.html`` needs. ``agreed`` is what text and rows last had in common."""
    canonical = None if step.trouble else _canonical(step.text)
    return {
        "step": step,
        "conditions": drawn(step.form, member),
        "agreed": agreed if canonical is None else canonical,
    }
