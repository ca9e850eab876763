"""``make faults``: all faults, one after the other. ``ARGS="--only redis-kill --seconds 20"`` for one, with a shorter load."""

import argparse
import sys
import time

from tests.faults.stage import Stage
from tests.faults.strikes import FAULTS
from tests.faults.table import LEGEND, heading, line

WIDTH = max(len(fault.title) for fault in FAULTS.values()) + 2


def main():
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--only", action="append", choices=list(FAULTS), help="one fault; may be given again")
    options.add_argument("--seconds", type=float, default=60, help="how long the load lasts")
    options.add_argument("--keep", action="store_true", help="keep the house's data and logs, and say where")
    chosen = options.parse_args()
    began = time.monotonic()
    results = []
    with Stage() as stage:
        print(heading(WIDTH), flush=True)
        for key in chosen.only or FAULTS:
            results.append(stage.play(key, seconds=chosen.seconds))
            print(line(results[-1], WIDTH), flush=True)
    failed = [result for result in results if not result.survived]
    if failed or chosen.keep:
        print(f"\nWhat the processes said: {stage.house.log}")
    else:
        stage.forget()
    print(LEGEND)
    print(
        f"{len(results) - len(failed)} of {len(results)} faults survived, in {(time.monotonic() - began) / 60:.1f} minutes."
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
