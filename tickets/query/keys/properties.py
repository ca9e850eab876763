"""What a ticket is about: team, tags, priority, type, reason, channel, language, number, subject."""

import re
from dataclasses import dataclass, replace

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from channels_inbox.models import Channel
from tickets import search
from tickets.models import Reason, Tag, Ticket, TicketTag
from tickets.query.context import MOST_NAMES
from tickets.query.keys.base import COMPARING, Choice, FixedKey, Key, NamedKey, error, unknown_value
from tickets.teams import visible_teams
from workspaces.models import Team

LOOKUPS = {"": "", "<": "__lt", "<=": "__lte", ">": "__gt", ">=": "__gte"}


def _teams(context):
    """Those whose tickets the member may see: the names of others are not told."""
    if context.member is not None:
        return [(team.pk, team.name, (team.name,)) for team in visible_teams(context.member)]
    rows = Team.objects.filter(workspace=context.workspace).values_list("pk", "name")
    return [(pk, name, (name,)) for pk, name in rows]


TEAM = NamedKey("team", _("Team"), "team:Billing", read=_teams, path="team")


@dataclass(frozen=True)
class TagKey(NamedKey):
    def condition_on(self, ids, context):
        tagged = TicketTag.objects.filter(workspace=context.workspace, tag__in=ids)
        return Q(pk__in=tagged.values("ticket_id"))

    def ids(self, term, value, context):
        exact = _in_use(context).filter(name=value.lower()).values_list("pk", flat=True)
        return list(exact) or super().ids(term, value, context)


def _in_use(context):
    """Tags that were not deleted."""
    return Tag.objects.filter(workspace=context.workspace, deleted_at=None)


def _tags(context):
    rows = _in_use(context).order_by("name").values_list("pk", "name")[:MOST_NAMES]
    return [(pk, name, (name,)) for pk, name in rows]


def _untagged(context, term):
    tagged = TicketTag.objects.filter(workspace=context.workspace, tag__deleted_at=None)
    return ~Q(pk__in=tagged.values("ticket_id"))


TAG = TagKey("tag", _("Tag"), "tag:refund", read=_tags, special={"none": (_("without any tag"), _untagged)})


@dataclass(frozen=True)
class PriorityKey(FixedKey):
    def condition_of(self, term, value, context):
        return Q(**{f"priority{LOOKUPS[term.operator]}": Ticket.Priority[value.upper()].value})

    def choices(self, context):
        more = Choice(">=high", _now("high or urgent"))
        return [*super().choices(context), more]

    def offer(self, context, typed):
        sign = typed[: len(typed) - len(typed.lstrip("<>="))]
        if not sign or sign == typed == ">":
            return super().offer(context, typed)
        return [Choice(f"{sign}{value}") for value in self.values if value.startswith(typed[len(sign) :].lower())]


PRIORITY = PriorityKey(
    "priority",
    _("Priority"),
    "priority:>=high",
    COMPARING,
    values={one.name.lower(): (one.label, None) for one in reversed(Ticket.Priority)},
)


def _type(value):
    return lambda context: Q(type=value)


TYPE = FixedKey(
    "type", _("Type"), "type:incident", values={one.value: (one.label, _type(one.value)) for one in Ticket.Type}
)


def _reasons(context):
    """Each stands for those below it, too; it is found by its name or by its path, "Return/Broken"."""
    rows = {
        pk: (parent, name)
        for pk, parent, name in Reason.objects.filter(workspace=context.workspace).values_list(
            "pk", "parent_id", "name"
        )
    }
    for pk, (_parent, name) in rows.items():
        above, path = _parent, name
        names = {name}
        while above in rows:
            path = f"{rows[above][1]}/{path}"
            names.add(rows[above][1])
            above = rows[above][0]
        yield pk, path, names | _paths(path)


def _paths(path):
    parts = path.split("/")
    return {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}


REASON = NamedKey(
    "reason",
    _("Reason"),
    "reason:Complaint",
    read=_reasons,
    path="reason",
    special={"none": (_("without a reason"), lambda context, term: Q(reason=None))},
)


@dataclass(frozen=True)
class ChannelKey(NamedKey):
    """How the first message came, or the address or name of the channel that it came to."""


def _channels(context):
    rows = Channel.objects.filter(workspace=context.workspace).values_list("pk", "name", "address")
    return [(pk, address or name, (name, address)) for pk, name, address in rows]


def _origin(value):
    return lambda context, term: Q(origin=value)


CHANNEL = ChannelKey(
    "channel",
    _("Channel"),
    "channel:email",
    read=_channels,
    path="channel",
    special={one.value: (one.label, _origin(one.value)) for one in Ticket.Origin},
)


CODE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
CODES = {about["name"].lower(): code for code, about in LANG_INFO.items() if "name" in about and "-" not in code}


@dataclass(frozen=True)
class LanguageKey(Key):
    """The language that the ticket is written in, by its code or English name; ``none`` where it is not known."""

    def check_value(self, term, value):
        word = value.lower()
        if word != "none" and word not in CODES and not CODE.fullmatch(word):
            raise unknown_value(term, value, [*CODES, "none"])

    def condition_of(self, term, value, context):
        word = value.lower()
        return Q(language="" if word == "none" else CODES.get(word, word))

    def choices(self, context):
        return [Choice(code, str(name)) for code, name in settings.LANGUAGES] + [Choice("none", _now("not known"))]


LANGUAGE = LanguageKey("language", _("Language"), "language:et")


@dataclass(frozen=True)
class NumberKey(Key):
    def check_value(self, term, value):
        bare = value.removeprefix("#")
        if not (bare.isascii() and bare.isdigit() and len(bare) <= 18):
            raise error(
                term, _now("“%(word)s” is no ticket number. Write number:4218 or number:>4000.") % {"word": value[:60]}
            )

    def condition_of(self, term, value, context):
        return Q(**{f"number{LOOKUPS[term.operator]}": int(value.removeprefix("#"))})


NUMBER = NumberKey("number", _("Number"), "number:>4000", COMPARING)


MOST_IDS = 2_000
SUBJECT_WORDS = Concat(
    Value(" "), Func("subject", function="tickets_words", output_field=TextField()), output_field=TextField()
)


@dataclass(frozen=True)
class SubjectKey(Key):
    """Words of the subject. The search's index finds the tickets, their subjects then decide."""

    def check_value(self, term, value):
        if not search.words_of(value):
            mended = replace(term, values=("battery",))
            raise error(term, _now("“%(word)s” holds no word to look for.") % {"word": value[:60]}, mended)

    def condition_of(self, term, value, context):
        wanted = search.words_of(value)
        titles = search.matching(context.workspace.tickets.order_by(), search.parse(value), titles_only=True)
        hits = list(titles.values_list("pk", "subject")[: MOST_IDS + 1])
        if len(hits) > MOST_IDS:  # so many that a list of the newest is soon full
            return Q(*(Contains(SUBJECT_WORDS, Value(f" {word}")) for word in wanted))
        return Q(pk__in=[pk for pk, subject in hits if _begin(wanted, search.words_of(subject))])


def _begin(wanted, words):
    return all(any(word.startswith(one) for word in words) for one in wanted)


SUBJECT = SubjectKey("subject", _("Subject"), "subject:battery")
