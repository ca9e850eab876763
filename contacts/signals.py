"""News of contacts for those above."""

from django.dispatch import Signal

# kept, gone (Contacts), by (Member), moved ({"app.Model.field": [ids]}), undone (bool): inside the transaction of a merge
contacts_merged = Signal()
