"""What a file is, by its bytes; its name and its Content-Type are claims, and often wrong."""

from __future__ import annotations

import io
import zipfile
from typing import Final, Literal

from storage.release import DocumentText

Format = Literal["pdf", "pptx", "docx"]

MAX_MEMBERS: Final = 10_000
MAX_GROWTH: Final = 100_000_000
"""By how many bytes a zip file may grow when it is unpacked: pictures hardly shrink in it."""

_PDF_WITHIN: Final = 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_PARTS: Final[dict[str, Format]] = {"ppt/presentation.xml": "pptx", "word/document.xml": "docx"}


def format_of(data: bytes) -> Format | DocumentText:
    """Return what a file is, or what is to be said of one that is not read.

    Nothing is unpacked: a zip file is judged by the sizes in its directory, which its members
    cannot exceed when they are read.
    """
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            return DocumentText("encrypted", reason="it is protected by a password")
        return _unsupported("a file of an old edition of Office")
    if (
        data[:_PDF_WITHIN]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<!doctype", b"<html"))
    ):
        return _unsupported("a web page")
    return _unsupported("of a kind that is not read" if data else "empty")


def _zipped(data: bytes) -> Format | DocumentText:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        return DocumentText("broken", reason=f"the zip file is damaged: {error}")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked - len(data) > MAX_GROWTH:
        return DocumentText(
            "too_large",
            reason=f"a zip file of {len(members):,} members that unpacks to {unpacked:,} bytes",
        )
    names = {member.filename for member in members}
    found = next((kind for part, kind in _PARTS.items() if part in names), None)
    return found or _unsupported("a zip file that is neither a Word nor a PowerPoint document")


def _unsupported(what: str) -> DocumentText:
    return DocumentText("unsupported", reason=f"what came is {what}")
