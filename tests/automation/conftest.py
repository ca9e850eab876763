"""Canned responses to try things on."""

import pytest

from automation.models import CannedResponse
from automation.operations import canned
from automation.operations.canned import VariantText


@pytest.fixture
def make_canned(workspace, alice):
    """``make_canned("Name", en="<p>…</p>", et_formal="…", **arguments of save)``: a response, shared with everybody."""

    def make(name, *, by=None, sharing_with="everybody", files=(), folder="", shortcut="", teams=(), **texts):
        variants = []
        for key, body in texts.items():
            language, _, form = key.partition("_")
            variants.append(VariantText(language, body, form=form, files=tuple(files)))
        return canned.save(
            CannedResponse(workspace=workspace),
            by=by or alice,
            name=name,
            folder=folder,
            shortcut=shortcut,
            sharing_with=sharing_with,
            teams=teams,
            variants=variants,
        )

    return make
