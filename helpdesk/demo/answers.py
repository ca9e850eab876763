"""Canned responses and macros of the demo, as ``data/answers.yaml`` writes them."""

from datetime import timedelta

import yaml

from automation.models import CannedResponse, CannedUse, Sharing
from automation.operations import canned
from automation.operations.canned import VariantText
from helpdesk.demo.content import DATA


def write(cast, *, now):
    """Write them, with how often they were used. Must run inside ``tenant()``. Returns the responses by name."""
    with (DATA / "answers.yaml").open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {row["name"]: _response(row, cast, now) for row in content["canned"]}


def _response(row, cast, now):
    owner = cast.members[row.get("owner", "kadri")]
    team = cast.teams.get(row.get("team"))
    texts = []
    for key, body in row["texts"].items():
        language, _space, form = key.partition(" ")
        texts.append(VariantText(language, body, form=form or _form(row, language), body_format="text"))
    response = canned.save(
        CannedResponse(workspace=cast.workspace),
        by=owner,
        name=row["name"],
        folder=row.get("folder", ""),
        shortcut=row["shortcut"],
        sharing_with=_sharing(row),
        teams=[team] if team else [],
        variants=texts,
    )
    _used(response, CannedUse, row["used"], owner, cast, now)
    return response


def _form(row, language):
    """Where the formal text stands beside it, the other is the familiar one."""
    return "familiar" if f"{language} formal" in row["texts"] else ""


def _sharing(row):
    if "owner" in row:
        return Sharing.OWN
    return Sharing.TEAMS if "team" in row else Sharing.EVERYBODY


def _used(item, uses, count, owner, cast, now):
    """Most by its owner, the rest by somebody else."""
    type(item).objects.filter(pk=item.pk).update(use_count=count, last_used_at=now - timedelta(hours=count % 30))
    others = [one for one in cast.members.values() if one != owner and item.sharing != Sharing.OWN]
    shares = {owner: count - count // 3, others[count % len(others)]: count // 3} if others else {owner: count}
    for member, its in shares.items():
        uses.objects.create(
            workspace=cast.workspace, item=item, member=member, count=its, last_at=now - timedelta(hours=its % 30)
        )
