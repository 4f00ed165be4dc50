"""The parts that forms are built from: patterns over shapes (`lexer` lists the letters).

A part takes the number `n` of its side, so that a range can hold two of it: `worded("1")` has
the groups `weekday1`, `day1`, `month1`.
"""

from __future__ import annotations

NUMBER = "[124n0X]"
"""Any number."""

NOT_LONGER = rf"(?![.:/-]?{NUMBER})"
"""The number before must not go on."""


DOTTED = r"[12] ?\. ?[12]"
"""What every date of figures with full stops has in it."""


def weekday(n: str = "") -> str:
    """`onsdag `, `ons. `, `Friday, `, `den `, `fredag den `."""
    return rf"(?:(?P<weekday{n}>[Ww])\.?,? ?(?:D\.? ?)?|D\.? ?)?"


def day_month(n: str = "") -> str:
    """`12. august`, `12 aug.`, `12.august`, `første mai`, `5th of June`."""
    return rf"(?P<day{n}>[12o]) ?\.?(?: O| D)?[ -]?(?P<month{n}>[Mm])\.?"


def year(n: str = "") -> str:
    """` 2016`, `, 2016`, ` -16`, ` '16`, ` i fjor`; the rest of a worded date."""
    return rf"(?:(?:,|-| v)? ?(?P<year{n}>4)| ?[-'](?P<yy{n}>2){NOT_LONGER}| (?:v )?(?P<rel{n}>r))"


def worded(n: str = "") -> str:
    """`fredag 12. august 2016`, the year left out or not."""
    return rf"{weekday(n)}{day_month(n)}{year(n)}?"


def month_first(n: str = "") -> str:
    """`August 12, 2016`, as English has it."""
    return (
        rf"(?:(?P<weekday{n}>[Ww])\.?,? )?(?P<month{n}>[Mm])\.? (?:D )?(?P<day{n}>[12])"
        rf"{NOT_LONGER}(?:,? (?P<year{n}>4))?"
    )


def dotted(n: str = "") -> str:
    """`12.08.2016`, `12. 8. 2016`, `12.8.16`, `12.8-2016`: day and month, always (P1).

    Not `12.8-16`, which may as well be two times.
    """
    return (
        rf"{weekday(n)}(?P<day{n}>[12])(?=\.[12]\.2| ?\. ?[12](?: ?\. ?|-)4)"
        rf" ?\. ?(?P<month{n}>[12])"
        rf"(?:(?: ?\. ?|-)(?P<year{n}>4)|\.(?P<yy{n}>2){NOT_LONGER})"
    )


def slashed(n: str = "") -> str:
    """`12/08/2016`, `12/8 2016`, `12/8-16`: day and month in English too (P1)."""
    return (
        rf"{weekday(n)}(?P<day{n}>[12]) ?/ ?(?P<month{n}>[12])"
        rf"(?: ?[/ -] ?(?P<year{n}>4)|[/-](?P<yy{n}>2))"
    )


def dashed(n: str = "") -> str:
    """`12-08-2016`; with two figures for the year it could be an ISO date, and is not read."""
    return rf"{weekday(n)}(?P<day{n}>[12])-(?P<month{n}>[12])-(?P<year{n}>4)"


def year_first(n: str = "") -> str:
    """`2016/08/12`, `2016.08.12`: a four-digit year first is ISO's order (P1)."""
    return (
        rf"{weekday(n)}(?P<year{n}>4)(?P<sep{n}>[./-])(?P<month{n}>[12])(?P=sep{n})(?P<day{n}>[12])"
    )


def labelled(n: str = "") -> str:
    """`fredag 12.8.`, `Frist: 12/8`: without a year only after a weekday or a label."""
    return (
        rf"(?:(?P<weekday{n}>[Ww])\.?,? (?:D\.? )?|L:? )(?P<day{n}>[12])[./](?P<month{n}>[12])\.?"
    )


def time_of_day(n: str = "") -> str:
    """`14.30`, `14:30:15`, `14`, `1430`, `2 p.m.`."""
    return (
        rf"(?:(?P<hour{n}>[12])(?:[.:](?P<minute{n}>2)(?:[.:](?P<second{n}>2))?)?"
        rf"|(?P<hm{n}>[04]))(?![.:/]?{NUMBER})(?! ?\.? ?[Mm])(?: ?(?P<ampm{n}>p))?"
    )


def zone(n: str = "") -> str:
    """` CET`, ` (CEST)`, ` GMT+2`, ` +0200`, ` +02:00`, `Z`."""
    return (
        rf"(?: ?\(?(?P<zone{n}>[ZE])\)?)?"
        rf"(?: ?(?!-[12])(?P<sign{n}>[+-])(?:(?P<compact{n}>0)"
        rf"|(?P<oh{n}>[12])(?::(?P<om{n}>2))?(?![.:]?{NUMBER})))?"
    )


def time_before(n: str) -> str:
    """`kl. 14.30 `, `14:30 CET, `, `fra kl. 10 til 12 den `: the time before the day."""
    until = rf"(?: ?(?P<join{n}>-|t|&) ?(?:K\.? ?)?{time_of_day(n + 'e')})?"
    return (
        rf"(?:(?:(?P<from{n}>f) )?(?:(?P<about{n}>~)\.? )?"
        rf"(?:(?P<clock{n}>[Ka])\.?:? ?|(?=[12]:2| ?[12] ?p))"
        rf"{time_of_day(n)}{until}{zone(n)},? (?:[vD] )?)?"
    )


def a_time(n: str = "", until: bool = True) -> str:
    """` kl. 14.30`, `, 14:30`, ` | 14.30`, ` kl. 10–12`, ` at 2 p.m.`: the time after the day."""
    end = rf"(?: ?(?P<join{n}>-|t|&) ?(?:K\.? ?)?{time_of_day(n + 'e')})?" if until else ""
    told = (
        rf"[ ,.:;|(-]{{0,4}}(?:(?P<from{n}>[fb]) )?(?:(?P<about{n}>~)\.? )?"
        rf"(?P<clock{n}>[Ka])\.?:? ?"
    )
    bare = r"(?:,? | ?\| ?| ?- ?|: |,| \()(?:f )?(?=[12](?:[.:]2| ?p))"
    return rf"(?:(?:{told}|{bare}){time_of_day(n)}{end}{zone(n)}\)?)"


def time_after(n: str = "", until: bool = True) -> str:
    """Return `a_time`, left out or not."""
    return f"{a_time(n, until)}?"
