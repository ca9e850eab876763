"""What a member wrote above a notification of ours, without a word of it."""

from channels_inbox.mail.quote_lines import is_quoted
from channels_inbox.mail.replies import split_reply
from tickets.answer_line import is_answer_line


def own_words(text):
    """The member's own lines of a mail's ``text``; an empty text where they wrote none.

    Where the line of the notification came back as a quote, what stands between quoted lines is the member's, too. Where it
    came back as it was (Outlook), nothing below it is.
    """
    lines = text.split("\n")
    at = next((place for place, line in enumerate(lines) if is_answer_line(line)), None)
    if at is not None and not is_quoted(lines[at]):
        lines = [*lines[:at], "> "]  # so that what introduced the notification is known for that
    text = "\n".join(lines)
    words, left_out = split_reply(text)
    if not left_out and any(map(is_quoted, lines)):
        return ""  # nothing but quotes: then it gives all of it back
    return "" if any(map(is_answer_line, words.split("\n"))) else words
