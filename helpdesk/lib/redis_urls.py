"""One ``REDIS_URL``, spelled as each of its users wants it."""

from urllib.parse import urlsplit


def spellings(url, cache_url=None):
    """``{"celery", "cache"}`` for ``redis://host:6379`` or ``unix:///path/valkey.sock``.

    The cache lives in database 1, so that clearing it never touches Celery's queues in 0.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix":
        base = f"unix://{parts.path}"
        return {
            "celery": f"redis+socket://{parts.path}",
            "cache": cache_url or f"{base}?db=1",
        }
    base = f"{parts.scheme}://{parts.netloc}"
    return {"celery": f"{base}/0", "cache": cache_url or f"{base}/1"}
