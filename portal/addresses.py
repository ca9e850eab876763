"""Addresses at which no person reads."""

import re

# Senders of confirmations and alarms. What they write (a third party's "verify your address", sent to our own support
# address) is for agents' eyes: nobody may sign in as one of them.
NOBODY = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|mailer[-_.]?daemon|postmaster|bounces?|verif(?:y|ication)"
    r"|account[-_.]?verification|security[-_.]?noreply|notifications?)(?:[-_.+].*)?@"
)


def is_nobodys(address):
    """Is this (normalised) address a machine's: no-reply, verification, bounces?"""
    return bool(NOBODY.match(address))
