"""The installation's own secrets, made on the first start and kept beside the data they protect."""

import base64
import json
import os
import secrets

from .errors import CannotRun


def load_secrets(path):
    """{"SECRET_KEY", "FIELD_KEY"} from ``path`` (mode 0600), made if missing. FIELD_KEY is base64 of 32 bytes."""
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        half = path.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        half.replace(path)
    try:
        kept = json.loads(path.read_text())
        return {name: kept[name] for name in ("SECRET_KEY", "FIELD_KEY")}
    except (ValueError, KeyError, TypeError):
        raise CannotRun(f"{path} is damaged: bring it back from a copy, or begin anew with `make clean`.") from None
