"""How many tickets a change of the settings touches: true figures, counted no further than people need."""

MOST = 10_000


def up_to(rows):
    """ "1,204", or "10,000+" where there are more: never a count over a whole workspace."""
    count = rows.order_by()[: MOST + 1].count()
    return f"{MOST:,}+" if count > MOST else f"{count:,}"
