"""The tickets that are loaded: two years of them, drawn by a seeded generator, so that each load is the same."""

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

TEAMS, AGENTS, CHANNELS = 20, 50, 3
MOST_REQUESTERS = 30_000
DAYS = 730
LONGEST = 60  # messages of a ticket
VOCABULARY = 5_000
RARE_EACH, RARE_SYLLABLES = 10, 6  # each tenth ticket has a word that hardly another one has: a serial number, a name
SYLLABLES = "ka tel mo ri su pen da lo vir nas ter um ba kes ol fi gra hun jes wa".split()
FIRST = "Rosa Jaan Sigrid Mari Ole Anna Peter Kadri Lars Liis Ingrid Tõnu Erik Piret Nils Maie".split()
LAST = "Mets Bakke Tamm Hansen Sepp Lind Kask Berg Saar Dahl Rebane Moen Ilves Holm Kukk Vik".split()

# category, share of all tickets
CATEGORIES = (("new", 0.02), ("open", 0.06), ("pending", 0.03), ("hold", 0.01), ("solved", 0.08), ("closed", 0.80))
PLACES = (("inbox", 0.98), ("spam", 0.015), ("trash", 0.005))
KINDS = (("incoming", 0.5), ("reply", 0.38), ("note", 0.12))


@dataclass(slots=True)
class Ticket:
    """``requester``, ``team``, ``channel`` count from 1; ``agent`` from 1, or None. ``messages``: (kind, at, agent, text)."""

    number: int
    requester: int
    team: int
    agent: int | None
    channel: int
    category: str
    place: str
    priority: int
    subject: str
    messages: list


def requesters(tickets):
    """How many contacts ask."""
    return min(MOST_REQUESTERS, max(50, tickets * 3 // 10))


def contact_name(number):
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


class Words:
    """Running text whose words follow Zipf's law: slices of one long sequence."""

    def __init__(self, dice, length=400_000):
        vocabulary = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(VOCABULARY)]
        weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        self._sequence = dice.choices(vocabulary, cum_weights=weights, k=length)
        self._dice = dice

    def some(self, count):
        start = self._dice.randrange(len(self._sequence) - count)
        return " ".join(self._sequence[start : start + count])

    def rare(self):
        return "".join(self._dice.choices(SYLLABLES, k=RARE_SYLLABLES))


def generate(count, until):
    """``count`` Tickets, oldest first, the last one just before ``until``."""
    dice = random.Random(20_261_121)
    words = Words(dice)
    people = requesters(count)
    pick = {
        table: ([one for one, _ in table], list(accumulate(share for _, share in table)))
        for table in (CATEGORIES, PLACES, KINDS)
    }

    def draw(table):
        names, weights = pick[table]
        return dice.choices(names, cum_weights=weights)[0]

    since = until - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / count
    for number in range(1, count + 1):
        at = since + step * (number - 1)
        category = draw(CATEGORIES)
        rare = f" {words.rare()}" if number % RARE_EACH == 0 else ""
        agent = None if category == "new" or (category == "open" and dice.random() < 0.25) else dice.randint(1, AGENTS)
        yield Ticket(
            number=number,
            requester=dice.randint(1, people),
            team=dice.randint(1, TEAMS),
            agent=agent,
            channel=dice.randint(1, CHANNELS),
            category=category,
            place=draw(PLACES),
            priority=dice.choices((1, 2, 3, 4), (10, 70, 15, 5))[0],
            subject=words.some(dice.randint(3, 8)).capitalize() + rare,
            messages=_messages(dice, words, draw, at, until, rare),
        )


def length_of_thread(dice):
    """1 to 60 with a long tail, 5 on average."""
    return min(LONGEST, max(1, int(2.28 * (1 - dice.random()) ** -0.62)))


def _messages(dice, words, draw, at, until, last_word):
    """Those of a ticket, the oldest first; ``last_word`` ends the first of them."""
    messages = []
    for place in range(length_of_thread(dice)):
        kind = "incoming" if place == 0 else draw(KINDS)
        agent = None if kind == "incoming" else dice.randint(1, AGENTS)
        messages.append((kind, at, agent, words.some(dice.randint(12, 110)) + (last_word if place == 0 else "")))
        at = min(at + timedelta(minutes=dice.expovariate(1 / 400)), until)
    return messages
