"""The query field: what it runs, refuses, completes and explains."""

import pytest

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tests.tickets.test_budgets import cost
from tickets.models import Tag, TicketTag
from tickets.operations import triage
from tickets.query.capitals import in_capitals
from tickets.query.describing import pieces


def titles(client, text):
    with outside():
        return [row.title for row in client.get("/inbox/search/", {"q": text, "part": "rows"}).context["page"].rows]


def complete(client, text, at=None):
    with outside():
        answer = client.get("/inbox/search/completions/", {"q": text, "at": len(text) if at is None else at}).json()
    return answer["start"], answer["end"], [choice["text"] for choice in answer["choices"]]


def test_the_field_runs_the_language(as_bob, bob, workspace, rosa):
    triage.assign(make_ticket(workspace, rosa, subject="Mine"), bob, by=bob)
    make_ticket(workspace, rosa, subject="Nobody’s")
    assert titles(as_bob, "is:open assignee:me") == ["Mine"]
    assert titles(as_bob, "is:open -assignee:me rosa") == ["Nobody’s"]


def test_a_view_shows_what_it_asks_for_and_it_can_be_edited(as_bob, ticket):
    page = as_bob.get("/inbox/my-open/").content.decode()
    assert 'value="is:open assignee:me"' in page
    assert '<span class="query-field__key">is:</span><span class="query-field__value">open</span>' in page


def test_what_was_searched_for_can_be_saved_where_it_stands(as_bob, ticket):
    with outside():
        page = as_bob.get("/inbox/search/", {"q": "is:open rosa"}).text
        assert 'href="/inbox/views/?q=is%3Aopen%20rosa"' in page
        assert 'value="is:open rosa"' in as_bob.get("/inbox/views/?q=is%3Aopen%20rosa").text
        for nothing in ("", "staus:open"):
            assert "/inbox/views/?q=" not in as_bob.get("/inbox/search/", {"q": nothing}).text


def test_an_error_stands_under_the_field_with_the_nearest_as_a_link(as_bob, ticket):
    page = as_bob.get("/inbox/search/", {"q": "x staus:open"}).content.decode()
    assert "No key is called “staus”. Did you mean “status”?" in page
    assert 'href="/inbox/search/?q=x%20status%3Aopen"' in page
    assert 'value="x staus:open"' in page and 'aria-describedby="query-error"' in page


def test_an_empty_answer_names_the_condition_that_kept_all_out(as_bob, workspace, rosa, bob):
    Tag.objects.create(workspace=workspace, name="refund")
    triage.move(make_ticket(workspace, rosa, subject="Lottery"), "spam", by=bob)
    make_ticket(workspace, rosa)
    answer = as_bob.get("/inbox/search/", {"q": "is:open tag:refund team:Support"})
    assert [(one.word, one.text) for one in answer.context["excluded"]] == [("tag:refund", "is:open team:Support")]
    assert "Without tag:refund" in answer.content.decode()
    assert as_bob.get("/inbox/search/", {"q": "lottery"}).context["elsewhere"] == "lottery in:anywhere"
    assert titles(as_bob, "lottery in:anywhere") == ["Lottery"]


@pytest.mark.parametrize(
    "text", ['"', "((((((((((", "a\x00b", "\u202eevil", "x " * 20_000, "tag:", "OR", "-(", "created:<9w9"]
)
def test_bad_input_is_answered(as_bob, ticket, text):
    for path in ("/inbox/search/", "/inbox/search/?part=rows", "/inbox/search/completions/"):
        assert (
            as_bob.get(path, {"q": text, "at": "3"} | ({"part": "rows"} if "part" in path else {})).status_code == 200
        )
    assert as_bob.get("/inbox/search/completions/", {"q": text, "at": "-1x"}).status_code == 200


def test_keys_and_values_are_completed(as_bob, bob, workspace, rosa):
    for name in ("refund", "recall", "two words"):
        Tag.objects.create(workspace=workspace, name=name)
    contact_for(workspace.pk, "email", "ann@acme.example", name="Ann Lee")
    assert complete(as_bob, "is:open sta") == (8, 11, ["status:", "is:"])
    assert complete(as_bob, "-ta") == (1, 3, ["tag:"])
    assert complete(as_bob, "tag:re") == (4, 6, ["recall", "refund"])
    assert complete(as_bob, 'tag:refund,"two w') == (11, 17, ['"two words"'])
    assert complete(as_bob, "tag:re is:open", at=6) == (4, 6, ["recall", "refund"])
    assert complete(as_bob, "assignee:bo") == (9, 11, ['"Bob Birch"', "nobody", "anybody"])
    assert complete(as_bob, "from:ann") == (5, 8, ["ann@acme.example"])
    assert complete(as_bob, "priority:>=h") == (9, 12, [">=high"])
    assert complete(as_bob, "created:<")[2] == ["<7d"]
    assert complete(as_bob, "qqq:x")[2] == []
    assert "is:" in complete(as_bob, "")[2]


def test_nothing_of_another_workspace_is_offered(as_charlie, workspace, ticket):
    Tag.objects.create(workspace=workspace, name="ours")
    with outside():
        answer = as_charlie.get("/inbox/search/completions/", {"q": "tag:ours", "at": "8"})
    assert answer.json()["choices"] == []


def test_the_help_is_a_page_and_the_inside_of_a_dialog(as_bob, ticket):
    page = as_bob.get("/inbox/search/help/").content.decode()
    inside = as_bob.get("/inbox/search/help/", headers={"hx-request": "true"}).content.decode()
    for text in (page, inside):
        assert "<code>assignee:</code>" in text and "is:open%20assignee%3Ame" in text.replace("is%3A", "is:")
    assert "<html" in page and "<html" not in inside


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("priority:high or priority:urgent", "priority:high OR priority:urgent"),
        ("is:open and (tag:a Or -tag:b)", "is:open AND (tag:a OR -tag:b)"),
        ('subject:"this or that" or is:vip', 'subject:"this or that" OR is:vip'),
        ("priority:high OR priority:urgent", ""),
        ("salt or pepper", ""),
        ("tag:a or", ""),
    ],
)
def test_or_in_small_letters_between_conditions_is_mended(text, mended):
    assert in_capitals(text) == mended


def test_a_search_with_a_small_or_that_finds_nothing_offers_the_capitals(as_bob, ticket):
    page = as_bob.get("/inbox/search/?q=priority:normal or priority:high").text
    assert "Write OR and AND in capitals" in page
    assert "q=priority%3Anormal%20OR%20priority%3Ahigh" in page
    assert "in capitals" not in as_bob.get("/inbox/search/?q=priority:high or").text


def test_pieces_bear_anything():
    assert pieces('is:open -tag:"a b" (x OR y)') == [
        ("is:", "open"),
        ("-tag:", '"a b"'),
        ("(", ""),
        ("", "x"),
        ("OR", ""),
        ("", "y"),
        (")", ""),
    ]
    assert pieces('"') == [("", '"')]


def test_a_search_asks_as_often_for_fifty_rows_as_for_five(as_bob, workspace, rosa):
    tag = Tag.objects.create(workspace=workspace, name="hot")

    def tickets(count):
        for number in range(count):
            ticket = make_ticket(workspace, rosa, subject=str(number))
            TicketTag.objects.create(workspace=workspace, ticket=ticket, tag=tag)

    path = "/inbox/search/?q=is%3Aopen%20tag%3Ahot%20assignee%3Anobody"
    tickets(5)
    few = cost(as_bob, path)
    tickets(45)
    assert (cost(as_bob, path), few <= 12) == (few, True)
