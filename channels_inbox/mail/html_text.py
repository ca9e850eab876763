"""Text of a sanitised HTML body. Quotes come out with ``> `` before their lines, as plain-text mail has them."""

from html import unescape

from .markup import attributes, tokens

BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"}
MAX_QUOTE_MARKS = 20


def html_to_text(html):
    """Readable text for HTML made by ``clean_mail_html``; an empty string where it shows none."""
    writer = _Writer()
    preformatted = []  # names of the open elements inside a preformatted one, itself first
    for start, end, kind, name, written in tokens(html):
        if kind == "text":
            writer.text(unescape(html[start:end]), preformatted=bool(preformatted))
            continue
        if name in BLOCKS:
            writer.block(blank=name in SPACED and not (name == "blockquote" and kind == "close"))
        if kind == "open":
            if preformatted or name == "pre" or "white-space:pre" in written:
                preformatted.append(name)
            if name == "blockquote":
                writer.quotes += 1
            elif name == "li":
                writer.text("- ", preformatted=True)
        elif kind == "close":
            if preformatted:
                preformatted.pop()
            if name == "blockquote":
                writer.quotes -= 1
                writer.block(blank=True)
        if name == "br":
            writer.new_line()
        elif name == "hr":
            writer.text("-" * 30)
            writer.block()
        elif name == "img":
            writer.text(attributes(written).get("alt", "")[:200])
        elif name in ("td", "th"):
            writer.cell()
    return writer.finished()


class _Writer:
    """Collects lines; white space runs together except in preformatted text."""

    def __init__(self):
        self.lines, self.current = [], []
        self.quotes = 0
        self.space = False

    def text(self, text, *, preformatted=False):
        if preformatted:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self.current.append(first)
            for line in rest:
                self.new_line()
                self.current.append(line)
            return
        text = text.replace("\xa0", " ").replace("\u200b", "")
        words = text.split()
        if not words:
            self.space = self.space or bool(text)
            return
        if self.current and (self.space or text[0].isspace()) and not self.current[-1].endswith((" ", "\t")):
            self.current.append(" ")
        self.current.append(" ".join(words))
        self.space = text[-1].isspace()

    def new_line(self):
        self.lines.append((min(self.quotes, MAX_QUOTE_MARKS), "".join(self.current).rstrip()))
        self.current, self.space = [], False

    def block(self, *, blank=False):
        if any(piece.strip() for piece in self.current):
            self.new_line()
        if blank and self.lines:
            depth, last = self.lines[-1]
            depth = min(self.quotes, depth, MAX_QUOTE_MARKS)
            if last:
                self.lines.append((depth, ""))
            else:
                self.lines[-1] = (depth, "")

    def cell(self):
        if self.current and self.current[-1] != "\t":
            self.current.append("\t")
            self.space = False

    def finished(self):
        self.block()
        out, blanks = [], 0
        for quotes, line in self.lines:
            blanks = 0 if line else blanks + 1
            if blanks <= 2:
                out.append((">" * quotes + " " + line).rstrip() if quotes else line)
        return "\n".join(out).strip("\n")
