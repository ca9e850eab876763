"""QR codes (ISO/IEC 18004) as the path of an SVG, which a template draws: the policy of our pages allows no inline style."""

from dataclasses import dataclass

import qrcode

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True)
class Picture:
    """``path`` for ``d``; ``side`` of the view box."""

    path: str
    side: int


def picture(text):
    """``text`` as a Picture."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(path, len(rows))
