"""What a customer's mail program gets: parsed back from the bytes that leave."""

import email
import re
from email.policy import default

import pytest

from channels_inbox.adapters.base import PermanentFailure
from channels_inbox.adapters.email import build
from tickets import acknowledging, loops
from tickets.content import NewFile
from tickets.identifiers import reply_address
from tickets.models import Attachment, Message, Ticket
from tickets.operations import conversation, copying
from tickets.outbound import render

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\0"
    b"\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)


def sent(message):
    """The mail as its receiver reads it."""
    return email.message_from_bytes(bytes(build.message(render(message))), policy=default)


def text_of(mail):
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def html_of(mail):
    return mail.get_body(["html"]).get_content()


def test_headers_keep_the_conversation_together(post, t1, r1, workspace):
    answer = post.message(post(in_reply_to=r1.message_id, message_id="m2@client.example", body="Still burning."))
    second = conversation.reply(t1, by=r1.author_member, body="Call the fire brigade.")
    mail = sent(second)
    assert (mail["From"], mail["To"]) == ('"Bob, Acme" <help@acme.example>', "Rosa Mets <rosa@example.com>")
    assert mail["Subject"] == f"Re: Printer on fire [#{t1.number}]"
    assert mail["Message-ID"].strip() == f"<{second.message_id}>"
    assert mail["In-Reply-To"].strip() == f"<{answer.message_id}>"
    assert mail["References"].strip() == f"<m1@client.example> <{r1.message_id}> <m2@client.example>"
    assert mail["Reply-To"] == reply_address(t1, "help@acme.example")
    assert loops.is_own(workspace, mail["X-Tugi-Loop"])
    assert mail["Auto-Submitted"] is None


def test_a_channel_without_plus_addresses_has_no_reply_to(t1, r1, email_channel):
    email_channel.takes_plus_addresses = False
    email_channel.save()
    assert sent(r1)["Reply-To"] is None


def test_the_same_on_every_try_but_for_the_random_part_of_the_loop_header(r1):
    from dataclasses import replace

    first, second = render(r1), render(r1)
    assert replace(first, headers={}) == replace(second, headers={})


def test_long_threads_name_the_first_and_the_newest(post, t1, r1):
    for n in range(30):
        post(in_reply_to=r1.message_id, message_id=f"n{n}@client.example", body=f"Note {n}")
    chain = sent(conversation.reply(t1, by=r1.author_member, body="Yes"))["References"].split()
    assert (len(chain), chain[0], chain[-1]) == (21, "<m1@client.example>", "<n29@client.example>")


def test_where_we_write_first_there_is_no_re(workspace, rosa, bob, ticket):
    Message.objects.filter(ticket=ticket).update(message_id="")
    mail = sent(conversation.reply(ticket, by=bob, body="You called us."))
    assert (mail["Subject"], mail["In-Reply-To"], mail["References"]) == ("Printer on fire [#1]", None, None)


@pytest.mark.parametrize(
    "subject, shown",
    [
        ("RE: AW: Printer [#99]", "Re: Printer [#1]"),
        ("Printer\r\nBcc: x@evil.example", "Re: Printer Bcc: x@evil.example [#1]"),
        ("", "Re: (no subject) [#1]"),
    ],
)
def test_subjects(post, t1, r1, subject, shown):
    Ticket.objects.filter(pk=t1.pk).update(subject=subject)
    mail = sent(r1)
    assert mail["Subject"] == shown
    assert mail["Bcc"] is None


def test_text_and_html_say_the_same_with_signature_and_history(post, t1, r1, bob):
    bob.signature = "Bob\nAcme <3"
    bob.save()
    post(in_reply_to=r1.message_id, body="It is <hot>.")
    mail = sent(conversation.reply(t1, by=bob, body="<p>Use <b>water</b>.</p>"))
    text, html = text_of(mail), html_of(mail)
    assert text.startswith("Use water.\n\n-- \nBob\nAcme <3\n\nOn ")
    assert "Rosa Mets wrote:\n> It is <hot>.\n" in text
    assert re.search(r"^On \d{1,2} [A-Z][a-z]+ 20\d\d at \d\d:\d\d, Rosa Mets wrote:$", text, re.MULTILINE)
    assert "Bob, Acme wrote:\n> Use the extinguisher.\n" in text
    assert text.index("It is <hot>") < text.index("extinguisher") < text.index("It burns.")
    assert "<p>Use <b>water</b>.</p>" in html
    assert "Bob<br>Acme &lt;3" in html
    assert '<blockquote type="cite"><p>It is &lt;hot&gt;.</p></blockquote>' in html


def test_the_history_holds_what_people_wrote_and_no_confirmation(post, t1, r1, bob):
    t1.workspace.ack_text = "Thank you, a machine says."
    t1.workspace.save()
    confirmation = acknowledging.acknowledge(t1)
    post(in_reply_to=r1.message_id, body="I am on holiday.", headers={"Auto-Submitted": "auto-replied"})
    answer = conversation.reply(t1, by=bob, body="Use sand.")
    text = text_of(sent(answer))

    assert [message.is_automatic for message in t1.messages.order_by("id")] == [False, False, True, True, False]
    assert "machine says" in text_of(sent(confirmation))
    assert "machine says" not in text and "on holiday" not in text
    assert "> Use the extinguisher.\n" in text and "> It burns." in text
    assert "machine says" not in html_of(sent(answer))


def test_our_own_parser_finds_just_the_answer_in_an_answer_to_it(r1):
    from channels_inbox.mail import parse

    mail = parse(bytes(build.message(render(r1))))
    assert mail.reply_text.strip() == "Use the extinguisher."


@pytest.mark.parametrize(
    "own, teams, channels, expected",
    [("Me", "Team", "Channel", "Me"), ("", "Team", "Channel", "Team"), (" ", "", "Channel", "Channel")],
)
def test_the_signature_is_the_members_else_the_teams_else_the_channels(
    t1, r1, bob, team, email_channel, own, teams, channels, expected
):
    bob.signature, team.signature, email_channel.signature = own, teams, channels
    for row in (bob, team, email_channel):
        row.save()
    assert f"-- \n{expected}\n" in text_of(sent(r1))


def test_a_signature_knows_who_writes_and_nobody_else(t1, bob, team):
    bob.signature = "{{agent.first_name}} of {{team.name}}, {{workspace.name}}; {{contact.name}} {{ticket.number}}"
    bob.save()
    message = conversation.reply(t1, by=bob, body="<p>Hello</p>")
    expected = f"Bob of {team.name}, Acme; {{{{contact.name}}}} {{{{ticket.number}}}}"
    assert f"-- \n{expected}\n" in render(message).text


def test_a_signature_can_be_left_out(t1, bob):
    bob.signature = "Bob of the workshop"
    bob.save()
    message = conversation.reply(t1, by=bob, body="<p>Hello</p>", without_signature=True)
    outbound = render(message)
    assert "Bob of the workshop" not in outbound.text + outbound.html


def test_files_and_pictures_go_along(t1, bob, post):
    upload = Attachment(
        workspace=t1.workspace,
        uploaded_by=bob,
        draft_ticket=t1,
        draft_kind="reply",
        name="p.png",
        content_type="image/png",
        size=len(PNG),
    )
    from django.core.files.base import ContentFile

    upload.file.save("x", ContentFile(PNG), save=False)
    upload.save()
    message = conversation.reply(
        t1,
        by=bob,
        body=f'<p>See <img src="/attachments/{upload.public_id}/" alt="plan"> <img src="/attachments/{OTHERS}/" alt="none"></p>',
        uploads=[upload.public_id],
        attachments=[NewFile("bill.pdf", b"%PDF-1.4 x", "application/pdf")],
    )
    mail = sent(message)
    parts = {part.get_filename(): part for part in mail.walk() if part.get_filename()}
    assert set(parts) == {"p.png", "bill.pdf"}
    assert f'<img src="cid:{upload.public_id}@tugi" alt="plan"> none</p>' in html_of(mail)
    assert parts["p.png"]["Content-ID"] == f"<{upload.public_id}@tugi>"
    assert (parts["p.png"].get_content(), parts["bill.pdf"].get_content()) == (PNG, b"%PDF-1.4 x")


def test_a_file_that_is_gone_fails_for_good_with_words(t1, bob, post):
    message = conversation.reply(
        t1, by=bob, body="x", attachments=[NewFile("bill.pdf", b"%PDF-1.4 x", "application/pdf")]
    )
    message.attachments.get().file.delete(save=False)
    Attachment.objects.update(file="attachments/0/xx/gone")
    with pytest.raises(PermanentFailure, match="bill.pdf"):
        render(message)


def test_a_ticket_by_hand_is_answered_over_the_teams_mail_channel(workspace, rosa, bob, email_channel):
    from channels_inbox.models import Channel
    from tests.fixtures.cast import make_ticket

    ticket = make_ticket(
        workspace, rosa, channel=Channel.objects.get(workspace=workspace, kind="manual"), origin="phone"
    )
    message = conversation.reply(ticket, by=bob, body="You called.")
    assert (message.channel, message.message_id.endswith("@acme.example")) == (email_channel, True)
    assert sent(message)["From"] == '"Bob, Acme" <help@acme.example>'


def test_a_rules_answer_says_that_a_machine_sent_it(t1):
    mail = sent(conversation.reply(t1, by=None, body="Hello"))
    assert (mail["From"], mail["Auto-Submitted"]) == ("Acme <help@acme.example>", "auto-generated")


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: x@evil.example", 'x" <y@evil.example>, "z', "=?utf-8?q?x=40evil?=", ",", "<"]
)
def test_no_name_adds_a_recipient_or_a_header(t1, r1, rosa, name):
    r1.recipients.update(name=name)
    Message.objects.filter(pk=r1.pk).update(from_name=name)
    mail = sent(r1)
    assert [one.addr_spec for one in mail["To"].addresses] == ["rosa@example.com"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["help@acme.example"]
    assert (mail["Bcc"], mail["Cc"]) == (None, None)


# What never leaves


OTHERS = "a" * 26
CANARY = "canary-7f3a"


def test_a_note_never_leaves_by_mail_or_quote(post, t1, r1, bob):
    conversation.add_note(t1, by=bob, body=f"Do not tell: {CANARY}")
    post(sender="stranger@evil.example", in_reply_to=r1.message_id, body=f"{CANARY} from a stranger")
    message = conversation.reply(t1, by=bob, body="Hello")
    raw = bytes(build.message(render(message))).decode()
    assert CANARY not in raw
    assert "stranger" not in raw
    assert "It burns." in raw


def test_who_joined_later_gets_no_history_from_before(post, t1, r1, bob, dora):
    post(in_reply_to=r1.message_id, body="My card number is 42.")
    copying.add_cc(t1, "dora@example.com", by=bob, accepted=True)
    first = conversation.reply(t1, by=bob, body="Welcome Dora")
    Message.objects.filter(pk=first.pk).update(delivery="sent")
    second = conversation.reply(t1, by=bob, body="And this")
    assert sent(first)["Cc"] == "Dora Dale <dora@example.com>"
    assert "wrote:" not in text_of(sent(first))
    assert "Welcome Dora" in text_of(sent(second))
    assert "card number" not in text_of(sent(second))


def test_who_is_no_longer_on_the_ticket_gets_no_history_at_all(t1, r1, bob, dora):
    copying.add_cc(t1, "dora@example.com", by=bob, accepted=True)
    message = conversation.reply(t1, by=bob, body="Hello both")
    t1.ccs.all().delete()
    assert "wrote:" not in text_of(sent(message))
