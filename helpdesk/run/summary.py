"""The last thing ``make run`` prints: where it is, how to sign in, how to send it a mail."""

import json

# Python is there for certain, a mail client on the command line is not.
MAIL = """\
python3 -c "import smtplib; smtplib.SMTP('localhost', {port}).sendmail('rosa@example.com', '{to}',
      'From: Rosa <rosa@example.com>\\nTo: {to}\\nSubject: My bike\\n\\nIs it ready?')"\
"""


def summary(var, ports, *, seconds, demo):
    address = f"http://localhost:{ports.web}"
    lines = ["", f"  Tugi is ready after {seconds:.1f} s:  {address}", ""]
    facts = _demo_facts(var) if demo else None
    if facts:
        width = max(len(login["role"]) for login in facts["logins"])
        wide = max(len(login["email"]) for login in facts["logins"])
        for login in facts["logins"]:
            password = login.get("password") or "signs in by a mailed link"
            lines.append(f"  {login['role']:<{width}}  {login['email']:<{wide}}  {password}")
        lines += [
            "",
            f"  Members sign in at       {address}/inbox/",
            f"  Customers sign in at     {address}/help/sign-in/",
            f"  What customers receive:  {address}/demo/mail",
            "",
            "  Send it a mail:",
        ]
        lines += ["    " + MAIL.format(to=facts["mail_address"], port=ports.smtp)]
    else:
        code = var / "setup-code"
        lines.append(
            "  There is no workspace yet: open the address and set it up." if code.exists() else "  Sign in there."
        )
        if code.exists():
            lines.append(f"  The code that it asks for:  {code.read_text().strip()}")
    return "\n".join([*lines, "", "  Ctrl-C stops everything and keeps the data.", ""])


def _demo_facts(var):
    try:
        return json.loads((var / "demo.json").read_text())
    except (OSError, ValueError):
        return None
