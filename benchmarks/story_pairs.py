"""Pairs of releases of which it is known whether they tell the same story, in sixteen shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Literal

from benchmarks.story_words import PLACES, Draft, Writer
from pipeline.sketch import overlap, words
from storage.release import Attachment, Published, Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Label = Literal["same", "related", "apart"]

NYNORSK = dict(
    pair.split("-")
    for pair in (
        "ikke-ikkje jeg-eg en-ein et-eit fra-frå mer-meir noen-nokon hvor-kvar være-vere ble-vart "
        "kommuner-kommunar kommunene-kommunane regjeringen-regjeringa uker-veker måneder-månader "
        "innbyggere-innbyggjarar flere-fleire hver-kvar sier-seier også-òg ordningen-ordninga "
        "pengene-pengane tallene-tala erfaringene-erfaringane innen-innan siden-sidan fått-fått "
        "nå-no hvorav-der undersøkelse-undersøking svarte-svara mangler-manglar dem-dei de-dei "
        "uten-utan kommer-kjem holdes-blir forskjellen-skilnaden krever-krev kortere-kortare "
        "bedre-betre oversikt-oversyn vei-veg færre-færre søke-søkje sammen-saman"
    ).split()
)
SYNONYMS = {
    "flere": "mange",
    "foreslår": "vil",
    "pengene": "midlene",
    "skal": "vil",
    "innen": "før",
    "viser": "forteller",
    "neste": "kommende",
    "allerede": "alt",
    "kostnadene": "utgiftene",
    "sier": "uttaler",
    "får": "mottar",
    "bakgrunnen": "grunnen",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two releases, the shape of what binds or parts them, and the right answer."""

    shape: str
    label: Label
    one: Release
    other: Release


class Maker:
    """Makes pairs; every release in them has a key of its own."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.writer = Writer(self.random)
        self.number = 0

    def pairs(self, each: int) -> Iterator[Pair]:
        """Yield ``each`` pairs of every shape."""
        shapes: tuple[tuple[Label, tuple[Callable[[], tuple[Release, Release]], ...]], ...] = (
            ("same", (self.markup, self.one_character, self.two_ministries, self.reworded)),
            ("same", (self.cut, self.retitled, self.corrected)),
            ("apart", (self.template, self.close_template, self.same_title, self.weekly)),
            ("apart", (self.yearly, self.translated, self.followed_up)),
            ("related", (self.answered,)),
            ("apart", (self.not_answered,)),
        )
        for label, makers in shapes:
            for make in makers:
                for _ in range(each):
                    yield Pair(make.__name__.replace("_", " "), label, *make())

    def release(self, draft: Draft, day: date, publisher: str) -> Release:
        """Return a draft as the archive would keep it."""
        self.number += 1
        text = day.isoformat()
        published = Published(text=text, local=text, date=text, precision="day")
        return Release(
            key=f"ntb-{18_000_000 + self.number}",
            url=f"https://example.no/{self.number}",
            title=draft.title,
            lead=draft.lead,
            body=draft.body,
            publisher=publisher,
            published=published,
        )

    def day(self) -> date:
        """Return a day in ten years."""
        return date(2016, 1, 1) + timedelta(days=self.random.randrange(3650))

    def two(self, one: Draft, other: Draft, days: int | None = None) -> tuple[Release, Release]:
        """Return two drafts as releases of two publishers, ``days`` apart (0 to 2 for none)."""
        day = self.day()
        later = day + timedelta(days=self.random.randint(0, 2) if days is None else days)
        publishers = self.random.sample(("KDD", "FIN", "BFD", "KS", "HOD", "KLD"), 2)
        return self.release(one, day, publishers[0]), self.release(other, later, publishers[1])

    def markup(self) -> tuple[Release, Release]:
        """Put one text on two hosts: white space, dashes, quotation marks and capitals differ."""
        draft = self.writer.draft()
        changed = [
            p.replace("– ", "- ").replace(", ", ",\u00a0").replace(". ", ".  ") + " "
            for p in draft.paragraphs
        ]
        return self.two(draft, replace(draft, paragraphs=tuple(changed)), self.random.randint(0, 6))

    def one_character(self) -> tuple[Release, Release]:
        """Let two ministries publish one text, with one slip of the pen."""
        draft = self.writer.draft()
        at = self.random.randrange(len(draft.paragraphs))
        text = draft.paragraphs[at].split(" ")
        place = self.random.choice([i for i, w in enumerate(text) if len(w) > 3 and w.isalpha()])
        text[place] = text[place][:-2] + text[place][-1]
        return self.two(draft, _with(draft, at, " ".join(text)))

    def two_ministries(self) -> tuple[Release, Release]:
        """Let two ministries publish one text, each with a sentence of its own in it."""
        draft = self.writer.draft(self.random.randint(5, 7))
        mine, theirs = self.writer.sentence(), self.writer.sentence()
        one = _with(draft, 1, f"{draft.paragraphs[1]} {mine}")
        return self.two(one, _with(draft, -1, f"{draft.paragraphs[-1]} {theirs}"))

    def reworded(self) -> tuple[Release, Release]:
        """Edit one text in two house styles: 3 to 9 words in a hundred differ, and synonyms."""
        draft = self.writer.draft()
        return self.two(draft, _map(draft, self._reworder(self.random.uniform(0.03, 0.09))))

    def _reworder(self, share: float) -> Callable[[str], str]:
        def reword(word: str) -> str:
            if word.lower() in SYNONYMS and self.random.random() < 0.5:
                return SYNONYMS[word.lower()]
            slips = self.random.random() < share and len(word) > 3 and word.isalpha()
            return word + "s" if slips else word

        return reword

    def cut(self) -> tuple[Release, Release]:
        """Leave out the last paragraph of one."""
        draft = self.writer.draft(self.random.randint(4, 7))
        return self.two(draft, replace(draft, paragraphs=draft.paragraphs[:-1]))

    def retitled(self) -> tuple[Release, Release]:
        """Change the title of a text, and a few words."""
        draft = self.writer.draft()
        other = replace(_map(draft, self._reworder(0.03)), title=self.writer.draft().title)
        return self.two(draft, other)

    def corrected(self) -> tuple[Release, Release]:
        """Send a release again with one figure put right, half of them saying so."""
        draft = self.writer.draft()
        found = [
            (at, match)
            for at, paragraph in enumerate(draft.paragraphs)
            for match in re.finditer(r"\d+", paragraph)
        ]
        at, match = self.random.choice(found or [(0, re.search(r"$", draft.paragraphs[0]))])
        text = draft.paragraphs[at]
        assert match is not None
        figure = str(int(match.group() or 3) + 1)
        other = _with(draft, at, text[: match.start()] + figure + text[match.end() :])
        prefix = "Rettelse: " if self.random.random() < 0.5 else ""
        one, two = self.two(draft, replace(other, title=prefix + draft.title))
        return one, replace(two, publisher=one.publisher)

    def template(self) -> tuple[Release, Release]:
        """Write two letters of one template that share 42 to 55 words in a hundred."""
        while True:
            one, other = self._letters(self.random.uniform(0.3, 0.8))
            if 0.42 <= overlap(words(one.body), words(other.body)) <= 0.55:
                return one, other

    def close_template(self) -> tuple[Release, Release]:
        """Write two letters in which only the receiver, the sums and the days differ."""
        return self._letters(1.0)

    def _letters(self, shared: float) -> tuple[Release, Release]:
        draft, letters = self.writer.draft(4), []
        for place in self.random.sample(PLACES, 2):
            opening = (
                f"{place} får {self.writer.amount()} i tilskudd. Pengene utbetales "
                f"{self.writer.date()}, og {place} rapporterer innen {self.writer.date()}."
            )
            kept = [p if self.random.random() < shared else "" for p in draft.paragraphs]
            own = self.writer.draft(4).paragraphs
            paragraphs = (opening, *(k or o for k, o in zip(kept, own, strict=True)))
            title = f"{self.writer.amount()} til {place}"
            letters.append(Draft(title, f"Det har departementet bestemt for {place}.", paragraphs))
        return self._one_publisher(letters[0], letters[1], self.random.choice((0, 0, 1)))

    def _one_publisher(self, one: Draft, other: Draft, days: int) -> tuple[Release, Release]:
        first, second = self.two(one, other, days)
        return first, replace(second, publisher=first.publisher)

    def same_title(self) -> tuple[Release, Release]:
        """Put one title over two texts that have nothing else in common."""
        one = self.writer.draft()
        return self._one_publisher(one, replace(self.writer.draft(), title=one.title), 1)

    def weekly(self) -> tuple[Release, Release]:
        """Bring a notice back: the same title and words, other days and times."""
        draft = self.writer.draft(1)

        def notice() -> Draft:
            days = [self.writer.date() for _ in range(3)]
            hours = [self.random.randint(8, 17) for _ in range(3)]
            times = " ".join(
                f"Møte {n} holdes {day} klokken {hour} i departementets lokaler, og pressen "
                "kan være til stede de første minuttene."
                for n, (day, hour) in enumerate(zip(days, hours, strict=True), start=1)
            )
            return Draft("Ukens møter i utvalget", "", (draft.paragraphs[0], times))

        return self._one_publisher(notice(), notice(), self.random.choice((1, 3, 7)))

    def yearly(self) -> tuple[Release, Release]:
        """Send a greeting word for word as a year ago."""
        draft = self.writer.draft()
        return self._one_publisher(draft, draft, self.random.choice((364, 365, 366, 730)))

    def translated(self) -> tuple[Release, Release]:
        """Publish one text in bokmål and in nynorsk."""
        draft = self.writer.draft()

        def nynorsk(word: str) -> str:
            known = NYNORSK.get(word.lower())
            if known:
                return known
            return re.sub(r"(?<=\w\w\w)(er|et|ene)$", _ending, word)

        return self._one_publisher(draft, _map(draft, nynorsk), 0)

    def followed_up(self) -> tuple[Release, Release]:
        """Repeat a paragraph of the first as the background of a later one."""
        draft, later = self.writer.draft(), self.writer.draft(self.random.randint(4, 7))
        repeated = draft.paragraphs[: self.random.randint(1, 2)]
        other = replace(later, paragraphs=(*later.paragraphs, "Bakgrunn", *repeated))
        return self._one_publisher(draft, other, self.random.randint(1, 7))

    def answered(self) -> tuple[Release, Release]:
        """Let an organisation answer a ministry: by title, paper, case number or link."""
        ministry, answer = self.writer.draft(), self.writer.draft()
        how = self.random.choice(("title", "paper", "case", "link"))
        number = self.random.randint(100, 99_999)
        said = {
            "title": f"Departementet skriver «{ministry.title}», men det er ikke hele bildet.",
            "paper": f"Vi viser til Prop. {number} L (2025–2026).",
            "case": f"Svaret gjelder høringssak 26/{number}.",
            "link": "Les mer hos departementet.",
        }
        told = {
            "paper": f"Forslaget står i Prop. {number} L (2025–2026).",
            "case": f"Høringen har saksnummer 26/{number}.",
        }
        days = self.random.randint(0, 60)
        one = replace(ministry, paragraphs=(*ministry.paragraphs, told.get(how, "")))
        first, second = self.two(one, _with(answer, 0, f"{answer.paragraphs[0]} {said[how]}"), days)
        key = f"regjeringen-{3_000_000 + self.number}"
        address = f"https://www.regjeringen.no/no/aktuelt/sak/id{key.partition('-')[2]}/"
        links = (Attachment(address, "Les mer"),) if how == "link" else ()
        return replace(first, key=key), replace(second, links=links)

    def not_answered(self) -> tuple[Release, Release]:
        """Give what only looks like an answer: another paper, a common word, the state budget."""
        one, other = self.writer.draft(), self.writer.draft()
        number = self.random.randint(100, 99_999)
        papers = f"Se Prop. {number} S (2025–2026) og Prop. 1 S (2025–2026)."
        first = _with(one, 0, f"{one.paragraphs[0]} {papers}")
        quoted = self.random.choice(
            (
                f"Se Prop. {number + 1} S (2025–2026).",
                f"Se Prop. {number} S (2019–2020).",
                "Vi kaller det «trygg oppvekst».",
                "Budsjettet står i Prop. 1 S (2025–2026).",
            )
        )
        return self.two(first, _with(other, 0, f"{other.paragraphs[0]} {quoted}"))


def _with(draft: Draft, at: int, paragraph: str) -> Draft:
    paragraphs = list(draft.paragraphs)
    paragraphs[at] = paragraph
    return replace(draft, paragraphs=tuple(paragraphs))


def _map(draft: Draft, change: Callable[[str], str]) -> Draft:
    def text(words: str) -> str:
        return " ".join(change(word) for word in words.split(" "))

    return Draft(text(draft.title), text(draft.lead), tuple(map(text, draft.paragraphs)))


def _ending(match: re.Match[str]) -> str:
    return {"er": "ar", "et": "a", "ene": "ane"}[match.group()]
