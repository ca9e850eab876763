"""System checks that keep the tenancy whole. Run the last one by ``check --deploy --database default``."""

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import models

from workspaces import isolation
from workspaces.fields import TenantForeignKey, TenantOneToOneField


@register(Tags.models)
def tenant_links(app_configs, **kwargs):
    """A model that points at a tenant model has ``workspace`` itself, and points by a tenant key."""
    errors = []
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if not isinstance(field, models.ForeignKey) or not isolation.is_tenant(field.related_model):
                continue
            if not isolation.is_tenant(model):
                errors.append(
                    Error(
                        f"{model._meta.label}.{field.name} points at a tenant model; add “workspace”.", id="tugi.E001"
                    )
                )
            elif not isinstance(field, (TenantForeignKey, TenantOneToOneField)):
                errors.append(Error(f"{model._meta.label}.{field.name} must be a TenantForeignKey.", id="tugi.E002"))
        for field in model._meta.local_many_to_many:
            if isolation.is_tenant(model) and field.remote_field.through._meta.auto_created:
                errors.append(Error(f"{model._meta.label}.{field.name}: write the through model out.", id="tugi.E003"))
    return errors


@register(Tags.database, deploy=True)
def database_isolation(app_configs, databases=None, **kwargs):
    """Row-level security binds our role and covers every tenant table."""
    if not databases:
        return []
    return [Error(problem, id="tugi.E010") for problem in isolation.problems()]
