"""Whether the domain in From stands behind a mail: Authentication-Results, RFC 8601, and DMARC, RFC 7489.

Anybody can write such a header, so only a server that the channel's settings name (``trusted_authserv``) may vouch for a
sender. To doubt one, the topmost header is enough, whoever wrote it: a false doubt costs an agent's look.
"""

import re

from contacts.identities import normalise_email

DMARC = re.compile(r"(?:^|;)\s*dmarc\s*=\s*([a-z]+)", re.IGNORECASE)
HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"()]+)", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")


def verdict(arrival):
    """``pass`` if a trusted server found DMARC aligned, ``fail`` if DMARC failed, else ``none``: nobody knows."""
    said = arrival.inbound.envelope.get("authenticated")
    if said is not None:
        return "pass" if said else "fail"
    trusted = str(arrival.channel.settings.get("trusted_authserv", "")).lower()
    results = [(_server(one), COMMENT.sub("", one)) for one in arrival.mail.authentication_results]
    if trusted:
        for server, text in results:
            if server == trusted:
                return _dmarc(text, arrival.from_address)
        return "none"
    if results and _dmarc(results[0][1], arrival.from_address) == "fail":
        return "fail"
    return "none"


def _server(value):
    words = COMMENT.sub("", value).partition(";")[0].split()
    return words[0].lower() if words else ""


def _dmarc(text, address):
    found = DMARC.search(text)
    if not found:
        return "none"
    said = found[1].lower()
    if said == "fail":
        return "fail"
    about = HEADER_FROM.search(text)
    domain = normalise_email(f"x@{about[1].rpartition('@')[2]}").rpartition("@")[2] if about else ""
    return "pass" if said == "pass" and domain and domain == address.rpartition("@")[2] else "none"
