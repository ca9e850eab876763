"""What is fetched in each round, and what an answer must look like to count.

What stands twice in a round has a number: "B #2" counts as B.
"""

from functools import partial

ROWS = b'class="ticket-row__link"'
MESSAGES = b'<article class="message '
TURNS = 4


class Wrong(RuntimeError):
    """An answer is not the page that was to be measured."""


class Visitor:
    """One browser over one server; gives each operation tickets that it has not used yet while there are any."""

    def __init__(self, browser, cast):
        self.browser, self.cast = browser, cast
        self._next = {}

    def bare(self):
        return self._page("/bench/bare/")

    def inbox(self, view="all-open", after=""):
        """A full page of 50 rows."""
        answer = self._page(f"/inbox/{view}/{'?after=' + after if after else ''}")
        if answer.body.count(ROWS) != 50:
            raise Wrong(f"{view} showed {answer.body.count(ROWS)} rows, not 50.")
        return answer

    def ticket(self, kind, htmx=False):
        """A ticket: "long" ones show 20 messages and know of more. With htmx what is right of the list, else the page."""
        headers = {"HX-Request": "true"} if htmx else {}
        answer = self._page(f"/tickets/{self._number(kind)}/?view=all-open", **headers)
        shown = answer.body.count(MESSAGES)
        if (kind == "long" and shown != 20) or not 1 <= shown <= 20:
            raise Wrong(f"A {kind} ticket showed {shown} messages.")
        return answer

    def open_all(self):
        """Each of these tickets once: those that agents work on have been read before."""
        for kind in ("long", "usual"):
            for _ in self.cast[kind]:
                self.ticket(kind)

    def rows(self, view="all-open"):
        """What a ticket's page fetches after itself."""
        answer = self._page(f"/inbox/{view}/?part=rows", **{"HX-Request": "true"})
        if answer.body.count(ROWS) != 50:
            raise Wrong(f"The rows of {view} were {answer.body.count(ROWS)}, not 50.")
        return answer

    def counts(self):
        """The rail: what each view and team holds."""
        return self._page("/inbox/rail/?view=all-open", **{"HX-Request": "true"})

    def walk(self):
        """Every page that needs no number, for what the process grows to; more than once, since several threads answer."""
        for path in self.cast["pages"] * TURNS:
            answer = self.browser.get(path)
            if answer.status >= 500:
                raise Wrong(f"GET {path} answered {answer.status}")

    def search(self, kind):
        """A page of hits, the best first, for one of the words that the cast knows."""
        answer = self._page(f"/inbox/search/?q={self._number(kind)}")
        if not answer.body.count(ROWS):
            raise Wrong(f"Nothing was found in search of {kind} words.")
        return answer

    def create(self):
        return self._post(
            "/tickets/new/",
            origin="phone",
            name="Rosa Mets",
            email="person7@company7.example",
            subject="The light stays red",
            body="She called: since Monday the charger does nothing, and the light stays red.",
            team=self.cast["team"],
            priority="2",
            direction="in",
            minutes="4",
            mine="on",
        )

    def reply(self):
        path = f"/tickets/{self._number('answerable')}/replies/"
        return self._post(path, body="Thank you. Send it to us, we have a look.\n\nKadri", body_format="text")

    def note(self):
        path = f"/tickets/{self._number('answerable')}/notes/"
        return self._post(path, body="The charger of that series is known for it.", body_format="text")

    def reply_by_htmx(self):
        """The composer's own way: the answer holds the ticket anew."""
        path = f"/tickets/{self._number('answerable')}/replies/"
        fields = {"body": "<p>Thank you. Send it to us, we have a look.</p>", "body_format": "html"}
        answer = self.browser.post(path, fields, **{"HX-Request": "true"})
        if answer.status != 200 or MESSAGES not in answer.body:
            raise Wrong(f"POST {path} by htmx answered {answer.status}.")
        return answer

    def operations(self):
        """``{name: function}`` of one round."""
        return {
            "B": self.bare,
            "inbox": self.inbox,
            "ticket-long": partial(self.ticket, "long"),
            "B #2": self.bare,
            "ticket-usual": partial(self.ticket, "usual"),
            "ticket-long-htmx": partial(self.ticket, "long", True),
            "ticket-usual-htmx": partial(self.ticket, "usual", True),
            "ticket-long #2": partial(self.ticket, "long"),
            "ticket-usual #2": partial(self.ticket, "usual"),
            "ticket-long-htmx #2": partial(self.ticket, "long", True),
            "ticket-usual-htmx #2": partial(self.ticket, "usual", True),
            "rows": self.rows,
            "counts": self.counts,
            "search-rare": partial(self.search, "rare"),
            "search-any": partial(self.search, "any"),
            "search-rare #2": partial(self.search, "rare"),
            "search-any #2": partial(self.search, "any"),
            "search-any #3": partial(self.search, "any"),
            "search-person": partial(self.search, "persons"),
            **self._depths(),
            **{f"{name} #2": operation for name, operation in self._depths().items()},
            "B #3": self.bare,
            "create": self.create,
            "reply": self.reply,
            "note": self.note,
            "reply-htmx": self.reply_by_htmx,
        }

    def _depths(self):
        """Each view's deep page right behind its first one, since they are compared."""
        return {
            name: operation
            for view, after in self.cast["deep"].items()
            for name, operation in (
                (f"first {view}", partial(self.inbox, view)),
                (f"deep {view}", partial(self.inbox, view, after)),
            )
        }

    def _number(self, kind):
        numbers = self.cast[kind]
        place = self._next[kind] = self._next.get(kind, -1) + 1
        return numbers[place % len(numbers)]

    def _page(self, path, **headers):
        answer = self.browser.get(path, **headers)
        if answer.status != 200:
            raise Wrong(f"GET {path} answered {answer.status} {answer.location}")
        return answer

    def _post(self, path, **fields):
        answer = self.browser.post(path, fields)
        if answer.status != 302 or "/tickets/" not in answer.location:
            raise Wrong(f"POST {path} answered {answer.status} {answer.location}")
        return answer
