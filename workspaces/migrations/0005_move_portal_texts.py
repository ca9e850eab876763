from django.db import migrations


def by_language(apps, schema_editor):
    """What a workspace said to all was written in its language. Repeatable."""
    for workspace in apps.get_model("workspaces", "Workspace").objects.filter(portal_texts={}):
        own = {"greeting": workspace.portal_greeting, "note": workspace.portal_note}
        if own := {text: said for text, said in own.items() if said}:
            workspace.portal_texts = {workspace.language: own}
            workspace.save(update_fields=["portal_texts"])


def for_all(apps, schema_editor):
    for workspace in apps.get_model("workspaces", "Workspace").objects.exclude(portal_texts={}):
        own = workspace.portal_texts.get(workspace.language, {})
        workspace.portal_greeting, workspace.portal_note = own.get("greeting", ""), own.get("note", "")
        workspace.save(update_fields=["portal_greeting", "portal_note"])


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0004_add_portal_texts")]

    operations = [migrations.RunPython(by_language, for_all)]
