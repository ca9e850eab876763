"""Cuts the interface font out of the Inter wheel: Latin and Latin Extended-A, variable, one WOFF2 of some 45 kB."""

import os
import shutil
import sys
from pathlib import Path

from .binaries import package_folder

# Latin, Latin Extended-A, the accents and punctuation that text in those languages uses, arrows, signs.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x02C6, 0x02DA, 0x02DC, 0x2002, 0x2003, 0x2009, 0x200A, 0x200B, 0x202F),
    *range(0x2010, 0x2016),
    *range(0x2018, 0x201F),
    *(0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044),
    *(0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2197, 0x21B5, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
    *(0x2303, 0x2318, 0x2325, 0x21E7, 0x23CE, 0x2713, 0x2717, 0x25CF, 0x00D7),
]
# The browser's own defaults that Inter has, and those that UI.md, 3 turns on.
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "calt", "ss03", "cv05", "tnum"]


def make_font(folder):
    """Write ``inter.woff2`` and its licence into ``folder`` unless they are there. Returns the font's path."""
    font = Path(folder) / "inter.woff2"
    licence = font.with_name("inter-LICENSE.txt")
    if font.exists() and licence.exists():
        return font
    from fontTools import subset  # half a second, and needed once
    from fontTools.varLib import instancer

    wheel = package_folder("fontpkg_inter")
    font.parent.mkdir(parents=True, exist_ok=True)
    options = subset.Options(
        flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True, notdef_outline=True
    )
    source = subset.load_font(str(wheel / "files" / "Inter[opsz,wght].ttf"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=UNICODES)
    cutter.subset(source)
    # The optical size axis costs 27 kB and the interface is set between 12 and 28 px; bold is the heaviest used.
    source = instancer.instantiateVariableFont(source, {"opsz": 14, "wght": (400, 400, 700)})
    half = font.with_suffix(".new")
    subset.save_font(source, str(half), options)
    shutil.copyfile(wheel / "LICENSE", licence)
    os.replace(half, font)
    return font


if __name__ == "__main__":
    make_font(sys.argv[1] if sys.argv[1:] else "var/static/fonts")
