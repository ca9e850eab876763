"""A customer's mail that an agent passed on: the words of a forward, read back into who wrote what."""

from dataclasses import dataclass

from channels_inbox.mail.quote_lines import is_forward_rule, label_of, plain
from channels_inbox.mail.replies import is_forward
from contacts.identities import normalise_email

MAX_HEADER_LINES = 14


@dataclass(frozen=True)
class Forward:
    """``comment`` is what the agent wrote above it: for agents only."""

    name: str
    address: str
    subject: str
    text: str
    comment: str


def read(mail):
    """The Forward in a ParsedMail whose subject says that it is one, or None."""
    from channels_inbox.mail.addresses import read_addresses

    if not mail.text or not is_forward(mail.subject or ""):
        return None
    lines = mail.text.split("\n")
    start = next((at for at, line in enumerate(lines) if is_forward_rule(plain(line))), None)
    if start is None:
        return None
    sender, subject, at = None, "", start + 1
    for at in range(start + 1, min(start + 1 + MAX_HEADER_LINES, len(lines))):
        line = plain(lines[at])
        label = label_of(line) if line else None
        if label is None:
            if sender or line:
                break
            continue
        value = line.partition(":")[2].strip()
        if label == "from" and sender is None:
            sender = next((one for one in read_addresses(value.encode()) if "@" in one.address), None)
        elif label == "other" and not subject and line.lower().startswith(("subject", "betreff", "emne", "teema")):
            subject = value
    if sender is None:
        return None
    return Forward(
        name=sender.name,
        address=normalise_email(sender.address),
        subject=subject,
        text="\n".join(lines[at:]).strip(),
        comment="\n".join(lines[:start]).strip(),
    )
