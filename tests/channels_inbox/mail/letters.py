"""Builds small mails for the tests of the parser."""

HEAD = (
    "From: Rosa Roos <rosa@client.example>\r\nTo: help@shop.example\r\nSubject: Order 12\r\n"
    "Message-ID: <m1@client.example>\r\nDate: Tue, 03 Mar 2026 12:00:00 +0200\r\nMIME-Version: 1.0\r\n"
)


def letter(headers="", body="Hello", head=HEAD):
    """Bytes of a mail: ``head``, further header lines, an empty line, the body."""
    headers = "".join(f"{line}\r\n" for line in headers.split("\n") if line)
    return (head + headers + "\r\n").encode() + (body if isinstance(body, bytes) else body.encode())


def multipart(*parts, kind="mixed", head=HEAD, parameters=""):
    """A mail with ``parts``: each is (headers, body)."""
    body = b""
    for headers, content in parts:
        content = content if isinstance(content, bytes) else content.encode()
        body += b"--sep\r\n" + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content + b"\r\n"
    return letter(f'Content-Type: multipart/{kind}; boundary="sep"{parameters}', body + b"--sep--\r\n", head)


PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"
