"""What was said is found by who may read it, and by nobody else."""

from django.db import connection

from talk.models import RoomMessage, RoomWord
from talk.operations import talking
from talk.searching import SHOWN, search
from tests.fixtures.cast import make_member
from tests.tickets.test_budgets import cost
from workspaces.models import Team


def texts(member, typed):
    return [hit.message.text for hit in search(member, typed)]


def test_all_words_are_there_and_the_last_may_have_begun(room, alice, bob):
    for text in ("The packs left Tartu", "Packs are in Bergen", "Nothing of it"):
        talking.write(room, by=alice, text=text)
    assert texts(bob, "packs") == ["Packs are in Bergen", "The packs left Tartu"]
    assert texts(bob, "PACKS tar") == ["The packs left Tartu"]
    assert texts(bob, "tar packs") == []  # only the last is a beginning
    assert texts(bob, "pack") == ["Packs are in Bergen", "The packs left Tartu"]
    assert texts(bob, "  ?! ") == texts(bob, "") == []


def test_letters_with_marks_are_the_same_letters(room, alice, bob):
    talking.write(room, by=alice, text="Põldmäe ütles: #4218 läks üle, 100 %")
    for typed in ("poldmae", "PÕLDMÄE", "4218", "ule"):
        assert len(texts(bob, typed)) == 1, typed


def test_what_was_changed_or_taken_back_is_found_no_more(room, alice, bob):
    message = talking.write(room, by=alice, text="First words")
    talking.edit(message, by=alice, text="Second thoughts")
    assert texts(bob, "first") == [] and texts(bob, "second") == ["Second thoughts"]
    talking.remove(message, by=alice)
    assert texts(bob, "second") == [] and not RoomWord.objects.exists()


def test_only_rooms_that_one_may_read_are_searched(workspace, room, alice, bob, dana, other_workspace):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    nora = make_member(workspace, "Nora New", "agent", [private])
    talking.write(room, by=bob, text="Secret of support")
    talking.write(talking.room_of(private), by=nora, text="Secret of few")
    talking.write(talking.open_direct([dana], by=bob), by=bob, text="Secret of two")
    assert texts(bob, "secret") == ["Secret of two", "Secret of support"]
    assert texts(alice, "secret") == ["Secret of support"]  # an owner reads other teams, and no conversations
    assert texts(dana, "secret") == ["Secret of two"]
    assert texts(nora, "secret") == ["Secret of few"]


def test_the_page_marks_the_words_and_leads_to_the_message(as_bob, room, alice):
    first = talking.write(room, by=alice, text="<b>Needle</b> in the hay")
    for number in range(70):
        talking.write(room, by=alice, text=f"Hay {number}")
    page = as_bob.get("/talk/search/?q=needle").content.decode()
    assert "&lt;b&gt;<mark>Needle</mark>&lt;/b&gt; in the hay" in page
    address = f"/talk/{room.slug}/?at={first.public_id}"
    assert f'href="{address}#talk-{first.public_id}"' in page
    page = as_bob.get(address).content.decode()
    assert f'id="talk-{first.public_id}"' in page and "data-older" in page and "Hay 43" in page
    assert "Hay 44" not in page
    middle = RoomMessage.objects.get(text="Hay 40")
    page = as_bob.get(f"/talk/{room.slug}/?at={middle.public_id}").content.decode()
    assert "Hay 35" in page and "Hay 34" not in page and "Hay 69" in page and "talk__earlier" in page
    assert as_bob.get(f"/talk/{room.slug}/?at=nothing").status_code == 200


def test_many_hits_cost_what_few_cost(as_bob, room, alice):
    for number in range(5):
        talking.write(room, by=alice, text=f"Word {number}")
    few = cost(as_bob, "/talk/search/?q=word")
    for number in range(SHOWN + 5):
        talking.write(room, by=alice, text=f"Word {number}")
    assert cost(as_bob, "/talk/search/?q=word") == few
    assert "There are more." in as_bob.get("/talk/search/?q=word").content.decode()


def test_it_is_served_by_an_index(workspace, room, alice, bob):
    talking.write(room, by=alice, text="Packs")
    words = RoomWord.objects.filter(
        workspace=workspace, room__in=[room.pk], word__gte="pack", word__lt="pack\U0010ffff"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DROP INDEX room_word_by_message")  # as good for a single row; taken back with the test
    assert "room_word_once" in words.explain()
    assert "word" in words.explain().partition("Index Cond")[2].partition("Filter")[0]
