"""Sessions in the database, read by a prepared statement: each request of everybody who is signed in asks for one."""

from functools import cache

from django.contrib.sessions.backends import db
from django.utils import timezone

from helpdesk.lib.written import Rows, fetch


class SessionStore(db.SessionStore):
    """As Django's own in every other respect."""

    def _get_session_from_db(self):
        sessions = _sessions()
        statement = f"SELECT {sessions.columns} FROM django_session session WHERE session_key = %s AND expire_date > %s"
        for (session,) in fetch(statement, [self.session_key, timezone.now()], sessions):
            return session
        self._session_key = None
        return None


@cache
def _sessions():
    return Rows(SessionStore.get_model_class(), "session")
