"""Lists by folder."""

from itertools import groupby

from django.utils.translation import gettext as _


def by_folder(items):
    """``[(folder, [item, …]), …]`` of what is sorted by folder; those without one come first, under a name of theirs."""
    return [(folder or _("No folder"), list(group)) for folder, group in groupby(items, key=lambda one: one.folder)]


def folders_of(model, member):
    """Names of the folders that ``member`` knows, for completion."""
    usable = model.objects.filter(workspace_id=member.workspace_id).usable_by(member)
    return list(usable.exclude(folder="").order_by("folder").values_list("folder", flat=True).distinct())
