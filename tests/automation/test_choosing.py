"""The right text for who reads it."""

import pytest

from automation.choosing import best_variant, suggested, variant_for
from automation.models import CannedVariant

EN, ET_FAMILIAR, ET_FORMAL, NB = (
    CannedVariant(language="en"),
    CannedVariant(language="et", form="familiar"),
    CannedVariant(language="et", form="formal"),
    CannedVariant(language="nb", form="familiar"),
)


@pytest.mark.parametrize(
    "language, form, variants, best",
    [
        ("et", "formal", [EN, ET_FAMILIAR, ET_FORMAL], ET_FORMAL),
        ("et", "familiar", [EN, ET_FAMILIAR, ET_FORMAL], ET_FAMILIAR),
        ("en", "formal", [EN, ET_FORMAL], EN),
        ("nb", "formal", [EN, NB], NB),  # language counts before form
        ("fi", "formal", [NB, ET_FORMAL, EN], ET_FORMAL),  # the workspace's language
        ("fi", "formal", [NB, EN], EN),
        ("fi", "formal", [NB], NB),
        ("en", "formal", [], None),
    ],
)
def test_the_nearest_variant(language, form, variants, best):
    assert best_variant(variants, language=language, form=form, otherwise="et") is best


@pytest.mark.django_db
def test_the_tickets_language_chooses(make_canned, ticket):
    response = make_canned("Hello", en="<p>Hello</p>", et="<p>Tere</p>")
    ticket.language = "et"
    assert variant_for(ticket, list(response.variants.all())).body_text == "Tere"


@pytest.mark.django_db
@pytest.mark.parametrize("form, said", [("", "Tere Teile"), ("formal", "Tere Teile"), ("familiar", "Tere sulle")])
def test_the_contacts_form_of_address_chooses(make_canned, ticket, rosa, form, said):
    response = make_canned("Hello", et_familiar="<p>Tere sulle</p>", et_formal="<p>Tere Teile</p>")
    rosa.form_of_address, ticket.requester, ticket.language = form, rosa, "et"
    assert variant_for(ticket, list(response.variants.all())).body_text == said


@pytest.mark.django_db
def test_what_says_the_tickets_words_is_suggested(make_canned, ticket):
    fire = make_canned("Fire", en="<p>Unplug the printer.</p>", et="<p>Printerid põlevad.</p>")
    make_canned("Invoice", en="<p>Here is the invoice.</p>")
    assert suggested(ticket) == [fire.pk]


@pytest.mark.django_db
def test_a_word_that_all_of_them_say_suggests_none(make_canned, ticket):
    for place in range(6):
        make_canned(f"Number {place}", en="<p>printer</p>")
    assert suggested(ticket) == []
