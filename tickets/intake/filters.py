"""What kind of mail this is, before anybody asks which ticket it belongs to: small filters in a fixed order.

Each answers with a Finding or None. The first that ignores a mail, or calls it a bounce, ends the questions. The raw
bytes stay in the InboundMessage whatever is found.
"""

from dataclasses import dataclass

from tickets import loops


@dataclass(frozen=True)
class Finding:
    """``code`` is the reason or mark. ``is_automatic``: never reopens. Whatever is found, Tugi answers nothing by itself."""

    code: str
    ignores: bool = False
    is_automatic: bool = False


def own_mail(arrival):
    """A mail that we sent came back whole: it carries our signed loop header."""
    if loops.is_own(arrival.workspace, arrival.mail.x_tugi_loop):
        return Finding("own-mail", ignores=True)


def own_address(arrival):
    """From one of our own addresses without a customer's Reply-To. With one, it is a form on some web site."""
    if arrival.is_from_own_address and arrival.reply_to is None and not arrival.mail.bounce:
        return Finding("own-address", ignores=True)


def bounce(arrival):
    """A delivery status notification, RFC 3464, or its like in plain words."""
    if arrival.mail.bounce:
        return Finding("bounce", is_automatic=True)


def automatic(arrival):
    """A program answered: Auto-Submitted and its older kin, RFC 3834, section 5."""
    if arrival.mail.auto_submitted:
        return Finding("automatic", is_automatic=True)


def null_sender(arrival):
    """The envelope's sender is empty: nothing may be sent back, RFC 5321, section 4.5.5."""
    if arrival.inbound.envelope.get("mail_from") == "":
        return Finding("automatic", is_automatic=True)


def bulk(arrival):
    """To many: List-Id, RFC 2919, or Precedence. People write to lists, so it is no program's mail; but never answered."""
    if arrival.mail.is_bulk:
        return Finding("bulk")


FILTERS = (own_mail, own_address, bounce, automatic, null_sender, bulk)


def examine(arrival):
    """The Findings about a mail, in order, each code once."""
    found = {}
    for ask in FILTERS:
        finding = ask(arrival)
        if finding is None:
            continue
        found.setdefault(finding.code, finding)
        if finding.ignores or finding.code == "bounce":
            break
    return list(found.values())
