"""``python -m helpdesk.run``: what ``make run`` does once the packages are there."""

import os
import sys
from pathlib import Path

from .errors import CannotRun
from .house import ROOT
from .start import run
from .terminal import Terminal


def main():
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    try:
        run(Terminal(), var=var, started_at=float(os.environ.pop("TUGI_STARTED_AT", 0)))
    except CannotRun as problem:
        print(f"tugi: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
