"""Bytes that people sent in, answered so that they can't become a page or a script of ours."""

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def inert(response):
    """``response`` with the headers that keep it what its type says, and nothing else. Returns it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response._csp_exempt = True
    return response
