"""Documents made by the tests themselves, well-meant and otherwise."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(*pages: str, trailer: bytes = b"") -> bytes:
    """Return a PDF with these texts, a page each; a line of the text is a line of the page."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [_CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)), _FONT]
    for number, text in enumerate(pages):
        objects.append(_page(b"/Font << /F1 3 0 R >>", 5 + 2 * number))
        objects.append(_stream(_shown(text)))
    return assembled(objects, trailer)


def _shown(text: str) -> bytes:
    lines = (re.sub(r"([\\()])", r"\\\1", line) for line in text.split("\n"))
    moves = "".join(f"0 -24 Td ({line}) Tj\n" for line in lines)
    return f"BT /F1 14 Tf 72 790 Td\n{moves}ET".encode("cp1252")


def _page(resources: bytes, content: int) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << %s >> >>" % (content, resources)
    )


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content)


def assembled(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(offsets) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def encrypted_pdf() -> bytes:
    """Return a PDF that only a password opens."""
    words = b"<%s>" % (b"ab" * 32)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (words, words)
    return pdf("Hemmelig", trailer=lock + b" /ID [<0102> <0102>]")


def endless_pdf() -> bytes:
    """Return a PDF of one page that draws a form which draws two, and so on thirty deep."""
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    objects = [_CATALOGUE, tree, _page(b"/XObject << /X 5 0 R >>", 4), _stream(b"/X Do")]
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    for number in range(6, 36):
        head = b"%s /Resources << /XObject << /X %d 0 R >> >>" % (form, number)
        objects.append(_stream(b"/X Do /X Do", head))
    return assembled([*objects, _stream(b"", form)])


def circular_pdf() -> bytes:
    """Return a PDF whose tree of pages leads back into itself and claims two thousand million."""
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"
    return assembled([_CATALOGUE, tree])


def inflating_pdf(megabytes: int) -> bytes:
    """Return a PDF of one page whose content unpacks to so much."""
    packer = zlib.compressobj(9)

    def block() -> bytes:
        return packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)

    packed = block() + block() * (megabytes - 1) + packer.flush()
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    content = _stream(packed, b"/Filter /FlateDecode")
    return assembled([_CATALOGUE, tree, _page(b"", 4), content])


def pptx(*slides: str, notes: str = "") -> bytes:
    """Return slides with these titles; the first has ``notes`` and a table."""
    import pptx as library

    show = library.Presentation()
    for number, text in enumerate(slides):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = text
        if number == 0:
            table = slide.shapes.add_table(1, 2, 0, 0, 9_000_000, 900_000).table
            table.cell(0, 0).text, table.cell(0, 1).text = "Kommune", "Lånegjeld"
            slide.notes_slide.notes_text_frame.text = notes
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def docx(*paragraphs: str, cells: tuple[str, ...] = ()) -> bytes:
    """Return a Word document with these paragraphs, and a table of one row after them."""
    import docx as library

    document = library.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cells:
        table = document.add_table(rows=1, cols=len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_bomb(name: str = "bombe.bin", megabytes: int = 120) -> bytes:
    """Return a zip file of one member that unpacks to so much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as big:
        for _ in range(megabytes):
            big.write(b"\0" * 1_000_000)
    return out.getvalue()


def docx_bomb() -> bytes:
    """Return a Word document with a member more that unpacks to 120 MB."""
    out = io.BytesIO(docx("Uskyldig"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bilde.xml", b" " * 120_000_000)
    return out.getvalue()


def understating_docx() -> bytes:
    """Return a Word document whose directory says that its text is small, which it is not."""
    out = io.BytesIO()
    honest = zipfile.ZipFile(io.BytesIO(docx("Uskyldig")))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in honest.namelist():
            data = honest.read(member)
            if member == "word/document.xml":
                data = data.replace(b"Uskyldig", b"x" * 20_000_000)
            archive.writestr(member, data)
        archive.getinfo("word/document.xml").file_size = 5_000
    return out.getvalue()


def encrypted_office() -> bytes:
    """Return what begins as an Office file does that is protected by a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + name + b"\0" * 1000
