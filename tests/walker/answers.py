"""What agents answer with, as twins."""

from django.core.files.base import ContentFile

from automation.models import (
    CannedFile,
    CannedResponse,
    CannedTeam,
    CannedUse,
    CannedVariant,
    CannedWord,
    Macro,
    MacroTeam,
    MacroUse,
)


def fill(workspace, word, shared, now):
    """A canned response and a macro for each of ``shared``, pairs of (team, owner): the seen one and the hidden one."""
    names = {}
    for suffix, (its_team, owner) in zip(("", "_hidden"), shared, strict=True):
        response = CannedResponse.objects.create(
            workspace=workspace, name=f"{word} canned", sharing="teams", owner=owner, search_text=word
        )
        CannedTeam.objects.create(workspace=workspace, item=response, team=its_team)
        variant = CannedVariant.objects.create(
            workspace=workspace, item=response, language="en", body_html=f"<p>{word} body</p>", body_text=word
        )
        file = CannedFile(workspace=workspace, variant=variant, name=f"{word}.txt", content_type="text/plain", size=4)
        file.file.save(file.name, ContentFile(f"{word} canned file".encode()), save=False)
        file.save()
        CannedWord.objects.create(workspace=workspace, item=response, word=word[:8])
        CannedUse.objects.create(workspace=workspace, item=response, member=owner, count=1, last_at=now)
        macro = Macro.objects.create(
            workspace=workspace,
            name=f"{word} macro",
            sharing="teams",
            owner=owner,
            steps=[{"do": "add_tag", "tag": word}],
        )
        MacroTeam.objects.create(workspace=workspace, item=macro, team=its_team)
        MacroUse.objects.create(workspace=workspace, item=macro, member=owner, count=1, last_at=now)
        names |= {
            f"canned{suffix}": response.pk,
            f"canned_file{suffix}": file.public_id,
            f"macro{suffix}": macro.pk,
        }
    return names
