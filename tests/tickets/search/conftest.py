"""A small shop's tickets, to be searched."""

import pytest

from contacts.identities import contact_for
from contacts.models import Identity, Organization
from tests.fixtures.cast import make_ticket
from tickets.content import Content, NewFile
from tickets.models import Ticket
from tickets.operations import conversation, triage


@pytest.fixture
def shop(workspace, bob, rosa):
    """``{name: ticket}``; each is found by other words."""
    sigrid = contact_for(workspace.pk, "email", "sigrid@fjellheim.example", name="Sigrid Bakke")
    sigrid.organization = Organization.objects.create(workspace=workspace, name="Fjellheim Sykkelhotell")
    sigrid.save()
    Identity.objects.create(
        workspace=workspace, contact=sigrid, kind="phone", value="+4755014218", shown="+47 55 01 42 18"
    )
    tonu = contact_for(workspace.pk, "email", "tonu.poldmae@post.example", name="Tõnu Põldmäe")
    battery = make_ticket(
        workspace,
        sigrid,
        subject="Battery shows 2 % after a full charge",
        text="Bremsene og batteriet på to sykler. Bestillingen heter PT-20417, ramme S3C-114.",
    )
    conversation.reply(battery, by=bob, body="Leave the charger connected overnight.", body_format="text")
    conversation.add_note(battery, by=bob, body="Recall batch 2311: swap both packs, do not ask.", body_format="text")
    invoice = make_ticket(
        workspace,
        tonu,
        subject="Vale arve – topelt makstud",
        text="Jalgrattaga on kõik korras, aga laadijat ei tulnud.",
    )
    received(
        invoice,
        tonu,
        "Siin on arve.\n\n> Muhvigrupp kadunud",
        new="Siin on arve.",
        files=[NewFile("võlakiri-88213.pdf", b"%PDF-1.4 x", "application/pdf")],
    )
    delivery = make_ticket(
        workspace, rosa, subject="Delivery to Inverness", text="Which carriers deliver to Inverness-shire?"
    )
    key = make_ticket(workspace, rosa, subject="Nøkkelen er borte", text="Jeg trenger nye nøkler. Order PB7731X.")
    ylo = contact_for(workspace.pk, "email", "ylo.kaarik@ratas.example", name="Ülo Käärik")
    ylo.external_id = "K-30912"
    ylo.save()
    helmet = make_ticket(
        workspace, ylo, subject="Kiivri suurus", text="Tellisin kaks kiivrit suuruses M. Tellimus TR-5590-B, 12. mail."
    )
    conversation.add_note(helmet, by=bob, body="Laos on veel viis tükki", body_format="text")
    ase = contact_for(workspace.pk, "email", "ase@sorensen-sykkel.example", name="Åse Sørensen")
    wheel = make_ticket(
        workspace, ase, subject="Hjulene er skjeve", text="Begge hjulene ble skjeve i fjellet. Faktura 900417."
    )
    received(wheel, ase, "Se bildet.", files=[NewFile("skjevt_bakhjul.jpg", b"\xff\xd8", "image/jpeg")])
    triage.add_tag(wheel, "warranty", by=bob)
    spam = make_ticket(workspace, rosa, subject="Lottery", text="You won the lottery")
    Ticket.objects.filter(pk=spam.pk).update(place="spam")
    triage.set_subject(key, "Hengelås uten nøkkel", by=bob)
    return {
        "battery": battery,
        "invoice": invoice,
        "delivery": delivery,
        "key": key,
        "helmet": helmet,
        "wheel": wheel,
        "spam": spam,
    }


def received(ticket, contact, text, *, new="", files=()):
    """One more message of ``contact``."""
    content = Content(
        text=text, reply_text=new or text, from_name=contact.name, from_address=contact.email, files=tuple(files)
    )
    return conversation.receive(ticket, by=contact, content=content)
