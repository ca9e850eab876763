"""Model fields that every tenant-owned table uses."""

from django.db import models


def cascade(collector, field, rows, using):
    """As ``models.CASCADE``, for a link that may be empty: its rows are deleted before what they point at.

    Django deletes such rows in any order and counts on checks at the commit; composite keys are checked at once.
    """
    collector.collect(
        rows, source=field.remote_field.model, source_attr=field.name, nullable=False, fail_on_restricted=False
    )


class WorkspaceForeignKey(models.ForeignKey):
    """The workspace that owns the row. Not indexed alone: every tenant index begins with it."""

    def __init__(self, to="workspaces.Workspace", on_delete=models.CASCADE, **kwargs):
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)


class TenantForeignKey(models.ForeignKey):
    """A link between two rows of one workspace.

    The database key is the composite one ``(workspace_id, x_id)`` that ``workspaces.isolation`` makes: a plain key would
    accept the id of a foreign workspace's row, so none is made. Nor is an index: each model names those that its queries
    need, beginning with ``workspace``.
    """

    def __init__(self, to, on_delete, **kwargs):
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class TenantOneToOneField(models.OneToOneField):
    """As TenantForeignKey, at most one on the other side."""

    def __init__(self, to, on_delete, **kwargs):
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs
