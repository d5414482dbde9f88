"""How the bytes of a text file are written, and the file as a stream of UTF-8, or of bytes that ASCII is a part of."""

from __future__ import annotations

import codecs
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from advisor.errors import InputError, Problem

_BYTE_ORDER_MARKS = {
    BOM_UTF8: "utf-8-sig",
    BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark is the beginning of this one
    BOM_UTF32_BE: "utf-32",
    BOM_UTF16_LE: "utf-16",
    BOM_UTF16_BE: "utf-16",
}
_BLOCK = 1 << 22
_OTHER = "This file is not in the encoding that it begins with."


def encoding_of(path: Path, name: str) -> str:
    """Detect the encoding of a file: by its first bytes, or by what it can be.

    Raises InputError when a file with the byte-order mark of UTF-8 is something else.
    """
    shown = shown_encoding(path)
    if shown == "utf-8-sig" and not _is_readable(path, "utf-8"):
        raise InputError(Problem(_OTHER, name))
    readable = (encoding for encoding in ("utf-8", "cp1252") if _is_readable(path, encoding))
    return shown or next(readable, "latin-1")


def shown_encoding(path: Path) -> str:
    """Give the encoding that the first bytes show, by a byte-order mark or by zeros between letters, or nothing."""
    with path.open("rb") as file:
        start = file.read(64)
    if marked := next((encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if start.startswith(mark)), ""):
        return marked
    even, odd = start[::2], start[1::2]
    if len(odd) > 1 and not (any(odd) and any(even)) and (any(odd) or any(even)):
        return "utf-16-be" if any(odd) else "utf-16-le"
    return ""


def is_wide(encoding: str) -> bool:
    """Say whether a letter of ASCII takes more than a byte, so that the file is read by ``Utf8``."""
    return encoding.startswith(("utf-16", "utf-32"))


def mark_length(encoding: str) -> int:
    """Give the length of the byte-order mark of a file that is not wide."""
    return len(BOM_UTF8) if encoding == "utf-8-sig" else 0


@contextmanager
def open_text(path: Path, encoding: str, name: str) -> Iterator[BinaryIO]:
    """Open a text file to read bytes after its byte-order mark: those of the file, or UTF-8 where it ``is_wide``."""
    with path.open("rb") as file:
        file.seek(mark_length(encoding))
        if not is_wide(encoding):
            yield file
            return
        with closing(Utf8(file, encoding, name)) as text:
            yield io.BufferedReader(text, _BLOCK)


class Utf8(io.RawIOBase):
    """A file of another encoding as UTF-8. Raises InputError where it is not of that encoding."""

    def __init__(self, file: BinaryIO, encoding: str, name: str) -> None:
        self._file, self._name = file, name
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._waiting = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read UTF-8 into a buffer; give the number of bytes, 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._waiting:
            block = self._file.read(_BLOCK)
            try:
                self._waiting = self._decoder.decode(block, not block).encode()
            except UnicodeError:
                raise InputError(Problem(_OTHER, self._name)) from None
            if not block:
                break
        count = min(len(view), len(self._waiting))
        view[:count], self._waiting = self._waiting[:count], self._waiting[count:]
        return count


def _is_readable(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if not (block.isascii() and not decoder.getstate()[0]):
                    decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
