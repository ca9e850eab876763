"""The search page: rows with what was found in them."""

import pytest

from tests.fixtures.cast import make_ticket
from tests.tickets.test_budgets import cost
from tickets.operations import conversation, triage
from tickets.query import narrow


def rows(client, query, **fields):
    answer = client.get("/inbox/search/", {"q": query, "part": "rows", **fields})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("battery", "<mark>Battery</mark> shows 2 % after a full charge"),
        ("sykkel", '<span class="ticket-row__name">Sigrid Bakke</span>'),
        ("overnight", "Bob:</span> … <mark>overnight</mark>."),
        ("swap", "Internal note</span> "),
        ("swap", "<mark>swap</mark> both packs"),
        ("syklene", "to <mark>sykler</mark>. Bestillingen"),
        ("laadija", "aga <mark>laadijat</mark> ei tulnud"),
        ("88213", "<mark>88213</mark>.pdf"),
        ("pt-20417", "<mark>PT</mark>-<mark>20417</mark>"),
        ("poldmae", "Tõnu <mark>Põldmäe</mark>"),
        ("sigird", "<mark>Sigrid</mark> Bakke"),
    ],
)
def test_a_row_shows_where_the_words_stand(as_bob, shop, query, shown):
    assert shown in rows(as_bob, query)


def test_what_people_write_is_escaped(as_bob, workspace, rosa, bob):
    ticket = make_ticket(workspace, rosa, subject="<i>saddle</i>", text="A <script>saddle</script> & more")
    conversation.add_note(ticket, by=bob, body="<img src=x onerror=1> pedal", body_format="text")
    html = rows(as_bob, "saddle") + rows(as_bob, "pedal")
    assert "<script>" not in html and "<img" not in html and "<i>" not in html
    assert "&lt;i&gt;<mark>saddle</mark>&lt;/i&gt;" in html


def test_other_conditions_narrow_and_spam_is_found_when_asked_for(as_bob, bob, shop):
    triage.set_category(shop["battery"], "solved", by=bob)
    assert f'id="ticket-{shop["battery"].number}"' in rows(as_bob, "battery")
    assert "ticket-row" not in rows(as_bob, "battery is:open")
    assert "ticket-row" not in rows(as_bob, "lottery")
    assert "<mark>Lottery</mark>" in rows(as_bob, "lottery in:spam")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ('"swap both packs"', 1),
        ('"both swap packs"', 0),
        ('"swap \\"both\\" packs"', 1),  # signs within a phrase mean nothing
        ('overnight "both packs"', 1),
        ('is:open "swap both packs"', 1),
        ('-"swap both packs"', 5),
        ('"swap both packs" OR subject:delivery', 2),
        ('"swap both packs" OR inverness', 2),
        ('(-overnight OR tag:none) "full charge"', 1),
        ('-tag:none "swap both packs"', 0),
    ],
)
def test_words_and_phrases_are_part_of_the_query_language(as_bob, workspace, bob, shop, query, count):
    assert rows(as_bob, query).count('class="ticket-row__link"') == count
    assert narrow(workspace.tickets.visible_to(bob), query, bob).count() == count


def test_the_order_can_be_turned_and_pages_follow(as_bob, workspace, rosa):
    for number in range(52):
        make_ticket(workspace, rosa, subject=f"Saddle {number}" if number == 3 else "Seat", text="saddle")
    page = as_bob.get("/inbox/search/?q=saddle").content.decode()
    assert page.index('id="ticket-4"') < page.index('id="ticket-52"')
    assert "Best first" in page and "order=newest" in page
    newest = as_bob.get("/inbox/search/?q=saddle&order=newest").content.decode()
    assert newest.index('id="ticket-52"') < newest.index('id="ticket-4"')
    assert "order=newest&amp;after=50" in newest
    rest = rows(as_bob, "saddle", after="50")
    assert rest.count('class="ticket-row__link"') == 2
    assert as_bob.get("/inbox/search/?q=saddle&after=x").status_code == 404


def test_similar_words_are_said_to_be_similar(as_bob, shop):
    page = as_bob.get("/inbox/search/?q=sigird").content.decode()
    assert "No ticket has exactly these words." in page
    assert "No ticket has exactly" not in as_bob.get("/inbox/search/?q=sigrid").content.decode()


def test_it_asks_as_often_for_fifty_rows_as_for_five(as_bob, workspace, rosa):
    def tickets(count):
        for number in range(count):
            make_ticket(workspace, rosa, subject=f"Saddle {number}", text="The saddles are worn")

    tickets(6)
    few = cost(as_bob, "/inbox/search/?q=saddle")
    tickets(44)
    assert cost(as_bob, "/inbox/search/?q=saddle") == few <= 12


def test_it_says_how_many_were_found(as_bob, shop):
    assert '<span class="list-pane__count" id="list-count">1</span>' in as_bob.get("/inbox/search/?q=overnight").text
