"""Real mails from invented customers: by SMTP to the mail listener, as from anywhere else."""

from django.conf import settings

from channels_inbox.adapters.base import Outbound, PermanentFailure, TemporaryFailure
from channels_inbox.adapters.email import build, smtp
from helpdesk.lib.ids import opaque_id

ANYWHERE = ("", "0.0.0.0", "::")  # a listener on all addresses is reached on this machine's own


class NotSent(Exception):
    """``words`` say why, the server's where it spoke."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


def send(*, sender, to, subject, text, in_reply_to="", references=()):
    """Mail ``text`` from ``sender`` (an ``Address``) to the address ``to``. Raises NotSent. Returns the Message-ID."""
    message_id = f"{opaque_id()}@{sender.address.rpartition('@')[2]}"
    outbound = Outbound(
        from_name=sender.name,
        from_address=sender.address,
        to=(("", to),),
        subject=subject,
        text=text,
        message_id=message_id,
        idempotency_key=message_id,
        in_reply_to=in_reply_to,
        references=tuple(references),
    )
    host = "127.0.0.1" if settings.SMTP_LISTEN_HOST in ANYWHERE else settings.SMTP_LISTEN_HOST
    try:
        smtp.send(_listener(host), build.message(outbound), outbound)
    except (PermanentFailure, TemporaryFailure) as failure:
        raise NotSent(failure.words) from failure
    return message_id


def answer(letter, *, sender, text):
    """Answer ``letter`` as a mail program does: to its Reply-To, with its history below, tied to it by Message-IDs."""
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    history = "\n".join(f"> {line}".rstrip() for line in letter.text.splitlines())
    who = letter.sender.name or letter.sender.address
    return send(
        sender=sender,
        to=letter.answers_to.address,
        subject=subject,
        text=f"{text}\n\nOn {letter.at:%d %b %Y at %H:%M}, {who} <{letter.sender.address}> wrote:\n\n{history}\n",
        in_reply_to=letter.message_id,
        references=(*letter.references, letter.message_id),
    )


def _listener(host):
    return smtp.Server(host, settings.SMTP_LISTEN_PORT, security="none", trusted=True)
