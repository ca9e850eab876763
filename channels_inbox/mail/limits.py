"""Caps of the parser, and the codes a mail over a cap carries in ``ParsedMail.notices``.

A mail over a cap is still parsed as far as the cap goes: the raw bytes are stored elsewhere and nothing is lost.
"""

MAX_RAW_BYTES = 50 * 1024 * 1024
MAX_HEADER_BYTES = 1024 * 1024
MAX_PARTS = 1_000
MAX_DEPTH = 50
MAX_ATTACHMENTS = 200
MAX_ADDRESSES = 1_000
MAX_REFERENCES = 200
MAX_TEXT_BYTES = 16 * 1024 * 1024  # of one part, before it is decoded
MAX_TEXT_CHARS = 5_000_000
MAX_HTML_CHARS = 3_000_000
MAX_HTML_DEPTH = 5_000
MAX_HTML_REOPENED = 1_000_000
MAX_HTML_ATTRIBUTES = 2_000
MAX_HTML_AMPERSANDS = 100_000

TOO_LARGE = "too_large"
HEADERS_TOO_LARGE = "headers_too_large"
TOO_MANY_PARTS = "too_many_parts"
TOO_DEEP = "too_deep"
TOO_MANY_ATTACHMENTS = "too_many_attachments"
TOO_MANY_ADDRESSES = "too_many_addresses"
TEXT_CUT = "text_cut"
HTML_CUT = "html_cut"
HTML_SHOWN_AS_TEXT = "html_shown_as_text"
UNREADABLE = "unreadable"
