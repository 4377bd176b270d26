"""PNG files: read whole to see that they are sound, and made small enough to be stored in notebooks."""

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS, COMMONEST = 256, 160
"""Colours of a palette: first the commonest of the picture, then each time the one furthest from all of them."""

RGBA, INDEXED = 6, 3
UP = 2
"""The row filter that browsers use: each byte is the difference to the byte above it."""


def size(content):
    """Width and height of a PNG, after reading all of it.

    Parameters
    ----------
    content : bytes

    Raises
    ------
    ValueError
        If it is no PNG, cut off or damaged.
    """
    header, pixels = _read(content)
    if min(header[:2]) < 1 or not pixels:
        raise ValueError("is empty")
    return header[:2]


def compact(content):
    """The same picture with a palette of at most 256 colours: a third of the bytes.

    Charts have few colours and many shades between them at the edges of letters. A shade
    that is not among the 256 becomes the nearest of them.

    Parameters
    ----------
    content : bytes
        A PNG as a browser writes it; any other comes back unchanged.

    Returns
    -------
    bytes
    """
    (width, height, depth, kind, *_), packed = _read(content)
    rows = np.frombuffer(packed, dtype=np.uint8)
    if (depth, kind) != (8, RGBA) or rows.size != height * (1 + 4 * width):
        return content
    rows = rows.reshape(height, 1 + 4 * width)
    pixels = np.cumsum(rows[:, 1:], axis=0, dtype=np.uint8).reshape(-1, 4)
    if (rows[:, 0] != UP).any() or (pixels[:, 3] != 255).any():
        return content
    palette, index = _palette(pixels[:, :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32))
    lines = np.zeros((height, 1 + width), dtype=np.uint8)
    lines[:, 1:] = index.reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, INDEXED, 0, 0, 0)
    drawn = zlib.compress(lines.tobytes(), 9)
    parts = ((b"IHDR", header), (b"PLTE", palette.tobytes()), (b"IDAT", drawn), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(*part) for part in parts)


def _palette(colours):
    """At most 256 colours (n x 3 bytes) and, for each pixel, the place of its colour among them."""
    found, index, count = np.unique(colours, return_inverse=True, return_counts=True)
    every = np.stack([found >> 16 & 255, found >> 8 & 255, found & 255], axis=1).astype(np.int32)
    chosen, distance = [], np.full(len(found), np.iinfo(np.int32).max)
    nearest = np.zeros(len(found), dtype=np.uint8)
    commonest = np.argsort(-count, kind="stable")
    for place in range(min(COLOURS, len(found))):
        added = commonest[place] if place < COMMONEST else distance.argmax()
        away = ((every - every[added]) ** 2).sum(axis=1)
        nearest[away < distance] = place
        distance = np.minimum(distance, away)
        chosen.append(every[added])
    return np.array(chosen, dtype=np.uint8), nearest[index]


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read(content):
    """The fields of the header, and the unpacked rows; every checksum is tested on the way."""
    if content[:8] != SIGNATURE:
        raise ValueError("is no PNG")
    position, header, packed = 8, None, b""
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4])
        kind, data = content[position + 4 : position + 8], content[position + 8 : position + 8 + length]
        checksum = content[position + 8 + length : position + 12 + length]
        if zlib.crc32(kind + data).to_bytes(4) != checksum:
            raise ValueError("is damaged or cut off")
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", data)
        elif kind == b"IDAT":
            packed += data
        elif kind == b"IEND":
            return header, _unpacked(packed, header)
        position += 12 + length
    raise ValueError("is cut off")


def _unpacked(packed, header):
    try:
        rows = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError("is damaged") from error
    if header is None:
        raise ValueError("is damaged")
    return rows
