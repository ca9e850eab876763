"""Who looks at a running house."""

import time

from workspaces import sudo


class Visitors:
    """``cookies(who)`` of somebody who is signed in. They are kept, because a sign-in takes seconds.

    A member's are renewed before pages would ask for the password again: with that question they look otherwise.
    """

    def __init__(self, browser, house):
        self.browser, self.house = browser, house
        self.kept, self.since = {"anybody": None}, {}

    def cookies(self, who):
        is_old = who in self.since and who != "customer" and time.monotonic() - self.since[who] > sudo.SECONDS / 2
        if who not in self.kept or is_old:
            self.since[who] = time.monotonic()
            self.kept[who] = self._sign_in(who)
        return self.kept[who]

    def _sign_in(self, who):
        context = self.browser.new_context(base_url=self.house.url)
        page = context.new_page()
        if who == "customer":
            self.house.sign_in_customer(page)
        else:
            self.house.sign_in(page, who)
        cookies = context.storage_state()
        context.close()
        return cookies
