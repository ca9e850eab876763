"""What is typed is kept; of two texts neither is lost."""

import pytest

from tickets.models import Draft
from tickets.operations import drafting


def say(ticket, bob, text, **options):
    return drafting.keep(ticket, by=bob, kind="reply", body=text, body_format="text", **options)


def stored():
    return list(Draft.objects.values_list("body_html", "aside_html"))


def test_one_page_writes_on_without_being_asked(ticket, bob):
    for counter, text in enumerate(("H", "He", "Hello"), 1):
        kept = say(ticket, bob, text, writer="a", counter=counter, last_message=7)
        assert not kept.is_elsewhere
    assert stored() == [("<p>Hello</p>", "")]
    assert Draft.objects.get().based_on_message == 7


def test_a_save_that_was_overtaken_changes_nothing(ticket, bob):
    say(ticket, bob, "Hello", writer="a", counter=2)
    kept = say(ticket, bob, "Hel", writer="a", counter=1)
    assert stored() == [("<p>Hello</p>", "")]
    assert kept.revision == Draft.objects.get().revision


def test_another_device_goes_on_from_what_it_was_shown(ticket, bob):
    begun = say(ticket, bob, "Hello", writer="a", counter=9)
    assert not say(ticket, bob, "Hello Rosa", writer="b", counter=1, revision=begun.revision).is_elsewhere
    assert stored() == [("<p>Hello Rosa</p>", "")]
    assert say(ticket, bob, "Hello you", writer="a", counter=10, revision=begun.revision).is_elsewhere


@pytest.mark.parametrize("known", [0, 1])
def test_another_device_that_knew_less_writes_nothing_over(ticket, bob, known):
    begun = say(ticket, bob, "Hello", writer="a", counter=1)
    say(ticket, bob, "Hello Rosa", writer="a", counter=2)
    kept = say(ticket, bob, "Goodbye", writer="b", counter=1, revision=begun.revision * known)
    assert kept.is_elsewhere and kept.at == Draft.objects.get().updated_at
    assert say(ticket, bob, "", writer="b", counter=2).is_elsewhere
    assert stored() == [("<p>Hello Rosa</p>", "")]


def test_whoever_keeps_this_one_finds_the_other_beside_it(ticket, bob):
    say(ticket, bob, "Hello Rosa", writer="a", counter=1)
    kept = say(ticket, bob, "Goodbye", writer="b", counter=1, choose="this")
    assert (kept.has_aside, kept.html) == (True, None)
    assert stored() == [("<p>Goodbye</p>", "<p>Hello Rosa</p>")]
    shown = say(ticket, bob, "Goodbye", writer="b", counter=2, choose="aside")
    assert shown.html == "<p>Hello Rosa</p>"
    assert stored() == [("<p>Hello Rosa</p>", "<p>Goodbye</p>")]
    assert not say(ticket, bob, "Hello Rosa", writer="b", counter=3, choose="forget").has_aside
    assert stored() == [("<p>Hello Rosa</p>", "")]


def test_whoever_shows_the_other_finds_this_one_beside_it(ticket, bob):
    say(ticket, bob, "Hello Rosa", writer="a", counter=1)
    kept = say(ticket, bob, "Goodbye", writer="b", counter=1, choose="other")
    assert kept.html == "<p>Hello Rosa</p>"
    assert stored() == [("<p>Hello Rosa</p>", "<p>Goodbye</p>")]


def test_what_stands_in_the_chosen_text_is_not_put_aside(ticket, bob):
    say(ticket, bob, "Hello", writer="a", counter=1)
    say(ticket, bob, "Hello Rosa", writer="b", counter=1, choose="this")
    assert stored() == [("<p>Hello Rosa</p>", "")]


def test_emptied_it_is_gone_and_an_old_page_does_not_take_the_next_for_it(ticket, bob):
    old = say(ticket, bob, "Hello", writer="a", counter=1)
    assert say(ticket, bob, " ", writer="a", counter=2).revision == 0
    assert not Draft.objects.exists()
    new = say(ticket, bob, "Again", writer="b", counter=1)
    assert new.revision > old.revision
    assert say(ticket, bob, "Hello on", writer="a", counter=3, revision=old.revision).is_elsewhere


def test_what_comes_back_stands_first_and_what_was_written_since_beside_it(ticket, bob):
    say(ticket, bob, "Another", writer="a", counter=1)
    draft = Draft.objects.get()
    drafting.give_back(ticket, to=bob, html="<p>Sent</p>", at=draft.updated_at)
    assert stored() == [("<p>Sent</p>", "<p>Another</p>")]
    assert say(ticket, bob, "Another one", writer="a", counter=2, revision=draft.revision).is_elsewhere
