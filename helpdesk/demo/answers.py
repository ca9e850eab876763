"""Canned responses and macros of the demo, as ``data/answers.yaml`` writes them."""

from datetime import timedelta

import yaml

from automation.models import CannedResponse, CannedUse, Macro, MacroUse, Sharing
from automation.operations import canned, macros
from automation.operations.canned import VariantText
from helpdesk.demo.content import DATA
from tickets.content import text_as_html


def write(cast, *, now):
    """Write them, with how often they were used. Must run inside ``tenant()``."""
    with (DATA / "answers.yaml").open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    responses = {row["name"]: _response(row, cast, now) for row in content["canned"]}
    for row in content["macros"]:
        _macro(row, cast, responses, now)


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


def _macro(row, cast, responses, now):
    owner = cast.members["kadri"]
    macro = macros.save(
        Macro(workspace=cast.workspace),
        by=owner,
        name=row["name"],
        folder=row.get("folder", ""),
        edit_first=row.get("edit_first", False),
        sharing_with=Sharing.EVERYBODY,
        steps=[_step(step, cast, responses) for step in row["steps"]],
    )
    _used(macro, MacroUse, row["used"], owner, cast, now)


def _step(step, cast, responses):
    """A step with ids in place of names."""
    step = dict(step)
    if "canned" in step:
        step["canned"] = responses[step["canned"]].pk
    if "text" in step:
        step["html"] = text_as_html(step.pop("text"))
    if "category" in step:
        step["status"] = cast.statuses[step.pop("category")].pk
    if step["do"] == "team":
        step["team"] = cast.teams[step["team"]].pk
    return step


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
