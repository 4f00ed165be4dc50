"""Article pages of 40 kB with the structure of a ministry's, the same in every run."""

from __future__ import annotations

import html
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pipeline.demo import ministry_room
from pipeline.demo.model import OSLO, Release, Room

if TYPE_CHECKING:
    from benchmarks.prose import Prose

PAGE_BYTES: Final = 40_000
TEXT_BYTES: Final = 4_000
ORIGIN: Final = "https://www.regjeringen.no"


def page(number: int, prose: Prose) -> tuple[bytes, str]:
    """Return a page and the words of its lead, which stands outside the body's own block."""
    prose.reseed(number)
    lead = prose.sentence()
    moment = datetime(2026, 1 + number % 12, 1 + number % 28, 10, 0, tzinfo=OSLO)
    told = Release(
        id=3_000_000 + number,
        slug=f"sak-{number}",
        title=prose.title(),
        type="Pressemelding",
        language="nb",
        published=moment,
        modified=moment,
        lead=html.escape(lead),
        body="".join(f"<p>{html.escape(p)}</p>" for p in prose.paragraphs(TEXT_BYTES)),
        publisher="Kommunal- og distriktsdepartementet",
    )
    bare = ministry_room.article(Room(504, told.publisher, (told,)), told, ORIGIN).decode()
    head, _, tail = bare.partition("</header>")
    menu = _menu(prose, PAGE_BYTES - len(bare.encode()))
    return f"{head}{menu}</header>{tail}".encode(), lead


def _menu(prose: Prose, size: int) -> str:
    """Return navigation of about so many bytes, of which such pages mostly consist."""
    lines: list[str] = []
    while size > 0:
        words = " ".join(prose.draw(3))
        lines.append(
            f'<li class="menu__item"><a class="menu__link" href="/no/tema/{len(lines)}/id{size}/"'
            f' title="{words}"><span class="menu__text">{words}</span></a></li>\n'
        )
        size -= len(lines[-1].encode())
    return f'<nav class="mega-menu"><ul>{"".join(lines)}</ul></nav>'
