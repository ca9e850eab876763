"""The table that is printed."""

from tests.faults.result import MAX_BACK

COLUMNS = ("accepted", "stored", "doubled", "lost", "answers", "sent", "resent", "back", "longest", "verdict")


def heading(width):
    return f"{'fault':<{width}}" + "".join(f"{name:>10}" for name in COLUMNS)


def line(result, width):
    """One fault; what must be said about it stands below, indented."""
    back = "never" if result.back is None else f"{result.back:.1f} s"
    numbers = (result.accepted, result.stored, result.doubled, result.lost, result.answers, result.sent, result.resent)
    cells = [*map(str, numbers), back, f"{result.longest:.1f} s", "survived" if result.survived else "FAILED"]
    lines = [f"{result.fault:<{width}}" + "".join(f"{cell:>10}" for cell in cells)]
    if result.notes:
        lines.append("    " + "; ".join(result.notes))
    return "\n".join([*lines, *(f"    FAILED: {one}" for one in result.complaints)])


LEGEND = f"""
accepted: mails that got 250 (or were in the mailbox). sent: answers that reached the customers' server, resent: once more,
under the same Message-ID. back: from the fault (from its end, where it lasts) until /health/ready was 200, a mail sent after
it was in its ticket and an answer due after it had left; {MAX_BACK} s at most. longest: that any mail waited for its ticket.
"""
