"""Every address by every method as everybody, with one's own ids, then with each id exchanged."""

import re
import time
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from portal.session import COOKIE as PORTAL_COOKIE
from tests.fixtures.cast import ApartClient
from tests.walker.recipes.shapes import CUSTOMERS, MEMBERS, Call, Id
from tests.walker.twins import ROLES
from tests.walker.world import CANARY
from workspaces import rights
from workspaces.sudo import STAMP

EVERYBODY = (*ROLES, "customer", "foreigner", "anonymous")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# What may differ between two answers that say the same: tokens of the form, of the policy, of a session, and new rows.
CHANGES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r'name="csrfmiddlewaretoken" value="[^"]+"', "csrf"),
        (r"X-CSRFToken[^}]+", "csrf"),
        (r'name="csrf-token" content="[^"]+"', "csrf"),
        (r'nonce="[^"]+"', "nonce"),
        (r"'nonce-[^']+'", "nonce"),
        (r"tugi_(csrf|session|portal|ticket|sent)=[^;]+", "cookie"),
        (r"[Ee]xpires[=:] ?[^;\n]+", "expires"),
        (r"#message-\w+", "#message"),
        (r"/tickets/\d+/(?=\n)", "/tickets/new/"),
    ]
]


class Wrong(Exception):
    """The walk met something that must not be."""


def addresses():
    """``{full name: URLPattern}`` of all addresses. One without a name can have no recipe, which fails."""
    found = {}

    def walk(patterns, prefix):
        for one in patterns:
            if isinstance(one, URLPattern):
                name = f"{prefix}{one.name}" if one.name else f"without a name: {one.pattern}"
                if name in found:
                    raise Wrong(f"Two addresses are called {name}.")
                found[name] = one
            else:
                walk(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)

    walk(get_resolver().url_patterns, "")
    return found


@dataclass
class Answer:
    status: int
    text: str  # headers and body


@dataclass
class Walker:
    """Asks as ``who`` and looks at what came of it. ``wrongs`` collects sentences."""

    world: object
    watch: object
    wrongs: list = field(default_factory=list)
    asked: int = 0

    def __post_init__(self):
        self._cookies = {who: self._enter(who) for who in EVERYBODY}
        self._handler = ApartClient().handler
        self._before, carried = self.watch.look()
        if carried:
            raise Wrong(f"The canary is here from the start: {carried}")

    def _enter(self, who):
        client = ApartClient(headers={"host": "acme.localhost"})
        if who in ROLES or who == "foreigner":
            twin = self.world.there if who == "foreigner" else self.world.here
            client.force_login(twin.members["owner" if who == "foreigner" else who].user)
            session = client.session
            session[STAMP] = time.time()
            session.save()
        elif who == "customer":
            client.cookies[PORTAL_COOKIE] = self.world.here.portal_token
        return client.cookies

    def walk(self, name, recipe):
        """All methods of one address, as everybody."""
        for method in METHODS:
            for who in EVERYBODY:
                self._method(name, recipe, method, who)

    def _method(self, name, recipe, method, who):
        call = {"GET": recipe.get, "POST": recipe.post}.get(method)
        cache.clear()  # limits count tries; here they are the walk's own
        if call is None:
            if method in ("GET", "POST") or who in ("owner", "anonymous"):
                other = recipe.others.get(method, Call(405))
                status = other.roles.get(who, other.status)
                self._expect(name, method, who, "", status, self._ask(name, recipe, method, who))
            return
        expected = self.expected(recipe, call, who)
        self._expect(name, method, who, "", expected, self._ask(name, recipe, method, who, call))
        if recipe.audience == MEMBERS and who in ("owner", "agent"):
            self._ask(name, recipe, method, who, call, htmx=True)
        for place, key, one in _ids(recipe, call):
            self._exchange(name, recipe, method, who, call, expected, place, key, one)

    def _exchange(self, name, recipe, method, who, call, expected, place, key, one):
        """One id, by a foreign one, an invisible one and a missing one: all three look the same."""
        what = f"{place} {key}"
        ask = lambda which: self._ask(name, recipe, method, who, call, exchange=(place, key, which))  # noqa: E731
        missing = ask("missing")
        if self.may(recipe, who):
            refused = 404 if place == "path" else call.refused
            if place != "path" and expected != call.status:
                refused = expected  # answered before any id is looked at
            self._expect(name, method, who, f"missing {what}", refused, missing)
        elif not (
            place == "path" and who in ROLES and missing.status == 404
        ):  # an id may be looked for before the right
            self._expect(name, method, who, f"missing {what}", expected, missing)
        self._same(name, method, who, f"foreign {what}", ask("foreign"), missing)
        if self.world.ids[one.name].invisible is None or not one.rows:
            return
        invisible = ask("invisible")
        if one.rows != "nobody" and who in ROLES and rights.scope(who, one.rows) == rights.ALL:
            self._expect(name, method, who, f"invisible {what}", expected, invisible)
        else:
            self._same(name, method, who, f"invisible {what}", invisible, missing)

    def may(self, recipe, who):
        """Does the matrix let ``who`` do this at all?"""
        if recipe.audience == MEMBERS:
            return who in ROLES and (not recipe.action or rights.scope(who, recipe.action) != rights.NONE)
        return recipe.audience != CUSTOMERS or who == "customer"

    def expected(self, recipe, call, who):
        """The status of ``call`` with one's own ids."""
        if self.may(recipe, who):
            return call.roles.get(who, call.status)
        return 403 if recipe.audience == MEMBERS and who in ROLES else 302

    def _ask(self, name, recipe, method, who, call=None, *, exchange=None, htmx=False):
        """The Answer, everything undone. Looks for the canary and for changes of foreign rows on the way."""
        typed = []

        def value_of(place, key, value):
            if not isinstance(value, Id):
                return value
            four = self.world.ids[value.name]
            if exchange is not None and exchange[:2] == (place, key):
                typed.append(str(four[exchange[2]]))
                return four[exchange[2]]
            return four.own

        path = reverse(name, kwargs={key: value_of("path", key, value) for key, value in recipe.path.items()})
        query = {key: value_of("query", key, value) for key, value in (call.query if call else {}).items()}
        data = {key: value_of("body", key, value) for key, value in (call.data if call else {}).items()}
        client = ApartClient(
            headers={"host": "acme.localhost"} | ({"hx-request": "true"} if htmx else {}),
            raise_request_exception=False,
            REMOTE_ADDR=f"10.{self.asked >> 16 & 255}.{self.asked >> 8 & 255}.{self.asked & 255}",
        )
        client.handler = self._handler  # each has its own chain of middleware, which takes as long as a small page
        client.cookies.load({key: morsel.value for key, morsel in self._cookies[who].items()})
        self.asked += 1
        with transaction.atomic():
            written = self.watch.writes()
            options = {"data": data} if method == "POST" else {}
            response = getattr(client, method.lower())(path, query_params=query, **options)
            answer = _read(response, typed)
            after, carried = self._before, []
            if self.watch.writes() != written:
                after, carried = self.watch.look()
            transaction.set_rollback(True)
        label = f"{method} {name} as {who} {exchange or ''}"
        if after != self._before:
            tables = [table for table, digest in after.items() if digest != self._before[table]]
            self.wrongs.append(f"{label}: foreign rows changed in {tables}")
        if carried:
            self.wrongs.append(f"{label}: foreign words were copied into {carried}")
        if CANARY in answer.text.lower():
            at = answer.text.lower().index(CANARY)
            self.wrongs.append(f"{label}: shows “{answer.text[max(0, at - 60) : at + 60]}”")
        if answer.status >= 500:
            self.wrongs.append(f"{label}: {answer.status}")
        return answer

    def _expect(self, name, method, who, what, status, answer):
        if answer.status != status:
            words = f"{method} {name} as {who} {what}: {answer.status}, expected {status}"
            self.wrongs.append(words)

    def _same(self, name, method, who, what, answer, missing):
        if (answer.status, answer.text) != (missing.status, missing.text):
            at = next((n for n, (a, b) in enumerate(zip(answer.text, missing.text, strict=False)) if a != b), -1)
            self.wrongs.append(
                f"{method} {name} as {who}, {what}: {answer.status} is not as missing ({missing.status}): "
                f"“{answer.text[max(0, at - 40) : at + 60]}” / “{missing.text[max(0, at - 40) : at + 60]}”"
            )


def _ids(recipe, call):
    """``(place, key, Id)`` of each id that the call names."""
    for place, values in (("path", recipe.path), ("query", call.query), ("body", call.data)):
        for key, value in values.items():
            if isinstance(value, Id):
                yield place, key, value


def _read(response, typed):
    """Status, headers and body as text, without what is new each time and without the id that was asked for."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [f"{name}: {value}" for name, value in sorted(response.items()) if name != "Content-Length"]
    cookies = [morsel.OutputString() for _, morsel in sorted(response.cookies.items())]
    text = "\n".join([*headers, *cookies, "", body.decode("utf-8", "replace")])
    for value in typed:
        for form in {value, quote(value), quote(value, safe=""), quote(quote(value, safe=""), safe=""), escape(value)}:
            text = text.replace(form, "THE-ID")
    for pattern, replacement in CHANGES:
        text = pattern.sub(replacement, text)
    return Answer(response.status_code, text)
