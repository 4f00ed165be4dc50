"""What is hidden of a text that leaves the archive, and what stands."""

from __future__ import annotations

import sqlite3

import pytest

from pipeline.demo.world import world
from storage.privacy.mask import EMAIL, PHONE, hide, masked


@pytest.mark.parametrize(
    "written",
    [
        "917 26 622",
        "91726622",
        "22 33 44 55",
        "22.33.44.55",
        "22\u00a033\u00a044\u00a055",
        "+47 917 26 622",
        "+4791726622",
        "0047 917 26 622",
        "+46 701 234 567",
        "(917 26 622)",
    ],
)
def test_a_telephone_number_is_masked_however_it_is_written(written: str) -> None:
    text = masked(f"Kontakt: Ola Nordmann, {written}.")
    assert PHONE in text
    assert not any(map(str.isdigit, text))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-19 08:15:00",
        "torsdag 21.11.26 22.15",
        "12.03.2026",
        "45 000 000 kroner, 91000000 kroner og +15 000 000 kroner",
        "org.nr. 917 266 220",
        "ntb-94894123",
        "https://presserom.example/pressemelding/94894123/skolevei?id=94894123",
        "sak 2026/91726622, Prop. 912 S (2026–2027)",
        "ring 110, 02120 eller 800 10 200",
        '{"published": "Thu, 19 Nov 2026 07:15:00 +0100"}',
    ],
)
def test_dates_sums_keys_and_addresses_of_pages_stand(text: str) -> None:
    assert masked(text) == text


def test_eight_digits_that_say_they_are_a_telephone_are_masked() -> None:
    assert masked("Tlf.: 12345678") == f"Tlf.: {PHONE}"
    assert masked("saksnummer 12345678") == "saksnummer 12345678"


def test_a_persons_address_is_masked_and_an_offices_stands() -> None:
    text = "Skriv til ola.nordmann@ks.example eller postmottak@ks.example."
    assert masked(text) == f"Skriv til {EMAIL} eller postmottak@ks.example."


def test_a_link_that_writes_or_rings_loses_its_target() -> None:
    html = '<p><a href="mailto:ola@ks.example?subject=Hei">Ola</a>, <a href="tel:22334455">ring</a>'
    assert masked(html) == "<p><a>Ola</a>, <a>ring</a>"
    assert masked("mailto:ola@ks.example") == ""
    office = '<a href="mailto:post@ks.example">post@ks.example</a>'
    assert masked(office) == office


def test_searchs_marks_do_not_uncover_a_number_or_an_address() -> None:
    assert masked("ring 917 \x0226\x03 622") == f"ring {PHONE}"
    assert masked("\x02ola\x03.nordmann@ks.example") == EMAIL
    assert masked("sa \x02kommunene\x03 i 2026") == "sa \x02kommunene\x03 i 2026"


def test_a_number_cut_by_the_end_of_a_snippet_is_left_out() -> None:
    assert masked("…26 622 eller mer") == "… eller mer"
    assert masked("ring Ola på 917 26…") == "ring Ola på …"


def test_what_is_masked_once_is_not_masked_again() -> None:
    once = masked("Ola, ola@ks.example, 917 26 622")
    assert masked(once) == once


def test_every_person_in_the_sample_press_rooms_is_masked() -> None:
    people = [p for release in world(2).ks.releases for p in release.contacts]
    assert people
    for person in people:
        assert person.email not in masked(f"{person.name}, {person.email}")
        assert person.phone not in masked(f"{person.name}, {person.phone}")


def test_only_the_connection_that_hides_reads_masked_text() -> None:
    connection = sqlite3.connect(":memory:")
    assert connection.execute("SELECT 'a@b.example'").fetchone() == ("a@b.example",)
    hide(connection)
    assert connection.execute("SELECT 'a@b.example', 91726622, NULL, x'00'").fetchone() == (
        EMAIL,
        91726622,
        None,
        b"\x00",
    )
    connection.close()
