"""News of contacts for those above."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

# workspace_id, contact_id: a name or an address is another one now; after the commit
contact_renamed = Signal()
# kept, gone (Contacts), by (Member), moved ({"app.Model.field": [ids]}), undone (bool): inside the transaction of a merge
contacts_merged = Signal()


def send_contact_renamed(workspace_id, contact_id):
    """Send ``contact_renamed`` once the transaction around is committed."""
    news = partial(contact_renamed.send_robust, sender=None, workspace_id=workspace_id, contact_id=contact_id)
    transaction.on_commit(news, robust=True)
