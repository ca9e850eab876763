"""All or nothing, without a savepoint."""

from functools import wraps

from django.db import transaction

from helpdesk.lib.errors import OperationRefused


def whole(operation):
    """Runs ``operation`` whole or not at all, within the transaction around it, or one of its own if there is none.

    Its refusals must come before its first write: who catches one can go on in the same transaction. Whatever else it
    raises undoes that transaction, back to the nearest savepoint. So nothing is set up for what almost never happens.
    """

    @wraps(operation)
    def run(*args, **kwargs):
        if not transaction.get_connection().in_atomic_block:
            with transaction.atomic():
                return operation(*args, **kwargs)
        try:
            return operation(*args, **kwargs)
        except OperationRefused:
            raise
        except BaseException:
            transaction.set_rollback(True)
            raise

    return run
