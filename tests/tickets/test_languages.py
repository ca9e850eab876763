"""Mails to customers are in one language: theirs."""

import pytest
from django.utils import translation

from tests.fixtures.cast import make_ticket
from tickets.acknowledging import words
from tickets.operations import conversation
from tickets.outbound import render


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Thank you."), ("et", "Aitäh."), ("nb", "Takk.")], ids=["en", "et", "nb"]
)
def test_the_confirmation_speaks_it(workspace, language, said):
    with translation.override(language):
        text = words(workspace, number=42, address="help@acme.example")
    assert text.startswith(said) and "42" in text and "Acme" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "wrote:"), ("et", "kirjutas Rosa Mets:"), ("nb", "skrev Rosa Mets:")]
)
def test_the_line_above_a_quote_speaks_it(workspace, rosa, bob, language, said):
    rosa.language = language
    rosa.save()
    message = conversation.reply(make_ticket(workspace, rosa), by=bob, body="Hello")
    assert said in render(message).text
