"""The portal speaks English, Estonian and Norwegian, all of it."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from tests.portal.test_tickets import page_of, text

ROOT = Path(__file__).parents[2]
CALLED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def _in_python(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLED:
            yield node.args[0].value


def _in_template(source):
    # templatize writes calls of gettext among X's; each stands on its own as Python
    for call in re.findall(r"n?gettext\((u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"))", templatize(source)):
        yield ast.literal_eval(call)


def sources():
    """Every text of the portal that is marked for translation."""
    found = set()
    for path in (ROOT / "portal").rglob("*.py"):
        found |= set(_in_python(path.read_text()))
    for path in (ROOT / "templates" / "portal").glob("*.html"):
        found |= set(_in_template(path.read_text()))
    return found


@pytest.mark.parametrize("language", ["et", "nb"])
def test_every_text_is_translated_with_the_same_places(language):
    folder = ROOT / "portal" / "locale" / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    texts = sources()
    assert len(texts) > 100
    known = {key[0] if isinstance(key, tuple) else key: value for key, value in catalogue.items()}
    assert texts - known.keys() == set()
    for source in texts:
        places = sorted(re.findall(r"%\(\w+\)s|\{\w+\}|<[^>]+>", source))
        assert sorted(re.findall(r"%\(\w+\)s|\{\w+\}|<[^>]+>", known[source])) == places, source
    assert _written(folder / "django.po") == {value for key, value in catalogue.items() if key}  # compiled as written


def _written(path):
    """The translations of a .po file."""
    blocks = re.findall(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', path.read_text(), re.MULTILINE)
    return {"".join(ast.literal_eval(line) for line in block.strip().splitlines()) for block in blocks[1:]}


@pytest.mark.parametrize(
    ("language", "words"), [("et", "Kuidas saame sind aidata?"), ("nb", "Hvordan kan vi hjelpe deg?")]
)
def test_pages_speak_it(client, workspace, language, words):
    client.post("/help/language/", {"language": language})
    assert words in text(client.get("/"))
    mute = client.post("/help/new/", {"email": "x"})
    assert mute.status_code == 422
    assert "Write" not in text(mute)


def test_the_browsers_wish_counts_without_a_choice(client, workspace):
    assert "Kuidas saame sind aidata?" in text(client.get("/", headers={"accept-language": "et"}))


def test_what_a_workspace_says_itself_is_read_in_its_language_and_ours_elsewhere(client, workspace):
    workspace.portal_texts = {
        "en": {"greeting": "Ride on!", "note": "Six people read it."},
        "et": {"note": "Seda loevad kuus inimest."},
    }
    workspace.save()
    read = {}
    for language in ("en", "et", "nb"):
        client.post("/help/language/", {"language": language})
        read[language] = text(client.get("/")), text(client.get("/help/new/"))

    assert "Ride on!" in read["en"][0] and all("Six people read it." in page for page in read["en"])
    assert "Kuidas saame sind aidata?" in read["et"][0]
    assert all("Seda loevad kuus inimest." in page for page in read["et"])
    assert "Hvordan kan vi hjelpe deg?" in read["nb"][0]
    for page in (*read["et"], *read["nb"]):
        assert "Ride on!" not in page and "Six people" not in page


def test_a_customers_page_is_theirs_whatever_an_agent_speaks(as_rosa, ticket):
    as_rosa.post("/help/language/", {"language": "et"})
    assert "Sinu sõnum on meil käes." in text(as_rosa.get(page_of(ticket)))
