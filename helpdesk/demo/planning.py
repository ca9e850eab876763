"""Which tickets the demo has: number, age, text, requester and end of each. No database; the clock is given.

The featured tickets stand where the pictures show them. Between them the other texts are spread over sixty days, so that
the counts of the pictures come out: the younger a ticket, the likelier it is still open.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from helpdesk.demo.shapes import ContactText, Featured, TicketText

TICKETS = 400
OPEN = 86
WAITING = 41
UNASSIGNED = 9
MINE, ME = 12, "kadri"  # open tickets of the member whose screen the pictures show
LONGEST_AGO = 60 * 24 * 60  # minutes; only featured tickets are older
SEED = 4218
_DAY = 24 * 60  # minutes
_OLDEST = {"open": 21 * _DAY, "waiting": 30 * _DAY}
_ANSWERED_WITHIN = 4 * _DAY  # an open ticket that nobody has answered is younger

_OPEN_ENDS, _WAITING_ENDS, _DONE_ENDS = ("new", "open"), ("pending", "hold"), ("solved", "closed")
# Minutes that must lie between the last message and now, so that somebody had the time to set the status.
_SPARE = {"open": 3, "waiting": 60, "done": 60}


@dataclass(frozen=True)
class Planned:
    """A ticket to be made. ``ends`` is the category it ends in (solved ones close by themselves when they are old enough).

    ``assignee`` is a member's key or "". ``values`` fill the placeholders of the texts.
    """

    number: int
    opened_at: datetime
    text: TicketText
    contact: ContactText
    ends: str
    values: dict
    assignee: str = ""
    featured: Featured | None = None


@dataclass(frozen=True)
class _Slot:
    number: int
    age: int  # minutes


def plan(content, now, *, as_at=None):
    """The 400 Planned, by number. The same ``now`` gives the same plan; with ``as_at``, the same tickets at any time."""
    rng = Random(SEED)
    slots = _slots(content, as_at or now, rng)
    busy = Counter(item.contact.email for item in content.featured)
    pictured = max((item for item in content.featured if item.drafts), key=lambda item: item.number).contact
    free = {  # who could still write a text: nobody writes one twice
        id(text): [one for one in content.contacts if content.suits(text, one) and one is not pictured]
        for text in content.tickets
    }
    others = []
    for slot, text, ends in _texts_for(content, slots, rng, {key: len(people) for key, people in free.items()}):
        opened_at = now - timedelta(minutes=slot.age)
        contact = min(free[id(text)], key=lambda one: (busy[one.email], rng.random()))
        busy[contact.email] += 1
        free[id(text)].remove(contact)
        opened = opened_at.astimezone(ZoneInfo(content.company.time_zone)).date()
        values = content.details.values(rng, language=text.language, opened=opened)
        values |= {"first": contact.first, "name": contact.name}
        others.append(Planned(slot.number, opened_at, text, contact, ends, values, _owner(text)))
    featured = [_featured(item, now) for item in content.featured]
    others = _shared_out(content.company, featured, others)
    return tuple(sorted([*featured, *others], key=lambda one: one.number))


def minutes_of(text):
    """How long the conversation of ``text`` lasts."""
    return sum(entry.after_minutes for entry in text.entries)


def _featured(item, now):
    opened_at = now - timedelta(minutes=item.opened_minutes_ago)
    assignee = item.assignee or _owner(item.ticket)
    return Planned(item.number, opened_at, item.ticket, item.contact, item.ticket.ends, {}, assignee, item)


def _owner(text):
    """Who has the ticket by what its text says: the last one it was given to, else who wrote last."""
    given = [entry.value for entry in text.entries if entry.change == "assign"]
    return given[-1] if given else text.last_agent


def _slots(content, now, rng):
    """The numbers between the featured ones with an age for each, oldest first."""
    ages = {item.number: item.opened_minutes_ago for item in content.featured}
    first = content.company.first_number
    anchors = [*sorted(ages.items()), (first + TICKETS, 2)]
    slots = []
    for (number, age), (next_number, next_age) in zip(anchors, anchors[1:], strict=False):
        numbers = range(number + 1, next_number)
        oldest = min(age, LONGEST_AGO)
        drawn = sorted((_age(next_age + 1, oldest - 1, now, content, rng) for _ in numbers), reverse=True)
        slots += [_Slot(number, age) for number, age in zip(numbers, drawn, strict=True)]
    return slots


def _age(youngest, oldest, now, content, rng):
    """Minutes, likelier by day and in the week than by night and on Sundays."""
    zone = ZoneInfo(content.company.time_zone)
    for _ in range(12):
        age = rng.randint(youngest, oldest)
        local = (now - timedelta(minutes=age)).astimezone(zone)
        busy = 1 if 8 <= local.hour < 18 else 0.4 if 6 <= local.hour < 23 else 0.05
        if rng.random() < busy * (1 if local.weekday() < 5 else 0.4):
            break
    return age


def _texts_for(content, slots, rng, writers):
    """``(slot, text, ends)`` for every slot; long texts once, short ones as often as needed and there are ``writers``."""
    made, used = [], Counter()
    free = sorted(slots, key=lambda slot: slot.age)
    for text in (text for text in content.tickets if text.place != "inbox"):
        slot = rng.choice([slot for slot in free if minutes_of(text) + 60 <= slot.age < 20 * _DAY])
        free.remove(slot)
        made.append((slot, text, text.ends))
    taken = Counter(_bucket(item.ticket.ends) for item in content.featured)
    young = [slot for slot in free if slot.age < _OLDEST["open"]]
    opened = _drawn(young, OPEN - taken["open"], rng, fades_after=40, sure=40)
    free = [slot for slot in free if slot not in opened]
    fitting = [slot for slot in free if 12 * 60 < slot.age < _OLDEST["waiting"]]
    waiting = _drawn(fitting, WAITING - taken["waiting"], rng, fades_after=70)
    done = [slot for slot in free if slot not in waiting]
    texts = [text for text in content.tickets if text.place == "inbox"]
    for bucket, chosen in (("open", opened), ("waiting", waiting), ("done", done)):
        made += _filled(bucket, chosen, texts, rng, used, writers)
    return made


def _bucket(ends):
    return "open" if ends in _OPEN_ENDS else "waiting" if ends in _WAITING_ENDS else "done"


def _drawn(slots, count, rng, *, fades_after, sure=0):
    """``count`` of the slots (youngest first): the first ``sure`` ones, then the likelier the younger."""
    keyed = [
        (float("inf") if place < sure else rng.random() ** (2 ** (place / fades_after)), slot)
        for place, slot in enumerate(slots)
    ]
    return {slot for _, slot in sorted(keyed, key=lambda pair: pair[0], reverse=True)[:count]}


def _filled(bucket, slots, texts, rng, used, writers):
    wished = [text for text in texts if _bucket(text.ends) == bucket]
    # What an agent has answered in short may be done, wait for the requester, or not be closed yet.
    answered = [text for text in texts if text.short and _is_answered(text) and text not in wished]
    made = []
    left = sorted(slots, key=lambda slot: slot.age)
    for text in sorted((text for text in wished if not text.short), key=minutes_of, reverse=True):
        needed = _needs(text, bucket)
        fitting = [slot for slot in left if slot.age >= needed]
        if fitting:
            slot = rng.choice(fitting)
            left.remove(slot)
            made.append((slot, text, _ends(text, bucket)))
    shorts = [text for text in wished if text.short] + answered
    for slot in left:
        fitting = [text for text in shorts if slot.age >= _needs(text, bucket) and used[id(text)] < writers[id(text)]]
        text = min(fitting, key=lambda one: (used[id(one)] + _looks_odd(one, slot, bucket), rng.random()))
        used[id(text)] += 1
        made.append((slot, text, _ends(text, bucket)))
    return made


def _looks_odd(text, slot, bucket):
    return bucket == "open" and _is_answered(text) != (slot.age > _ANSWERED_WITHIN)


def _is_answered(text):
    return text.messages[-1].kind == "reply"


def _needs(text, bucket):
    days_closed = 20 if text.ends == "closed" else 0
    return minutes_of(text) + _SPARE[bucket] + days_closed * _DAY


def _ends(text, bucket):
    if bucket == _bucket(text.ends):
        return text.ends
    return {"open": "open", "waiting": "pending", "done": "solved"}[bucket]


def _shared_out(company, featured, others):
    """``others`` with an assignee for each open one, but for the youngest unread few: as many as the pictures count."""
    everybody = [*featured, *others]
    unassigned = UNASSIGNED - sum(_is_open(one) and not one.assignee for one in featured)
    by_age = sorted((one for one in others if _is_open(one)), key=lambda one: one.opened_at, reverse=True)
    untouched = [one for one in by_age if all(entry.kind == "incoming" for entry in one.text.entries)]
    nobodys = {one.number for one in untouched[:unassigned]}
    load = Counter(one.assignee for one in everybody if _is_open(one))
    mine = MINE - sum(_is_open(one) and one.assignee == ME for one in featured)
    # The member of the pictures keeps what is answered and gets the rest from what nobody has.
    kept = {one.number for one in [one for one in by_age if one.assignee == ME][:mine]}
    given = [one.number for one in untouched[unassigned:] if not one.assignee]
    kept |= set(given[: mine - len(kept)])
    shared = []
    for one in others:
        if _is_open(one):
            if one.number in nobodys:
                one = replace(one, assignee="", ends="new")
            elif one.number in kept:
                one = replace(one, assignee=ME, ends="open")
            elif one.assignee in ("", ME):
                one = replace(one, assignee=_least_busy(company, one.text, load), ends="open")
                load[one.assignee] += 1
            else:
                one = replace(one, ends="open")
        shared.append(one)
    return shared


def _is_open(planned):
    return planned.ends in _OPEN_ENDS and planned.text.place == "inbox"


def _least_busy(company, text, load):
    able = [one.key for one in company.members if text.team in one.teams and text.language in one.speaks]
    return min((key for key in able if key != ME), key=lambda key: (load[key], key), default=ME)
