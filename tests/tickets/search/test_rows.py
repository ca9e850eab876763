"""The rows of words follow what they are about."""

from django.db import connection

from contacts.identities import contact_for
from contacts.models import Identity, Organization
from tests.fixtures.cast import make_ticket
from tickets import search
from tickets.models import Message, Ticket, TicketSearch
from tickets.operations import conversation, merging, requesters, splitting


def found(workspace, words):
    return set(search.matching(workspace.tickets.all(), search.parse(words)).values_list("number", flat=True))


def test_they_follow_renamed_people_companies_and_addresses(workspace, ticket, rosa):
    rosa.name = "Rosalinde Mets"
    rosa.save()
    assert found(workspace, "rosalinde") == {1}
    rosa.organization = Organization.objects.create(workspace=workspace, name="Vool")
    rosa.save()
    assert found(workspace, "vool") == {1}
    rosa.organization.name = "Kuusik"
    rosa.organization.save()
    assert (found(workspace, "vool"), found(workspace, "kuusik")) == (set(), {1})
    phone = Identity.objects.create(workspace=workspace, contact=rosa, kind="phone", value="+37255512345", shown="x")
    assert found(workspace, "+372 5551 2345") == {1}
    phone.delete()
    assert found(workspace, "+372 5551 2345") == set()


def test_they_move_with_a_message(workspace, ticket, rosa):
    other = make_ticket(workspace, rosa, subject="Other", text="Muhvigrupp")
    assert found(workspace, "muhvigrupp") == {2}
    Message.objects.filter(ticket=other).update(ticket=ticket)
    assert found(workspace, "muhvigrupp") == {1}


def test_they_go_with_their_ticket(workspace, ticket):
    assert TicketSearch.objects.filter(workspace=workspace).count() == 2
    Ticket.objects.filter(pk=ticket.pk).get().delete()
    assert TicketSearch.objects.filter(workspace=workspace).count() == 0


def test_a_text_of_any_length_and_letters_is_taken(workspace, rosa):
    numbered = [" ".join(f"{word}{number}" for number in range(60_000)) for word in ("word", "ж")]
    for text in (*numbered, "𠜎 ﷺ " * 90_000):
        make_ticket(workspace, rosa, subject="Long", text=text)
    assert found(workspace, "word77") >= {1}


def test_python_folds_as_the_database_does(db):
    letters = [chr(code) for code in (*range(32, 0x250), *range(0x400, 0x460))]
    texts = [f"a{letter}b {letter}" for letter in letters]
    with connection.cursor() as cursor:
        cursor.execute("SELECT one, tickets_words(one) FROM unnest(%s::text[]) one", [texts])
        folded = {text: words.split() for text, words in cursor.fetchall()}
    assert folded == {text: search.words_of(text) for text in texts}


def test_they_move_with_a_merge_and_back(workspace, ticket, rosa, bob):
    other = make_ticket(workspace, rosa, subject="Käepide", text="Muhvigrupp")
    conversation.add_note(other, by=bob, body="Laos on neid kolm", body_format="text")
    merges = merging.merge([other], into=ticket, by=bob)
    assert found(workspace, "muhvigrupp") == found(workspace, "laos kolm") == {ticket.number}
    assert found(workspace, "käepide") == {other.number}  # its number leads on, its subject stays its own
    merging.unmerge(merges, by=bob)
    assert found(workspace, "muhvigrupp") == found(workspace, "laos kolm") == {other.number}
    assert found(workspace, "printer") == {ticket.number}
    assert TicketSearch.objects.filter(workspace=workspace, is_public=False).count() == 1


def test_they_move_with_a_split(workspace, ticket, rosa, bob):
    note = conversation.add_note(ticket, by=bob, body="Muhvigrupp", body_format="text")
    new = splitting.split(ticket, [note], by=bob, subject="Käepide")
    assert found(workspace, "muhvigrupp") == found(workspace, "käepide") == {new.number}
    assert found(workspace, "printer") == {ticket.number}


def test_they_follow_another_requester(workspace, ticket, bob):
    grete = contact_for(workspace.pk, "email", "grete@vool.example", name="Grete Vool")
    requesters.change_requester(ticket, grete, by=bob)
    assert found(workspace, "grete") == found(workspace, "vool.example") == {ticket.number}
