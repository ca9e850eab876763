"""``manage.py parse_email``: one JSON object a line, without database, services or secrets."""

import json
import os
import subprocess
import sys

from channels_inbox.mail.pool import ROOT

from .letters import letter


def test_it_prints_one_object_a_line_in_order(tmp_path):
    files = [tmp_path / f"{number}.eml" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(letter(body=f"mail {number} ä\nsecond"))
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [sys.executable, "manage.py", "parse_email", *map(str, files), str(tmp_path / "missing.eml")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    *mails, missing = [json.loads(line) for line in done.stdout.splitlines()]
    assert [mail["text"] for mail in mails] == [f"mail {number} ä\nsecond" for number in range(3)]
    assert "error" in missing
