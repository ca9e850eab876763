"""``GET /health/live`` of the mail listener: a server of five lines, since nothing else is asked of it."""

import asyncio

LIVE = b'{"status": "live"}'


async def serve(host, port):
    """Answer on ``host``:``port``; returns the asyncio server."""
    return await asyncio.start_server(_answer, host, port)


async def _answer(reader, writer):
    try:
        line = await asyncio.wait_for(reader.readline(), 5)
        words = line.decode("latin-1").split()
        found = len(words) >= 2 and words[0] in ("GET", "HEAD") and words[1].split("?")[0] == "/health/live"
        status, body = ("200 OK", LIVE) if found else ("404 Not Found", b"{}")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + (b"" if words[:1] == ["HEAD"] else body))
        await writer.drain()
    except (OSError, ValueError, TimeoutError):
        pass
    finally:
        writer.close()
