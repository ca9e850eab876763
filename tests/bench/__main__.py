"""``python -m tests.bench``: load, measure, print, and write docs/performance.md."""

import argparse
import sys
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from tests.bench import browsing, report
from tests.bench.rounds import Place, measure
from tests.bench.stage import ROOT, Stage
from tests.fixtures.browser import INSTALL

PAGE = """\
# How fast it is

Written by `make bench`; the budgets are in words in the head of `tests/bench/report.py`'s rows. Absolute times say little on
shared machines, so the unit is **B**: one GET of a bare Django view that renders fifty constant rows (no ORM, no
middleware) on the same server, fetched in the same rounds.

- {machine}
- Python {python}, Django {django}, psycopg2 {psycopg}, PostgreSQL 18 with fsync and synchronous_commit on, as `make run` sets it
- the tickets that are opened have been read before, and the files of the large tables are read twice a minute, so that they
  are in memory as on a server that has enough for them
- the {rounds} calmest of {run} interleaved rounds (others used the machine too; judged by B alone)
- counts and the search's new words are swept twice a minute, as workers do it
- a rare word stands in at most ten messages, at every size; any word is one that people happen to write
- {sizes} tickets, 5 messages each on average (1 to 60), 20 teams, 50 agents, two years
- {unit}

{table}

{misses}

"Median" shows all sizes, the smallest first; "measured" is the worst of them. Growth is the median at {largest} over the
median at {smallest}; for rates it is the other way round. SQL leaves out BEGIN, COMMIT and savepoints; commits are those
that wrote. By hand means: the standard library parses, psycopg2 inserts the same rows, one commit.

`make bench` measures anew: `ARGS="--rounds 30"` for calmer figures, `ARGS="--sizes 1000 1000000"` for other sizes (or
`--large`, the last with a million). Databases above 10,000 tickets are kept in `var/bench` until the loader
changes; `rm -r var/bench` lets go of them.
"""


def main():
    options = _options()
    stage = Stage(options.folder)
    with ExitStack() as stack:
        stack.enter_context(stage.up())
        environments = {count: stage.database(count, _say) for count in options.sizes}
        stage.collect_static(next(iter(environments.values())))
        places = {}
        for count, environment in environments.items():
            places[count] = Place(environment, stage.folder, count)
            stack.callback(places[count].stop)
        files = [path for environment in environments.values() for path in stage.files(environment)]
        _say("Reading the large tables")
        stage.read(files)
        run = measure(places, options.rounds, partial(stage.read, files), _say)
        samples = [places[count].samples for count in options.sizes]
        made = report.lines(samples, options.sizes)
    _say("In the browser")
    if figures := browsing.figures():
        made += report.browser_lines(figures)
    else:
        _say(f"There is no Chromium: its lines are left out ({INSTALL}).")
    table, unit = report.table(made), report.unit_words(samples)
    misses = [line for line in made if "MISSED" in line.verdict]
    words = f"{len(misses)} of {len(made)} lines miss their must." if misses else "Every line keeps its must."
    print(f"\n{unit}\n\n{table}\n\n{words}")
    page = PAGE.format(
        machine=report.machine(),
        python=python_version(),
        django=version("django"),
        psycopg=version("psycopg2-binary"),
        rounds=options.rounds,
        run=run,
        sizes=", ".join(f"{count:,}" for count in options.sizes),
        unit=unit,
        table=table,
        misses=words,
        largest=f"{options.sizes[-1]:,}",
        smallest=f"{options.sizes[0]:,}",
    )
    if options.write:
        options.write.write_text(page, encoding="utf-8")
        print(f"Written to {options.write}.")


def _options():
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000], help="tickets, the smallest first")
    parser.add_argument(
        "--large", action="store_true", help="1,000, 100,000 and 1,000,000 tickets; loading them takes long, once"
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where loaded databases are kept")
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "performance.md", help="the page to write")
    parser.add_argument("--no-write", dest="write", action="store_const", const=None)
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    if options.large:
        options.sizes = [1_000, 100_000, 1_000_000]
    return options


def _say(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
