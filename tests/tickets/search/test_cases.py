"""What people type, and what they find: these tickets and no others."""

import pytest

from tests.fixtures.cast import make_member, make_ticket
from tickets import search
from tickets.finding import find
from tickets.query import parse

CASES = [
    # subject and people
    ("battery", "battery"),
    ("BATTERY", "battery"),
    ("batt", "battery"),
    ("sigrid", "battery"),
    ("bakke sigrid", "battery"),
    ("sykkelhotell", "battery"),
    ("sigrid@fjellheim.example", "battery"),
    ("fjellheim.example", "battery"),
    ("+47 55 01 42 18", "battery"),
    ("55014218", "battery"),
    ("55 01 42 18", "battery"),
    ("poldmae@post", "invoice"),
    ("tõnu.poldmae@post.example", "invoice"),
    ("ratas.example", "helmet"),
    ("K-30912", "helmet"),
    ("hengelås", "key"),  # the subject was changed to this
    ("rosa", "delivery key"),
    # umlauts and accents, or none
    ("Põldmäe", "invoice"),
    ("poldmae", "invoice"),
    ("POLDMÄE", "invoice"),
    ("ulo kaarik", "helmet"),
    ("ase sorensen", "wheel"),
    ("Åse Sørensen", "wheel"),
    ("nokler", "key"),
    ("hengelas", "key"),
    ("tukki", "helmet"),
    # typing errors
    ("sigird", "battery"),  # two letters changed places
    ("siggrid", "battery"),
    ("sgrid", "battery"),
    ("fjelheim", "battery"),
    ("poldmea", "invoice"),
    ("soernsen", "wheel"),
    ("kaaarik", "helmet"),
    ("20471", "battery"),
    # other forms of Estonian words
    ("jalgratas", "invoice"),
    ("jalgratast", "invoice"),
    ("laadija", "invoice"),
    ("arved", "invoice"),
    ("arvete", "invoice"),
    ("kiiver", "helmet"),
    ("kiivrid", "helmet"),
    ("suurused", "helmet"),
    ("laost", "helmet"),
    # of Norwegian words
    ("brems", "battery"),
    ("bremser", "battery"),
    ("batterier", "battery"),
    ("syklene", "battery"),
    ("bestilling", "battery"),
    ("hjul", "wheel"),
    ("hjulet", "wheel"),
    ("fjellene", "wheel"),
    ("nøkkelen", "key"),
    # of English ones
    ("carrier", "delivery"),
    ("deliveries", "delivery"),
    ("inverness", "delivery"),
    # order numbers and parts of them
    ("20417", "battery"),
    ("PT-20417", "battery"),
    ("pt20417", "battery"),
    ("PT 20417", "battery"),
    ("2041", "battery"),
    ("S3C-114", "battery"),
    ("7731", "key"),
    ("pb7731x", "key"),
    ("5590", "helmet"),
    ("tr-5590-b", "helmet"),
    ("900417", "wheel"),
    ("9004", "wheel"),
    # numbers of tickets
    ("#3", "delivery"),
    ("number:3", "delivery"),
    ("#3 inverness", "delivery"),
    ("#3 overnight", ""),
    # notes, replies, phrases, words apart
    ("recall 2311", "battery"),
    ('"swap both packs"', "battery"),
    ('"both swap packs"', ""),
    ("overnight", "battery"),
    ("sigrid overnight recall", "battery"),
    ('"full charge" sykler', "battery"),
    ('"viis tükki"', "helmet"),
    ('"batteries"', ""),  # in quotes no other form
    # names of files
    ("võlakiri", "invoice"),
    ("88213", "invoice"),
    ("volakiri-88213.pdf", "invoice"),
    ("bakhjul", "wheel"),
    ("skjevt_bakhjul.jpg", "wheel"),
    # with conditions
    ("is:open skjeve tag:warranty", "wheel"),
    ("skjeve -tag:warranty", ""),
    ("skjeve OR arve", "wheel invoice"),
    ("(skjeve OR arve) has:attachment", "wheel invoice"),
    ("rosa -inverness", "key"),
    ("from:rosa@example.com nøkler", "key"),
    ("from:rosa@example.com battery", ""),
    ("lottery in:spam", "spam"),
    ("is:solved battery", ""),
    # nothing
    ("zzzz", ""),
    ("lottery", ""),  # in spam
    ("muhvigrupp", ""),  # what was only quoted
    ("heng uten batteri", ""),
    ("!!!", ""),
    ("''; --", ""),
    ("\\", ""),
]


def found_by(member, shop, query):
    """Names of the tickets that the search page shows."""
    names = {ticket.number: name for name, ticket in shop.items()}
    return {names[row.number] for row in find(member, parse(query))[0].rows}


@pytest.mark.parametrize(("query", "names"), CASES, ids=[query for query, _ in CASES])
def test_each_finds_these_and_no_others(workspace, bob, shop, query, names):
    assert found_by(bob, shop, query) == set(names.split())
    assert found_by(make_member(workspace, "Lucy", role="light_agent"), shop, query) == set()


@pytest.mark.parametrize("words", ["{n}", "#{n}", " #{n} "])
def test_a_number_finds_its_ticket_first(workspace, bob, shop, words):
    for ticket in shop.values():
        visible = workspace.tickets.visible_to(bob)
        text = words.format(n=ticket.number)
        assert search.ranked(visible, search.parse(text)).hits[0].ticket_id == ticket.pk
        assert ticket in search.matching(visible, search.parse(text))


def test_beside_other_words_only_a_number_with_its_sign_means_a_ticket(workspace, bob, shop):
    visible, invoice = workspace.tickets.visible_to(bob), shop["invoice"]
    assert not search.matching(visible, search.parse(f"arve {invoice.number}")).exists()
    assert list(search.matching(visible, search.parse(f"arve #{invoice.number}"))) == [invoice]
    assert search.best(visible, f"arve #{invoice.number}", 5) == [invoice]


def test_misspelt_words_come_after_what_was_asked_and_are_said_to_be(workspace, bob, shop):
    visible = workspace.tickets.visible_to(bob)
    assert search.ranked(visible, search.parse("sigird")).near_from == 0
    assert search.ranked(visible, search.parse("sigrid")).near_from is None
    assert search.matching(visible, search.parse("sigird")).count() == 0
    assert search.ranked(visible, search.parse('"sigird"')).hits == []


def test_a_subject_counts_more_than_a_message(workspace, bob, shop, rosa):
    said = make_ticket(workspace, rosa, subject="Something", text="The pump and the saddle")
    named = make_ticket(workspace, rosa, subject="Saddle", text="Help")
    newest = make_ticket(workspace, rosa, subject="Other", text="saddle")
    visible = workspace.tickets.visible_to(bob)
    assert search.ranked(visible, search.parse("saddle")).hits[0].ticket_id == named.pk
    by_age = [hit.ticket_id for hit in search.ranked(visible, search.parse("saddle"), order="newest").hits]
    assert by_age == [newest.pk, named.pk, said.pk]


def test_the_best_message_is_named(workspace, bob, shop):
    (hit,) = search.ranked(workspace.tickets.visible_to(bob), search.parse("overnight")).hits
    assert shop["battery"].messages.get(pk=hit.message_id).kind == "reply"
