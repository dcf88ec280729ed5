#!/usr/bin/env python3
"""photo.py WIDTH HEIGHT SEED: a PNG of a sky over hills on standard output; another seed gives another picture."""
import math
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


width, height, seed = map(int, sys.argv[1:4])
rows = bytearray()
for y in range(height):
    rows.append(0)  # PNG filter "none"
    for x in range(width):
        hill = height * (0.65 + 0.12 * math.sin((x + 37 * seed) / width * 9))
        light = y / height
        rows += bytes((30, int(150 - 60 * light), 70) if y > hill else (int(120 + 120 * light), 170 + seed % 40, 240))
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                        chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))
