"""From samples to the table of docs/performance.md."""

import os
import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles

MISSING = "–"


@dataclass(frozen=True)
class Line:
    """One row of the table. ``must`` and ``stretch`` are limits of ``value``: at most, or at least for rates."""

    number: str
    operation: str
    value: float
    unit: str
    must: float | None
    stretch: float | None
    at_least: bool = False
    detail: str = ""
    statements: int | None = None
    most_statements: int | None = None
    commits: int | None = None
    growth: float | None = None
    most_growth: float | None = None

    @property
    def verdict(self):
        if self.must is None:
            return "for comparison"
        misses = []
        if not self._keeps(self.must):
            misses.append({"B": "time", "ms": "time", "kB": "size", "MiB": "memory"}.get(self.unit, "ratio"))
        if self.most_statements and self.statements > self.most_statements:
            misses.append("SQL")
        if self.commits is not None and self.commits > 1:
            misses.append("commits")
        if self.growth is not None and self.most_growth is not None and not self._grows_little():
            misses.append("growth")
        if misses:
            return f"**MISSED** ({', '.join(misses)})"
        return "stretch" if self.stretch is not None and self._keeps(self.stretch) else "kept"

    def _keeps(self, limit):
        shown = round(self.value, 2)
        return shown >= limit if self.at_least else shown <= limit

    def _grows_little(self):
        return round(self.growth, 2) >= self.most_growth if self.at_least else round(self.growth, 2) <= self.most_growth

    def cells(self):
        """As texts, in the order of HEAD."""
        sign = "≥" if self.at_least else "≤"

        def limit(value, unit):
            return MISSING if value is None else f"{sign} {_figure(value, unit)}"

        growth = MISSING if self.growth is None else f"{self.growth:.2f}"
        if self.most_growth is not None and self.growth is not None:
            growth += f" ({sign} {self.most_growth:g})"
        statements = MISSING if self.statements is None else str(self.statements)
        if self.most_statements and self.statements is not None:
            statements += f" (≤ {self.most_statements})"
        return (
            self.number, self.operation, self.detail, _figure(self.value, self.unit), limit(self.must, self.unit),
            limit(self.stretch, self.unit), statements, MISSING if self.commits is None else str(self.commits), growth,
            self.verdict,
        )  # fmt: skip


HEAD = ("#", "operation", "median", "measured", "must", "stretch", "SQL", "commits", "growth", "verdict")


def _figure(value, unit):
    return {
        "B": f"{value:.2f} B",
        "×": f"{value:.2f} ×",
        "%": f"{value * 100:.0f} %",
        "ms": f"{value:.2f} ms" if value < 10 else f"{value:.0f} ms",
        "MiB": f"{value:.0f} MiB",
        "kB": f"{value:.0f} kB",
        "": f"{value:g}",
    }[unit]


def lines(every, counts):
    """The Lines for the Samples of each database, the smallest first; ``counts`` are their numbers of tickets."""
    made = []
    small, large = every[0], every[-1]

    def timed(number, operation, name, must, stretch, most_growth, *, most=None, one_commit=False):
        values = [median(one.seconds[name]) / median(one.seconds["B"]) for one in every]
        statements = max(max(one.statements[name]) for one in every)
        commits = max(max(one.commits[name]) for one in every) if one_commit else None
        growth = median(large.seconds[name]) / median(small.seconds[name])
        made.append(
            Line(
                number,
                operation,
                max(values),
                "B",
                must,
                stretch,
                detail=_milliseconds(every, name),
                statements=statements,
                most_statements=most,
                commits=commits,
                growth=growth,
                most_growth=most_growth,
            )  # fmt: skip
        )

    timed("1", "inbox page, 50 rows", "inbox", 2.5, 2.0, 1.3, most=12)
    made.append(_deep(every))
    made.append(_counts(every))
    timed("4", "search, a rare word over all messages", "search-rare", 2.5, 1.8, 1.5)
    made.append(_slowest(every, "4", "search, a rare word: the slowest of twenty", "search-rare", 4.0, None))
    timed("4", "search, an address: all that one person wrote", "search-person", None, None, None)
    timed("5", "search, any word, ranked, first 50", "search-any", 8.0, 6.0, None)
    made.append(_slowest(every, "5", "search, any word: the slowest of twenty", "search-any", 12.0, 8.0))
    timed("6", "ticket page without its list's rows, 20 of more messages", "ticket-long", 2.2, 1.7, 1.15, most=20)
    timed("6", "ticket page without its list's rows, 3 to 8 messages", "ticket-usual", 2.2, 1.7, 1.15, most=20)
    timed("6", "ticket opened from the list, 20 of more messages", "ticket-long-htmx", 2.2, 1.7, 1.15, most=20)
    timed("6", "ticket opened from the list, 3 to 8 messages", "ticket-usual-htmx", 2.2, 1.7, 1.15, most=20)
    timed("6", "the rows beside it, fetched after the page", "rows", None, None, None)
    timed("8", "create by form", "create", 1.4, 1.1, 1.2, most=12, one_commit=True)
    timed("9", "reply", "reply", 1.6, 1.2, 1.2, most=15, one_commit=True)
    timed("9", "internal note", "note", 1.6, 1.2, 1.2, most=15, one_commit=True)
    timed("9", "reply by htmx: answer and the ticket drawn anew", "reply-htmx", None, None, None)
    made += _mail(every)
    made.append(_memory(every))
    made.append(_same_statements(every, counts))
    return made


def browser_lines(figures):
    """The Lines of what ``browsing.measure`` gave."""
    heaviest = max(figures["further"], key=figures["further"].get)
    return [
        Line(MISSING, "first load of the inbox, compressed", figures["first"] / 1000, "kB", 200, None),
        Line(
            MISSING, "what it fetches once nothing else is to be done: the editor", figures["later"] / 1000, "kB", None, None
        ),
        Line(
            MISSING, f"the heaviest of {len(figures['further'])} pages after it, compressed",
            figures["further"][heaviest] / 1000, "kB", 40, None, detail=heaviest,
        ),
        Line(
            MISSING, "from a key to its paint in the composer, the slowest of twenty", figures["keystroke"] * 1000, "ms",
            50, None, detail="ticket of 200 messages, 6 keys a second",
        ),
    ]  # fmt: skip


def _slowest(every, number, operation, name, must, stretch):
    """The 95th hundredth of what was measured."""
    slow = [quantiles(one.seconds[name], n=20, method="inclusive")[-1] for one in every]
    units = [median(one.seconds["B"]) for one in every]
    return Line(
        number, operation, max(one / unit for one, unit in zip(slow, units, strict=True)), "B", must, stretch,
        detail=" / ".join(f"{one * 1000:.1f}" for one in slow) + " ms",
    )  # fmt: skip


def _counts(every):
    """Row 3: what the counts of the rail cost the database, in milliseconds, without what each request begins with."""
    values = [median(one.sql_seconds["counts"]) * 1000 for one in every]
    return Line(
        "3", "counts of the rail, time of the database only, without workspace, session and member", values[-1], "ms", 2.0, 0.5,
        detail=" / ".join(f"{one:.2f}" for one in values) + " ms", statements=max(every[-1].statements["counts"]),
        growth=values[-1] / values[0], most_growth=1.5,
    )  # fmt: skip


def _memory(every):
    """Row 15, of the process that has answered everything."""
    values = [one.peak / 2**20 for one in every]
    return Line(
        "15", "a web process's peak of memory after every page", values[-1], "MiB", 150, 120,
        detail=" / ".join(f"{one:.0f}" for one in values) + " MiB", growth=values[-1] / values[0], most_growth=1.2,
    )  # fmt: skip


def _deep(every):
    """Row 2: the worst view, deep against first page."""
    small, large = every[0], every[-1]
    ratios = {
        name.removeprefix("deep "): median(large.seconds[name]) / median(large.seconds[name.replace("deep", "first")])
        for name in large.seconds
        if name.startswith("deep ")
    }
    view, worst = max(ratios.items(), key=lambda pair: pair[1])
    both = [name for name in large.seconds if name.startswith("deep ") and small.seconds.get(name)]
    growth = max((median(large.seconds[name]) / median(small.seconds[name]) for name in both), default=None)
    return Line(
        "2", f"inbox 80 % deep against its first page, the worst of {len(ratios)} views", worst, "×", 1.15, 1.05,
        detail=view, growth=growth, most_growth=1.3,
    )  # fmt: skip


def _mail(every):
    small, large = every[0], every[-1]
    made = []
    for what, words in (("mail new", "mail in, new"), ("mail reply", "mail in, answer")):
        shares = [median(one.seconds[f"{what} by hand"]) / median(one.seconds[what]) for one in every]
        statements = max(max(one.statements[what]) for one in every)
        commits = max(max(one.commits[what]) for one in every)
        growth = median(small.seconds[what]) / median(large.seconds[what])
        rates = " / ".join(f"{1 / median(one.seconds[what]):.0f}" for one in every)
        hands = " / ".join(f"{1 / median(one.seconds[f'{what} by hand']):.0f}" for one in every)
        made.append(
            Line(
                "10",
                f"{words}: rate against parse and insert by hand",
                min(shares),
                "%",
                0.35,
                0.5,
                at_least=True,
                detail=f"{rates} a second; by hand {hands}",
                statements=statements,
                most_statements=14,
                commits=commits,
                growth=growth,
                most_growth=0.85,
            )  # fmt: skip
        )
    against = [median(one.seconds["mail reply"]) / median(one.seconds["mail new"]) for one in every]
    growth = median(large.seconds["mail reply"]) / median(small.seconds["mail reply"])
    made.append(
        Line("11", "an answer by mail against a new mail", max(against), "×", 1.3, 1.1, growth=growth, most_growth=1.2)
    )
    return made


def _same_statements(every, counts):
    """Row 18. What a post asks also depends on the ticket (a reply opens a new one): some count must be common to all sizes."""
    pages = ("inbox", "ticket-long", "ticket-usual", "create", "reply", "note")
    common = {name: set.intersection(*(one.statements[name] for one in every)) for name in pages}
    differing = [name for name in pages if not common[name]]
    detail = ", ".join(
        f"{name} {' / '.join(str(min(one.statements[name])) for one in every)}" for name in differing
    ) or " / ".join(f"{count:,}" for count in counts)
    return Line(
        "18", "pages whose number of statements differs between the sizes", len(differing), "", 0, 0, detail=detail
    )


def _milliseconds(every, name):
    return " / ".join(f"{median(one.seconds[name]) * 1000:.1f}" for one in every) + " ms"


def table(made):
    """Markdown."""
    rows = [HEAD, tuple("---" for _ in HEAD), *(line.cells() for line in made)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def unit_words(samples):
    """What B was."""
    seconds = [value for one in samples for value in one.seconds["B"]]
    low, middle, high = quantiles(seconds, n=4)
    size = next(iter(samples)).bytes["B"]
    return f"B was {middle * 1000:.1f} ms (quartiles {low * 1000:.1f} and {high * 1000:.1f}), {size / 1000:.0f} kB."


def machine():
    """One line about where this ran."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{date.today()}, {os.cpu_count()} × {model}, {platform.system()} {platform.release()}, load {load}"
