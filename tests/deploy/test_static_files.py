"""Pages of production name files by their hash, and everything that they name is there."""

import json
import re
from urllib.parse import urljoin, urlsplit

HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")
NAMED_BY_PAGE = re.compile(r'(?:src|href)="(/static/[^"]+)"')
NAMED_BY_SCRIPT = re.compile(r"""(?:^|[\s;}])(?:import|export)\b[^'";]*?['"](\.{1,2}/[^'"]+|/[^'"]+)['"]""")
NAMED_BY_STYLE = re.compile(r"""url\(["']?([^)"']+)["']?\)""")


def test_the_build_makes_them(stack):
    assert stack.built.returncode == 0, stack.built.stdout + stack.built.stderr


def test_every_file_that_the_inbox_leads_to_is_there_under_a_hashed_name(stack, owner):
    page = owner.get("/inbox/my-open/")
    assert page.status == 200
    (imports,) = re.findall(r'<script type="importmap"[^>]*>(.*?)</script>', page.text)
    waiting = set(NAMED_BY_PAGE.findall(page.text)) | set(json.loads(imports)["imports"].values())
    assert any("/editor." in path for path in waiting)
    seen = {}
    while waiting:
        path = waiting.pop()
        assert HASHED.search(path), path
        answer = owner.get(path)
        assert answer.status == 200, path
        assert "immutable" in answer.headers["Cache-Control"]
        seen[path] = answer
        waiting |= {found for found in _named_in(path, answer) if found not in seen}
    names = {re.sub(r"\.[0-9a-f]{12}", "", path) for path in seen}
    # Reached through imports of modules and url() of styles only.
    assert {"/static/js/composer-draft.js", "/static/fonts/inter.woff2"} <= names


def test_they_come_compressed(stack, owner):
    page = owner.get("/inbox/my-open/")
    path = next(path for path in NAMED_BY_PAGE.findall(page.text) if path.endswith(".css"))
    answer = owner._ask("GET", path, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"


def test_headers_of_production(owner):
    page = owner.get("/inbox/my-open/")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers.get("Server") is None


def _named_in(path, answer):
    pattern = {"js": NAMED_BY_SCRIPT, "css": NAMED_BY_STYLE}.get(path.rpartition(".")[2])
    if pattern is None or path.startswith("/static/django_htmx/"):  # one file each, with types in comments
        return
    for name in pattern.findall(answer.text):
        if not name.startswith(("data:", "#")):
            yield urlsplit(urljoin(path, name)).path
