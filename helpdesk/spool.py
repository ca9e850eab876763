"""Take a request's body to disk before a thread is taken: a stalled upload holds a coroutine, not a worker."""

import asyncio
import tempfile

STALLED_SECONDS = 30
IN_MEMORY_BYTES = 512 * 1024
CHUNK_BYTES = 64 * 1024
ANSWERS = {
    408: b"The upload stopped half-way. Nothing was saved; send it again.",
    413: b"The upload is too large. Nothing was saved; send smaller files.",
}


class BodySpool:
    """ASGI wrapper. No data for 30 s → 408; more than ``limit_bytes`` → 413; then the app reads from the spool."""

    def __init__(self, app, *, limit_bytes, stalled_seconds=STALLED_SECONDS):
        self.app = app
        self.limit_bytes = limit_bytes
        self.stalled_seconds = stalled_seconds

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if not length and b"transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        if length.isdigit() and int(length) > self.limit_bytes:
            await _answer(send, 413)
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as body:
            status = await self._read(receive, body)
            if status is None:
                await self.app(_with_length(scope, body.tell()), _replay(body, receive), send)
            elif status:
                await _answer(send, status)

    async def _read(self, receive, body):
        """None when the whole body is there, 0 when the sender left, else the status to answer."""
        size = 0
        while True:
            try:
                message = await asyncio.wait_for(receive(), self.stalled_seconds)
            except TimeoutError:
                return 408
            if message["type"] == "http.disconnect":
                return 0
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.limit_bytes:
                return 413
            body.write(chunk)
            if not message.get("more_body"):
                return None


def _with_length(scope, size):
    """The scope with the true length: WSGI reads no further than that."""
    headers = [
        (name, value) for name, value in scope["headers"] if name not in (b"content-length", b"transfer-encoding")
    ]
    return {**scope, "headers": [*headers, (b"content-length", str(size).encode())]}


def _replay(body, receive):
    size = body.tell()
    body.seek(0)

    async def replay():
        if replay.done:
            return await receive()
        chunk = body.read(CHUNK_BYTES)
        replay.done = body.tell() >= size
        return {"type": "http.request", "body": chunk, "more_body": not replay.done}

    replay.done = False
    return replay


async def _answer(send, status):
    text = ANSWERS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
