"""Files whose pages can be shown."""

from django.db import models


class Drawable(models.Model):
    """A stored file with a preview. ``tickets.drawing.pages`` writes these; ``page_count`` 0: it can't be drawn."""

    page_count = models.PositiveIntegerField(null=True, blank=True, editable=False)  # None: not looked at yet
    pages_drawn = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    drawing_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
