"""A scripted publisher: what three rooms publish, edit, dress otherwise and take away in a year."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from pipeline.demo.model import File, Hyperlink, Person, Translation
from tests.world import FIRST_ID, release, sentence
from tests.year import dress

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.demo.model import SourceId
    from tests.world import Loopback

LAST_NEWS: Final = 330
"""No release is so young at the end that it still waits for a look."""

NEWS: Final[dict[SourceId, int]] = {"ks": 150, "kdd": 120, "fylke": 30}
TEXT: Final[dict[SourceId, int]] = {"ks": 40, "kdd": 32, "fylke": 8}
MARKUP: Final[dict[SourceId, int]] = {"ks": 18, "kdd": 18, "fylke": 4}
TONGUES: Final[dict[SourceId, int]] = {"ks": 14, "kdd": 16}
GONE: Final[dict[SourceId, int]] = {"ks": 3, "kdd": 3}

AFTER: Final = (1, 2, 5, 20)
"""So many days after publishing something happens: before each of a release's later looks."""

Fields = dict[str, Any]
PREFIX: Final[dict[SourceId, str]] = {"ks": "ntb", "kdd": "regjeringen"}


@dataclass(slots=True)
class Year:
    """What is to happen on which day, and what must be told of it in the end."""

    world: Loopback
    happens: dict[int, list[Callable[[], None]]] = field(default_factory=lambda: defaultdict(list))
    edits: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    notices: list[set[str]] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    translated: set[str] = field(default_factory=set)
    records: dict[int, Callable[[Fields], None]] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.world.furnished = self._furnished
        for source in NEWS:
            days = [n * LAST_NEWS // NEWS[source] for n in range(NEWS[source])]
            for day in days:
                self.happens[day].append(partial(self._publish, source, day))
            touched = self._text_edits(source, days)
            self._markup_edits(source, days)
            rest = [day for day in days[5:-5] if day not in touched]
            self._translations(source, rest[::3])
            self._withdrawals(source, rest[1::20])

    def number(self, day: int) -> int:
        return day * 24 + 4

    def key(self, source: SourceId, day: int) -> str:
        return f"{PREFIX[source]}-{FIRST_ID[source] + self.number(day)}"

    def _publish(self, source: SourceId, day: int) -> None:
        number = self.number(day)
        # In a short feed, what happens before the release is published does not count yet.
        self.world.rooms.changed.setdefault((source, number), {})
        fields = base(source, number) | self.world.rooms.changed[source, number]
        self.world.change(source, number, **fields)
        self.world.publish(source, number)

    def _change(self, source: SourceId, day: int, change: Callable[[Fields], Fields]) -> None:
        number = self.number(day)
        now = self.world.rooms.changed[source, number]
        fields = change(now)
        assert any(now.get(name) != value for name, value in fields.items()), (day, change)
        self.world.change(source, number, **fields)

    def _text_edits(self, source: SourceId, days: list[int]) -> set[int]:
        """Plan the edits; a quarter of them are second edits, weeks after the first."""
        number = TEXT[source]
        first = number * 3 // 4
        chosen = [days[n * len(days) // first] for n in range(first)]
        kinds = cycle(KINDS[source])
        plan = [(day, AFTER[n % 3]) for n, day in enumerate(chosen)]
        plan += [(day, AFTER[3]) for day in chosen[: number - first]]
        for (day, after), (change, changed) in zip(plan, kinds, strict=False):
            self.happens[day + after].append(partial(self._change, source, day, change))
            told = self.edits[self.key(source, day)] if source != "fylke" else self.notices
            told.append(set(changed))
        return set(chosen)

    def _markup_edits(self, source: SourceId, days: list[int]) -> None:
        number = MARKUP[source]
        step = len(days) / number
        for n in range(number):
            day, after = days[int(n * step)], AFTER[(n + 1) % 4]
            self.happens[day + after].append(partial(self._dress, source, day, n))

    def _dress(self, source: SourceId, day: int, kind: int) -> None:
        number = self.number(day)
        if source == "ks" and kind >= len(dress.DRESSES):
            shape = dress.RECORDS[kind % len(dress.RECORDS)]
            self.records[FIRST_ID[source] + number] = shape
        elif source == "kdd" and kind >= len(dress.DRESSES) + 3:
            self.pages.add(f"/id{FIRST_ID[source] + number}/")
        elif source != "fylke" and kind >= len(dress.DRESSES):
            self.world.change(source, number, restyled=True)
        else:
            dressed = dress.DRESSES[kind % len(dress.DRESSES)]
            self._change(source, day, lambda now: {"body": dressed(now["body"])})

    def _furnished(self, source: SourceId, path: str, body: bytes) -> bytes:
        if source == "ks" and self.records and body.startswith(b"{"):
            return dress.records(body, self.records)
        if source == "kdd" and any(page in path for page in self.pages):
            return dress.page_furniture(body.decode()).encode()
        return body

    def _translations(self, source: SourceId, days: list[int]) -> None:
        """Plan the English versions; every second one comes with the release."""
        for n, day in enumerate(days[: TONGUES.get(source, 0)]):
            english = translation(f"{source} {day}")
            when = day if n % 2 else day + AFTER[n // 2 % 3]
            told = partial(self.world.change, source, self.number(day), english=english)
            self.happens[when].append(told)
            self.translated.add(self.key(source, day))

    def _withdrawals(self, source: SourceId, days: list[int]) -> None:
        for n, day in enumerate(days[: GONE.get(source, 0)]):
            self.happens[day + AFTER[n]].append(partial(self._take_away, source, day))
            self.withdrawn.add(self.key(source, day))
            if n == 0:
                self.happens[day + 40].append(partial(self._give_back, source, day))
                self.returned.add(self.key(source, day))

    def _take_away(self, source: SourceId, day: int) -> None:
        if source == "ks":
            del self.world.rooms.published["ks"][self.number(day)]
        else:
            self.world.change(source, self.number(day), page="gone", listed=False)

    def _give_back(self, source: SourceId, day: int) -> None:
        if source == "ks":
            self.world.publish("ks", self.number(day))
        else:
            self.world.change(source, self.number(day), page="ok", listed=True)


def base(source: SourceId, number: int) -> Fields:
    """Return what a release has beside what its number gives it."""
    seed = f"{source} {number} year"
    body = dress.BODY.format(one=sentence(f"{seed} 1", 30), two=sentence(f"{seed} 2", 10))
    if source == "fylke":
        return {"body": body}
    return {
        "body": body,
        "documents": (File(f"notat-{number}.pdf", "Notat"), File(f"tabell-{number}.pdf", "Tall")),
        "images": (File(f"bilde-{number}.png", "Havna"), File(f"kart-{number}.png", "Kart")),
        "links": (Hyperlink("https://x.example/om", "Om saken"),),
        "contacts": (Person("Kari Nordmann", "rådgiver", "900 00 001", "kari@x.example"),),
        "topics": ("Plan", "Havn"),
        "type": "Pressemelding",
        "lead": sentence(f"{seed} lead"),
        "title": release(source, number).title,
        "published": release(source, number).published,
    }


def translation(seed: str) -> Translation:
    """Return an English version, of words that no Norwegian writes."""
    text = "The municipality has been given more money for its schools, to be used with care."
    body = f"<p>{text} This was said by the mayor when the council met in the town hall.</p>"
    return Translation(f"more-{seed.replace(' ', '-')}", f"More money for {seed}", text, body)


def titled(now: Fields) -> Fields:
    return {"title": f"{now['title']}, sier styret"}


def retitled(now: Fields) -> Fields:
    return {"title": f"Nytt om {now['title'].lower()}", "slug": "nytt-om-saken"}


def led(now: Fields) -> Fields:
    return {"lead": f"{now['lead']} Det er vedtatt."}


def a_word(now: Fields) -> Fields:
    return {"body": re.sub(r"side(\w*) 4", r"side\1ne 4", now["body"])}


def a_sum(now: Fields) -> Fields:
    body = now["body"].replace("600 000", "700 000").replace("600&nbsp;000", "700&nbsp;000")
    return {"body": body.replace("600&#8239;000", "700&#8239;000")}


def a_paragraph(now: Fields) -> Fields:
    return {"body": f"{now['body']}<p>Saken er rettet etter publisering.</p>"}


def dated(now: Fields) -> Fields:
    return {"published": now["published"] - timedelta(days=3)}


def typed(now: Fields) -> Fields:
    return {"type": "Presseinvitasjon"}


def nyhet(now: Fields) -> Fields:
    return {"type": "Nyhet"}


def a_file_replaced(now: Fields) -> Fields:
    first, *others = now["documents"]
    return {"documents": (File(f"rettet-{first.file}", first.text), *others)}


def a_file_added(now: Fields) -> Fields:
    return {"documents": (*now["documents"], File("vedlegg.pdf", "Vedlegg"))}


def a_contact(now: Fields) -> Fields:
    return {"contacts": (Person("Ola Nordmann", "rådgiver", "900 00 002", "ola@x.example"),)}


def a_number_to_call(now: Fields) -> Fields:
    (person,) = now["contacts"]
    return {"contacts": (Person(person.name, person.title, "900 00 009", person.email),)}


def a_link(now: Fields) -> Fields:
    return {"links": (*now["links"], Hyperlink("https://x.example/mer", "Les mer"))}


Kind = tuple["Callable[[Fields], Fields]", set[str]]

KINDS: Final[dict[SourceId, tuple[Kind, ...]]] = {
    "ks": (
        (titled, {"title"}),
        (retitled, {"title", "url"}),
        (led, {"lead"}),
        (a_word, {"body"}),
        (dated, {"published"}),
        (typed, {"type"}),
        (a_file_replaced, {"documents"}),
        (a_file_added, {"documents"}),
        (a_contact, {"contacts"}),
        (a_number_to_call, {"contacts"}),
        (a_link, {"links"}),
        (a_sum, {"body"}),
        (a_paragraph, {"body"}),
    ),
    "kdd": (
        (titled, {"title"}),
        (retitled, {"title", "url"}),
        (led, {"lead"}),
        (a_word, {"body"}),
        (dated, {"published"}),
        (nyhet, {"type"}),
        (a_file_replaced, {"documents"}),
        (a_file_added, {"body", "documents"}),
        (a_link, {"body", "links"}),
        (a_sum, {"body"}),
        (a_paragraph, {"body"}),
    ),
    # A plain feed has no body apart from what it says of a release.
    "fylke": ((a_word, {"lead"}), (a_paragraph, {"lead"}), (a_sum, {"lead"})),
}
"""Each kind of edit, and what must be said to have changed."""
