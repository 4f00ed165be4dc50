"""One file read in a process of its own: what each kind ends as, the wicked ones too."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.documents import process
from pipeline.documents.formats import format_of
from pipeline.documents.pages import Collector, Limits, tidy
from pipeline.settings import DocumentSettings
from storage.release import DocumentText
from tests.documents import files

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = DocumentSettings(fetch=True, seconds=20)
ROOT = Path(__file__).parents[2]


def read(data: bytes, settings: DocumentSettings = SETTINGS) -> DocumentText:
    return process.read(data, settings)


@cache
def long_pdf() -> bytes:
    return files.pdf(*(f"Side {n}\nBeløpet i kapittel {n} er {n * 1000} kr" for n in range(1, 201)))


def test_a_pdf_is_read_page_by_page() -> None:
    found = read(files.pdf("Budsjett for Tromsø", "Økt låneramme"))
    assert (found.status, found.pages, found.reason) == ("read", 2, "")
    assert (found.text or "").split("\f") == ["Budsjett for Tromsø", "Økt låneramme"]


def test_all_of_a_pdf_of_200_pages_is_read() -> None:
    found = read(long_pdf())
    pages = (found.text or "").split("\f")
    assert (found.status, found.pages, len(pages)) == ("read", 200, 200)
    assert "kapittel 137 er 137000 kr" in pages[136]


def test_what_lies_beyond_the_most_pages_is_left_and_that_is_said() -> None:
    found = read(long_pdf(), replace(SETTINGS, max_pages=150))
    assert (found.status, found.pages) == ("cut", 200)
    assert found.reason == "read up to page 150, the most that is read"
    assert len((found.text or "").split("\f")) == 150


def test_a_document_without_text_is_read_and_said_to_have_none() -> None:
    found = read(files.pdf("", ""))
    assert (found.status, found.pages, found.text) == ("no_text", 2, None)


def test_a_pdf_that_only_a_password_opens_is_encrypted() -> None:
    found = read(files.encrypted_pdf())
    assert (found.status, found.text) == ("encrypted", None)
    assert found.reason == "it is protected by a password"


def test_an_office_file_that_only_a_password_opens_is_encrypted() -> None:
    assert read(files.encrypted_office()).status == "encrypted"


@pytest.mark.parametrize(
    "made",
    [
        lambda: long_pdf()[:3000],
        lambda: b"%PDF-1.7\n" + b"\x00\xff" * 5000,
        files.circular_pdf,
        lambda: files.docx("En to tre")[:-40],
        lambda: files.zip_bomb("word/document.xml", 1),
        files.understating_docx,
    ],
    ids=["cut off", "noise", "circular", "half a zip", "not Word", "understating"],
)
def test_a_broken_file_is_said_to_be_broken(made: Callable[[], bytes]) -> None:
    found = read(made())
    assert (found.status, found.text) == ("broken", None)
    assert found.reason


def test_a_zip_bomb_is_recognised_before_anything_is_unpacked() -> None:
    found = format_of(files.zip_bomb())
    assert isinstance(found, DocumentText)
    assert found.status == "too_large"
    assert found.reason == "a zip file of 1 members that unpacks to 120,000,000 bytes"


def test_a_word_document_that_is_a_zip_bomb_is_too_large() -> None:
    assert read(files.docx_bomb()).status == "too_large"


def test_a_pdf_that_unpacks_to_more_than_there_is_memory_is_too_large() -> None:
    found = read(files.inflating_pdf(1600))
    assert (found.status, found.text) == ("too_large", None)


def test_a_document_that_takes_for_ever_is_given_up_at_the_deadline() -> None:
    found = read(files.endless_pdf(), replace(SETTINGS, seconds=2))
    assert (found.status, found.text) == ("too_slow", None)
    assert found.reason == "not read within 2 seconds"


def test_slides_are_read_with_their_tables_and_notes_slide_by_slide() -> None:
    found = read(files.pptx("Økonomien", "Utsiktene", notes="Husk å si noe om renta"))
    first, second = (found.text or "").split("\f")
    assert (found.status, found.pages) == ("read", 2)
    assert first.split("\n") == ["Økonomien", "Kommune", "Lånegjeld", "Husk å si noe om renta"]
    assert second == "Utsiktene"


def test_a_word_document_has_text_and_no_pages() -> None:
    found = read(files.docx("Høringsnotat", "Frist er 1. mars", cells=("Sum", "12 mill.")))
    assert (found.status, found.pages) == ("read", None)
    assert found.text == "Høringsnotat\nFrist er 1. mars\nSum\n12 mill."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "what came is empty"),
        (b"\n<!DOCTYPE html><title>Logg inn</title>", "what came is a web page"),
        (b"GIF89a", "what came is of a kind that is not read"),
        (files.zip_bomb(megabytes=1), "what came is a zip file that is neither a Word nor a"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "what came is a file of an old edition of Office"),
    ],
)
def test_what_is_no_document_is_said_to_be_unsupported(data: bytes, reason: str) -> None:
    found = read(data)
    assert found.status == "unsupported"
    assert found.reason.startswith(reason)


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_kept() -> None:
    found = Collector(Limits(10, 1000, 10))
    found.add("Først")
    found.skip()
    found.add("Sist")
    told = DocumentText("cut", "Først\f\fSist", "cannot be read: page 2", pages=3)
    assert found.result(3) == told


def test_text_beyond_the_most_characters_is_cut_at_a_word() -> None:
    found = Collector(Limits(10, 12, 10))
    found.add("en to tre fire")
    assert not found.room()
    assert found.result(2).text == "en to tre"
    assert found.result(2).status == "cut"


def test_reading_that_takes_long_keeps_the_pages_it_has() -> None:
    found = Collector(Limits(10, 1000, 5))
    found.add("Først")
    found.started -= 6
    assert not found.room()
    assert found.result(9) == DocumentText("cut", "Først", "read up to page 1, which took 5 s", 9)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("kommune\x02økonomi", "kommuneøkonomi"),
        ("inn\x02og utgifter", "inn- og utgifter"),
        ("ﬁnans\x00 \x07her\ufffe", "finans her"),
        ("en \r\n to\x0ctre", "en\ntotre"),
        ("bl\u0061\u030a", "blå"),
    ],
)
def test_text_is_tidied_as_a_reader_would_have_it(raw: str, kept: str) -> None:
    assert tidy(raw) == kept


def test_the_process_gets_no_secret_from_the_environment() -> None:
    assert set(process.environment()) == {"PYTHONPATH", "LC_ALL"}


def test_nothing_that_a_run_without_documents_loads_brings_the_readers() -> None:
    loads = (
        "import sys, pipeline.run, pipeline.visit, pipeline.cli, storage.archive;"
        "print(sorted({'pypdfium2', 'pptx', 'docx', 'pipeline.documents'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", loads], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == "[]"
