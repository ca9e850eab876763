"""What a command typed beside a running ``make run`` must know to work on the same data."""

import json
import os
from pathlib import Path

from .secret_file import load_secrets

ROOT = Path(__file__).resolve().parents[2]


def environment(environ=os.environ):
    """{name: value} out of ``VAR_DIR``; nothing if no ``make run`` is on, or if the environment names a database itself."""
    var = Path(environ.get("VAR_DIR") or ROOT / "var").resolve()
    if environ.get("DATABASE_URL"):
        return {}
    try:
        facts = json.loads((var / "run.json").read_text())
    except (OSError, ValueError):
        return {}
    secrets = load_secrets(var / "secrets.json")
    return {
        **secrets,
        **facts.get("environment", {}),
        "BASE_URL": facts["base_url"],
        "VAR_DIR": str(var),
        "TUGI_RUN": "1",
    }
