"""What the sender wrote anew: the text of a mail without quoted history, its introduction and the signature.

One pass over the lines with a bounded look around each; no regular expression sees more than a few hundred characters.
When in doubt a line stays: history left in is a nuisance, an answer taken out is a loss.
"""

from . import phrases
from .quote_lines import (
    MAX_INTRODUCTION_LINES,
    begins_introduction,
    ends_introduction,
    introduces_quote,
    is_forward_rule,
    is_history_rule,
    is_quoted,
    is_rule,
    is_sent_from,
    is_signature_mark,
    label_of,
    names_mail_or_time,
    plain,
)

MAX_LINES = 100_000  # longer than anything written by a person; such a text is kept as it is
MAX_HEADER_BLOCK_LINES = 12
MAX_INTRODUCTIONS = 2_000  # lines that may end one; no mail by a person has as many
MAX_FOOTER_LINES = 8
MAX_LOOSE_SIGNATURE_LINES = 12


def split_reply(text, *, forwarded=False):
    """``(reply_text, quoted_lines)``: the sender's own lines, and how many lines of ``text`` were left out.

    ``forwarded``: the subject says that the sender passes a mail on; then what follows a header block is kept, as it is
    what the sender wants to show. Where nothing would be left, the whole text is the reply.
    """
    if text.count("\n") > MAX_LINES:
        return text, 0
    lines = text.split("\n")
    scan = _Scan(lines, forwarded)
    scan.run()
    reply = "\n".join(_own_lines(lines, scan.kept))
    if not reply.strip():
        return text.strip("\n"), 0
    dropped = sum(1 for line, keep in zip(lines, scan.kept, strict=True) if not keep and line.strip())
    return reply, dropped


def is_forward(subject, text=""):
    """Whether a subject says "Fwd:", in many languages. ``text`` is the body.

    "VS:" is a forward in Norwegian and Danish and an answer in Estonian and Finnish: the labels in the body decide.
    """
    lowered = subject.strip().lower()
    if lowered.startswith("vs:"):
        return "\nfra:" in "\n" + text[:100_000].lower().replace("*", "").replace(" ", "")
    return lowered.startswith(phrases.FORWARD_SUBJECTS)


def _own_lines(lines, kept):
    """The kept lines with an empty one for each piece left out; at most two empty in a row, none at the ends."""
    out, blanks, was_kept = [], 0, True
    for line, keep in zip(lines, kept, strict=True):
        line = line.rstrip()
        if keep and line:
            if not was_kept and out and out[-1]:
                out.append("")
            out.append(line)
            blanks, was_kept = 0, True
        elif not keep:
            was_kept = False
            blanks = 2 if out and not out[-1] else 1
        else:
            blanks += 1
            if out and blanks <= 2:
                out.append("")
    while out and not out[-1]:
        out.pop()
    return out


class _Scan:
    """Marks each line as kept or not, from the top to the bottom."""

    def __init__(self, lines, forwarded):
        self.lines = lines
        self.forwarded = forwarded
        self.kept = [True] * len(lines)
        self.plain = [plain(line) for line in lines]
        self.quoted = [is_quoted(line) for line in lines]
        self.next_filled = self._next_filled()
        self.introductions = self._introductions()
        self.histories = {}  # what _history_at found, as a signature asks for the same lines again

    def run(self):
        at, end = 0, len(self.lines)
        while at < end:
            line = self.plain[at]
            if self.quoted[at]:
                self.kept[at] = False
                at += 1
            elif not line:
                at += 1
            elif is_forward_rule(line):
                return  # all that follows is what the sender passes on
            else:
                after = self._history_at(at)
                if after is not None and self.forwarded:
                    return
                at = self._take_history(at, after) if after is not None else self._other_at(at)

    def _next_filled(self):
        """For each place the index of the next line that is not blank, or the number of lines."""
        found, answer = len(self.lines), [0] * (len(self.lines) + 1)
        answer[len(self.lines)] = found
        for at in range(len(self.lines) - 1, -1, -1):
            found = at if self.plain[at] else found
            answer[at] = found
        return answer

    # History: an introduction, a header block, a rule with words

    def _history_at(self, at):
        """The index after the lines that introduce history at ``at``, or None."""
        if at not in self.histories:
            self.histories[at] = self._find_history(at)
        return self.histories[at]

    def _find_history(self, at):
        if is_history_rule(self.plain[at]):
            below = self.next_filled[at + 1]
            return self._header_block(below) or at + 1
        if is_rule(self.plain[at]):
            below = self.next_filled[at + 1]
            if below < len(self.lines) and is_history_rule(self.plain[below]):
                return below + 1
            return self._header_block(below)
        return self._header_block(at) or self.introductions.get(at)

    def _header_block(self, at):
        """The index after a block of at least three header fields, one of them the sender or the time, or None.

        A value may go on over lines of its own; two fields are enough where both the sender and the time are named.
        """
        if at >= len(self.lines) or self.quoted[at] or label_of(self.plain[at]) is None:
            return None
        seen, last = [], at
        for place in range(at, min(at + MAX_HEADER_BLOCK_LINES, len(self.lines))):
            line = self.plain[place]
            label = label_of(line) if line else None
            if label:
                seen.append(label)
                last = place
            elif (
                not line and (not seen or len(seen) >= 3 or not self._label_follows(place)) or line and place - last > 3
            ):
                break
        kinds = set(seen)
        if len(seen) >= 4 and {"from", "time"} <= kinds:
            return last + 1
        if len(seen) == 3 and {"from", "time"} <= kinds:
            # "From: Tallinn, To: Oslo, Date: Monday" may be what somebody asks for.
            return last + 1 if any(names_mail_or_time(line) for line in self.plain[at : last + 1]) else None
        if len(seen) >= 4 and "from" in kinds:
            return last + 1
        return last + 1 if len(seen) == 2 and kinds == {"from", "time"} and "@" in self.plain[at] else None

    def _label_follows(self, place):
        """Whether the line after a single blank one is a header field too."""
        below = place + 1
        return below < len(self.lines) and bool(self.plain[below]) and label_of(self.plain[below]) is not None

    def _introductions(self):
        """``{first line: index after the last}`` of all introductions. Only lines that may end one cost anything."""
        found, asked = {}, 0
        for end, line in enumerate(self.plain):
            if not line or self.quoted[end] or not ends_introduction(line):
                continue
            asked += 1
            if asked > MAX_INTRODUCTIONS:
                break
            below = self.next_filled[end + 1]
            quote_follows = below < len(self.lines) and self.quoted[below]
            # The shortest group of lines that is enough wins, so that a line of the sender's own above it stays.
            for start in range(end, max(-1, end - MAX_INTRODUCTION_LINES), -1):
                if not self.plain[start] or self.quoted[start]:
                    break
                if introduces_quote(self.plain[start : end + 1], quote_follows):
                    found[self._first_half(start, end)] = end + 1
                    break
        return found

    def _first_half(self, start, end):
        """Where an introduction begins whose last lines, ``start`` to ``end``, are enough for one: it may be wrapped."""
        for above in range(start - 1, max(-1, end - MAX_INTRODUCTION_LINES), -1):
            line = self.plain[above]
            if not line or self.quoted[above] or line.endswith((".", "!", "?", ":")):
                break
            if begins_introduction(line, self.plain[start]):
                return above
        return start

    def _take_history(self, at, after):
        """Drop the introduction, and the history under it: its quoted lines, or all the rest where none are marked."""
        for place in range(at, after):
            self.kept[place] = False
        below = self.next_filled[after]
        if below < len(self.lines) and self.quoted[below]:
            return below
        for place in range(after, len(self.lines)):
            self.kept[place] = False
        return len(self.lines)

    # Signatures and footers

    def _other_at(self, at):
        if is_signature_mark(self.lines[at]):
            return self._take_signature(at)
        if is_sent_from(self.plain[at]) and self._ends_here(at + 1):
            self.kept[at] = False
            return at + 1
        if is_rule(self.plain[at]) and self._is_list_footer(at):
            for place in range(at, len(self.lines)):
                self.kept[place] = False
            return len(self.lines)
        return at + 1

    def _take_signature(self, at):
        """Drop a signature up to the next quote or the end. Without the space of ``-- `` it must be short to be one."""
        stop = at + 1
        strict = self.lines[at].rstrip("\r\n") == "-- "
        while stop < len(self.lines) and not self.quoted[stop]:
            if not strict and stop - at > MAX_LOOSE_SIGNATURE_LINES:
                return at + 1
            if self.plain[stop] and self._history_at(stop) is not None:
                break
            stop += 1
        for place in range(at, stop):
            self.kept[place] = False
        return stop

    def _ends_here(self, at):
        """Whether the sender's own words end before ``at``: blank, a quote, history, a signature or the end."""
        if at >= len(self.lines) or not self.plain[at] or self.quoted[at]:
            return True
        return is_signature_mark(self.lines[at]) or self._history_at(at) is not None

    def _is_list_footer(self, at):
        """A rule near the end with lines below it that speak of a mailing list."""
        below = [line.lower() for line in self.plain[at + 1 : at + 2 + MAX_FOOTER_LINES] if line]
        if self.next_filled[min(at + 2 + MAX_FOOTER_LINES, len(self.lines))] < len(self.lines) or not below:
            return False
        return any(phrase in line for line in below for phrase in phrases.LIST_FOOTER)
