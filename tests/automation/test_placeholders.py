"""Values come from customers: they stay words, whatever they hold (SECURITY: template injection)."""

import pytest

from automation.operations.canned import words_for
from tickets.placeholders import KNOWN, fill, fill_html, values_for

pytestmark = pytest.mark.django_db

HOSTILE = [
    "{{agent.name}}",
    "{{agent.token}}",
    "{% load static %}",
    "${7*7}",
    "#{7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ticket.number|{{agent.name}}}}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_never_looked_at_again(value):
    assert fill("Hi {{contact.name}}", {"contact.name": value, "agent.name": "Kadri"}) == f"Hi {value}"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_is_words_in_the_text_that_is_inserted(make_canned, ticket, bob, rosa, value):
    rosa.name = value
    rosa.save()
    ticket.requester = rosa
    variant = make_canned("Hello", en="<p>Hi {{contact.name}}!</p>").variants.get()
    html = words_for(variant, ticket, bob)
    assert "<script" not in html and "<img" not in html
    assert html.count("<") == 2  # the paragraph's own
    assert "Bob" not in html


def test_a_value_in_an_address_can_not_become_a_script(make_canned, ticket, bob, rosa):
    rosa.name = "javascript:alert(1)"
    ticket.requester = rosa
    variant = make_canned("Hello", en='<p><a href="{{contact.name}}">x</a></p>').variants.get()
    assert "javascript" not in words_for(variant, ticket, bob)


def test_unknown_names_stay_as_they_were_typed():
    text = "{{agent.password}} {{ticket.__class__}} {{ settings.SECRET_KEY }} {{contact.first_name.upper}}"
    assert fill(text, {"contact.first_name": "Rosa"}) == text


@pytest.mark.parametrize(
    "text, said",
    [
        ("{{contact.first_name|friend}}", "friend"),
        ("{{ contact.first_name | dear friend }}", "dear friend"),
        ("{{contact.first_name}}", ""),
        ("{{agent.name|nobody}}", "Kadri"),
        ("{{unknown|friend}}", "{{unknown|friend}}"),
    ],
)
def test_what_stands_behind_the_bar_fills_in_for_nothing(text, said):
    assert fill(text, {"contact.first_name": "", "agent.name": "Kadri"}) == said
    assert fill_html(text, {"contact.first_name": "", "agent.name": "Kadri"}) == said


def test_every_name_that_is_offered_has_a_value(ticket, bob):
    values = values_for(ticket, bob)
    assert values.keys() == KNOWN.keys()
    assert (values["contact.first_name"], values["ticket.number"], values["agent.first_name"]) == ("Rosa", 1, "Bob")


def test_an_address_is_no_first_name(ticket, bob, rosa):
    rosa.name = "rosa@example.com"
    ticket.requester = rosa
    assert values_for(ticket, bob)["contact.first_name"] == ""
