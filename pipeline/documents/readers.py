"""The text of a PDF (PDFium), of slides (python-pptx) and of a Word document (python-docx).

Called in the child process alone: whatever a file does to these libraries, it does to a process
that has bounds and is expected to die.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from pipeline.documents.formats import Format, format_of
from pipeline.documents.pages import Collector
from storage.release import DocumentText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.documents.pages import Limits

_WRONG_PASSWORD: Final = 4
_UNKNOWN_SECURITY: Final = 5


def read(data: bytes, limits: Limits) -> DocumentText:
    """Return what a file says, whatever it is; raises only where the machine's bounds are met."""
    kind = format_of(data)
    if isinstance(kind, DocumentText):
        return kind
    try:
        return _READERS[kind](data, Collector(limits))
    except MemoryError:
        raise
    except Exception as error:
        # The libraries raise whatever a malformed file makes of them: KeyError, struct.error …
        return DocumentText("broken", reason=f"the file is damaged: {_line(error)}")


def _line(error: Exception) -> str:
    told = " ".join(str(error).split())[:200]
    return told or type(error).__name__


def _pdf(data: bytes, found: Collector) -> DocumentText:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_WRONG_PASSWORD, _UNKNOWN_SECURITY):
            return DocumentText("encrypted", reason="it is protected by a password")
        raise
    pages = len(document)
    for number in range(pages):
        if not found.room():
            break
        try:
            page = document[number]
            found.add(page.get_textpage().get_text_bounded())
            page.close()
        except pypdfium2.PdfiumError:
            found.skip()
    return found.result(pages)


def _pptx(data: bytes, found: Collector) -> DocumentText:
    import pptx

    slides = pptx.Presentation(io.BytesIO(data)).slides
    for slide in slides:
        if not found.room():
            break
        found.add("\n".join(_said(slide)))
    return found.result(len(slides))


def _said(slide: Any) -> Iterator[str]:
    yield from _in_shapes(slide.shapes)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield slide.notes_slide.notes_text_frame.text


def _in_shapes(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _in_shapes(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def _docx(data: bytes, found: Collector) -> DocumentText:
    import docx
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(data))
    # All paragraphs in their order, those in tables and text boxes too.
    paragraphs = document.element.body.iter(qn("w:p"))
    found.add("\n".join(Paragraph(one, document).text for one in paragraphs))
    return found.result(None)


_READERS: Final[dict[Format, Callable[[bytes, Collector], DocumentText]]] = {
    "pdf": _pdf,
    "pptx": _pptx,
    "docx": _docx,
}
