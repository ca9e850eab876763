"""Read a mail in the parser's child process."""

from channels_inbox.mail.pool import ParserKilled, parse_in_child

__all__ = ["ParserKilled", "read", "says_nothing"]


def read(raw):
    """The ParsedMail of raw bytes. Raises ParserKilled: it took longer or more memory than a mail may."""
    return parse_in_child(raw)


def says_nothing(mail):
    """Nothing that people could read was found, and that is not because nothing was written: then it needs a look.

    An empty mail of a known sender is a message too (somebody pressed Send), and so is one that is only a file.
    """
    if (mail.text or "").strip() or mail.html or mail.attachments:
        return False
    return bool(mail.notices) or mail.from_ is None
