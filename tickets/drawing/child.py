"""Draws the pages of a hostile PDF: reads it from its input, writes pictures to its output. Started by ``pages``.

    python -m tickets.drawing.child MOST_PAGES MEMORY_BYTES CPU_SECONDS

Out comes the number of pages (8 bytes, big-endian), then for each drawn one the length of a JPEG (8 bytes) and the JPEG. It
holds no secret, no connection and no file, can start no process, and writes none.
"""

import io
import os
import resource
import struct
import sys

import pypdfium2

LENGTH = struct.Struct(">Q")
WIDTH = 1400  # px of a page, sharp on a screen with two pixels to one
MOST_PIXELS = 4_000_000  # of a page: a strip a kilometre long is drawn small
SHARPEST = 4  # pixels to a point: a stamp is not blown up to a poster


def main(most_pages, memory_bytes, cpu_seconds):
    _drawn(pypdfium2.PdfDocument.new().new_page(9, 9))  # what drawing imports is read while files can be opened
    data = sys.stdin.buffer.read()
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)  # a stray print must not end up among the pictures
    _limit(memory_bytes, cpu_seconds)
    pdf = pypdfium2.PdfDocument(data)
    out.write(LENGTH.pack(len(pdf)))
    for place in range(min(len(pdf), most_pages)):
        picture = _drawn(pdf[place])
        out.write(LENGTH.pack(len(picture)) + picture)
        out.flush()


def _drawn(page):
    width, height = (max(1.0, side) for side in page.get_size())
    scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5, SHARPEST)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=False)
    return out.getvalue()


def _limit(memory_bytes, cpu_seconds):
    """From now on: so much more memory and time of the processor, no file longer than nothing, no process."""
    try:
        with open("/proc/self/statm") as statm:
            memory_bytes += int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    except (OSError, ValueError):
        pass  # not Linux: the parent's clock and the limit of time remain
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
