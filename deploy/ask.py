"""``python deploy/ask.py URL``: exit code 0 if it answers 2xx within four seconds. For health checks: no curl in the image."""

import sys
import urllib.error
import urllib.request


def answers(url):
    """Does ``url`` answer 2xx? Prints what it says otherwise."""
    try:
        with urllib.request.urlopen(url, timeout=4) as answer:
            return 200 <= answer.status < 300
    except urllib.error.HTTPError as error:
        print(error.code, error.read(2000).decode(errors="replace"))
    except OSError as error:
        print(error)
    return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
