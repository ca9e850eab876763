"""The condition builder: rows and text stay in step, with scripts and without."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tickets.models import SavedView
from tickets.operations import triage
from workspaces.models import CustomField, FieldOption

HTMX = {"HX-Request": "true"}
URL = "/inbox/search/conditions/"
EMPTY = {"q": "", "agreed": ""}


def row(place, name="is", code="is", *values, was=None):
    """What a browser posts for one row."""
    return {
        f"kind.{place}": "condition",
        f"name.{place}": name,
        f"was.{place}": was or name,
        f"code.{place}": code,
        f"value.{place}": list(values),
    }


def rows(*data, agreed="", **more):
    """A post of rows, each as ``row`` gives it."""
    places = [key.removeprefix("kind.") for one in data for key in one if key.startswith("kind.")]
    return {"row": places, "agreed": agreed, "match": "all", **{k: v for one in data for k, v in one.items()}, **more}


def group(place, match="any"):
    return {f"kind.{place}": "group", f"match.{place}": match}


@pytest.fixture
def said(as_bob):
    """``said(rows)``: the text that the rows come to, as the page is told; None if it is not to be changed."""

    def asked(data):
        answer = as_bob.post(URL, data, headers=HTMX)
        assert answer.status_code == 200
        return json.loads(answer.headers.get("HX-Trigger", '{"tugi:query": {"text": null}}'))["tugi:query"]["text"]

    return asked


def test_rows_show_what_a_text_says(as_bob, ticket, bob):
    triage.add_tag(ticket, "battery", by=bob)
    page = as_bob.get(URL, {"q": "priority:>=high -tag:battery created:<7d (is:open OR from:rosa (a OR b))"}).text
    for shown in (
        '<option value="ge" selected>is at least</option>',
        '<option value="high" selected>High</option>',
        '<option value="not" selected>is not</option>',
        '<option value="battery" selected>battery</option>',
        '<option value="lt" selected>less than, before</option>',
        'value="7d"',
        '<option value="any" selected>any of these</option>',
        'value="from:rosa (a OR b)"',
        "Written as text",
    ):
        assert shown in page, shown


@pytest.mark.parametrize(
    ("posted", "text"),
    [
        (rows(row(0, "is", "is", "open")), "is:open"),
        (rows(row(0, "is", "in", "open", "waiting")), "is:open,waiting"),
        (rows(row(0, "is", "not", "open"), row(1, "words", "is", "on  fire")), "-is:open on fire"),
        (rows(row(0, "words", "not", "on fire")), "-(on fire)"),
        (rows(row(0, "phrase", "is", 'say "no"')), r'"say \"no\""'),
        (rows(row(0, "created", "lt", "7d"), row(1, "priority", "is", ">=high")), "created:<7d priority:>=high"),
        (rows(row(0, "from", "in", 'Rosa Mets, "Tamm, Kadri"')), 'from:"Rosa Mets","Tamm, Kadri"'),
        (rows(row(0, "is", "is", "open"), row(1, "tag", "is", "")), "is:open"),
        (rows(row(0, "is", "is", "open"), row(1, "number", "is", "1"), match="any"), "is:open OR number:1"),
        (
            rows(
                row(0, "is", "is", "open"), group(1), row("1.0", "number", "is", "1"), row("1.1", "number", "is", "2")
            ),
            "is:open (number:1 OR number:2)",
        ),
        (rows(row(0, "is", "is", "open"), group(1), row("1.0", "tag", "is", "")), "is:open"),
        (rows({"kind.0": "text", "value.0": "a (b OR c)"}), "a (b OR c)"),
        (rows(), ""),
        ({"row": ["x", "9.9", "0"], "kind.0": "nonsense", "name.0": "nonsense", "code.0": "nonsense"}, ""),
    ],
)
def test_text_says_what_rows_show(said, posted, text):
    assert said(posted) == text


def test_what_can_not_be_meant_says_why_and_leaves_the_text(as_bob, said, ticket):
    posted = rows(row(0, "team", "is", "Suport"), row(1, "created", "is", "soon"), agreed="is:open")
    assert said(posted) is None
    page = as_bob.post(URL, posted, headers=HTMX).text
    assert "knows no “Suport”" in page and 'value="Suport"' in page and 'value="soon"' in page
    assert page.count('aria-invalid="true"') == 2
    assert 'name="agreed" value="is:open"' in page


def test_another_field_begins_without_the_values_of_the_one_before(as_bob, said):
    posted = rows(row(0, "team", "is", "open", was="is"))
    assert said(posted) == ""
    page = as_bob.post(URL, posted, headers=HTMX).text
    assert "aria-invalid" not in page and '<option value="Support">Support</option>' in page


def test_without_scripts_buttons_add_and_remove_rows(as_bob):
    page = as_bob.post(URL, {**EMPTY, "do": "add"}).text
    assert page.count('name="row"') == 1
    posted = rows(row(0, "is", "is", "open"), agreed="is:open", q="is:open", do="group")
    page = as_bob.post(URL, posted).text
    assert page.count('name="row"') == 4 and 'name="kind.1" value="group"' in page
    posted = rows(row(0, "is", "is", "open"), group(1), row("1.0"), row("1.1"), q="", do="add:1")
    assert as_bob.post(URL, posted).text.count('name="row"') == 5
    posted["do"] = "remove:1"
    page = as_bob.post(URL, posted).text
    assert page.count('name="row"') == 1 and 'name="q" value="is:open"' in page


def test_show_tickets_leads_to_what_the_conditions_find(as_bob):
    posted = rows(row(0, "is", "is", "open"), row(1, "words", "is", "õli"), do="search")
    assert as_bob.post(URL, posted).url == "/inbox/search/?q=is%3Aopen+%C3%B5li"


def test_the_text_wins_where_only_it_was_changed(as_bob):
    posted = rows(row(0, "is", "is", "open"), agreed="is:open", q="is:open tag:none", do="search")
    assert as_bob.post(URL, posted).url == "/inbox/search/?q=is%3Aopen+tag%3Anone"
    posted["q"] = "IS:open"  # says the same: rows may have been added
    posted |= row(1, "number", "is", "7")
    posted["row"] = ["0", "1"]
    assert as_bob.post(URL, posted).url == "/inbox/search/?q=is%3Aopen+number%3A7"


def test_where_both_were_changed_nothing_is_lost_and_somebody_decides(as_bob):
    posted = rows(row(0, "is", "is", "waiting"), agreed="is:open", q="is:open tag:none", do="search")
    answer = as_bob.post(URL, posted)
    assert answer.status_code == 422
    assert 'value="is:open tag:none"' in answer.text and '<option value="waiting" selected>' in answer.text
    assert 'name="q" value="is:waiting"' in as_bob.post(URL, {**posted, "do": "write"}).text
    page = as_bob.post(URL, {**posted, "do": "read"}).text
    assert 'name="q" value="is:open tag:none"' in page and '<option value="waiting" selected>' not in page


def test_a_text_that_can_not_be_read_says_so(as_bob):
    answer = as_bob.get(URL, {"q": "staus:open"})
    assert answer.status_code == 422 and "Did you mean “status”?" in answer.text


def test_fields_of_the_workspace_have_their_entries(as_bob, workspace):
    model = CustomField.objects.create(workspace=workspace, key="model", name="Model", kind="select")
    FieldOption.objects.create(workspace=workspace, field=model, name="Saar 3")
    CustomField.objects.create(workspace=workspace, key="price", name="Price", kind="number")
    page = as_bob.get(URL, {"q": 'field.model:"Saar 3" field.price:>10'}).text
    assert '<option value="field.model" selected>Model</option>' in page
    assert '<option value="&quot;Saar 3&quot;" selected>Saar 3</option>' in page
    assert '<option value="gt" selected>is more than</option>' in page


def test_a_retired_field_stays_what_it_is(as_bob, said, workspace):
    CustomField.objects.create(workspace=workspace, key="old", name="Old", retired_at="2026-01-01T00:00Z")
    assert '<option value="field.old" selected>' in as_bob.get(URL, {"q": "field.old:x"}).text
    assert said(rows(row(0, "field.old", "is", "x"))) == "field.old:x"


def test_statements_do_not_grow_with_the_workspace(as_bob, workspace, ticket, bob):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            as_bob.get(URL, {"q": "tag:tag-1 team:Support -tag:tag-3"})
        return len(seen)

    for place in range(5):
        triage.add_tag(ticket, f"tag-{place}", by=bob)
    as_bob.get(URL)
    few = asked()
    for place in range(5, 50):
        triage.add_tag(ticket, f"tag-{place}", by=bob)
    assert asked() == few <= 18


VIEW = {"name": "Late ones", "visibility": "private", "layout": "", "colour": "", "sort": "", "columns": []}


def test_a_view_is_made_of_rows(as_bob):
    page = as_bob.get("/inbox/views/", {"q": "is:open"}).text
    assert '<option value="open" selected>' in page and 'name="agreed" value="is:open"' in page
    posted = {**VIEW, **rows(row(0, "is", "is", "waiting"), agreed="is:open", query="is:open")}
    assert as_bob.post("/inbox/views/", posted).status_code == 302
    assert SavedView.objects.get().query == "is:waiting"


def test_without_scripts_a_row_more_saves_nothing_and_keeps_what_was_typed(as_bob):
    posted = {**VIEW, "name": "", "columns": ["number"], **rows(row(0, "is", "is", "open"), query="", do="add")}
    answer = as_bob.post("/inbox/views/", posted)
    assert answer.status_code == 200 and "field__error" not in answer.text
    assert answer.text.count('name="row"') == 2 and 'value="is:open"' in answer.text
    assert re.search(r'value="number"[^>]* checked', answer.text)
    assert not SavedView.objects.exists()


def test_a_view_is_not_saved_where_text_and_rows_disagree(as_bob):
    posted = {**VIEW, **rows(row(0, "is", "is", "waiting"), agreed="is:open", query="is:open tag:none")}
    answer = as_bob.post("/inbox/views/", posted)
    assert answer.status_code == 422 and "Take the conditions" in answer.text and "Late ones" in answer.text
    assert not SavedView.objects.exists()
