"""Releases written for these tests, in the shapes that publishers have sent."""

from __future__ import annotations

from storage.release import Attachment, Published, Release

FOSTER_CARE = """\
Regjeringen legger i dag fram en plan for flere og bedre fosterhjem. Planen skal gi barn som ikke \
kan bo hjemme, et trygt sted å vokse opp, og den skal gjøre det lettere for familier å si ja.

Fra 1. juli 2027 får alle nye fosterhjem en fast kontaktperson i kommunen. Godtgjøringen blir lik \
i hele landet, og fosterforeldre som arbeider deltid, får tjene opp pensjon.

– Ingen barn skal vente et halvt år på en familie. Nå rydder vi i reglene og setter av 84 \
millioner kroner til opplæring, sier barne- og familieministeren.

Kommunene melder at 412 barn ventet på et fosterhjem ved årsskiftet. Det er 37 færre enn året før, \
men fortsatt dobbelt så mange som målet. Forslaget sendes på høring med frist 15. mars."""

RESCUE = """\
Brannvesenet i Havnnes får to nye mannskapsbiler etter at kommunestyret vedtok budsjettet tirsdag. \
Bilene er bygd for smale veier og kan brukes i begge tunnelene på ytre side av fjorden.

Den gamle stigebilen fra 1989 selges. Pengene går til røykdykkerutstyr og en øvingsplass ved kaia, \
der også nabokommunene kan trene. Beredskapssjefen regner med at responstiden blir fire minutter \
kortere for de 900 husstandene lengst ute, og at frivillige mannskaper kommer raskere i gang."""


def release(
    key: str = "regjeringen-3100001",
    *,
    title: str = "Ny plan for flere fosterhjem",
    body: str = FOSTER_CARE,
    lead: str = "",
    day: str | None = "2026-11-19",
    publisher: str = "Barne- og familiedepartementet",
    links: tuple[str, ...] = (),
) -> Release:
    """Return a release of ``day``, without a time; ``None`` for one whose date is not known."""
    published = Published(text=day, local=day, date=day, precision="day") if day else Published()
    return Release(
        key=key,
        url=f"https://example.no/{key}",
        title=title,
        lead=lead,
        body=body,
        publisher=publisher,
        published=published,
        links=tuple(Attachment(url, "Les mer") for url in links),
    )


def letter(place: str, amount: str, middle: str, tail: str = "") -> str:
    """Return a grant letter as it goes out to every receiver, with ``middle`` of its own."""
    return f"""\
Departementet viser til søknaden fra {place} og har besluttet å gi {amount} i tilskudd. Tilskuddet \
er gitt på de vilkår som følger av forskriften, og skal brukes i samsvar med søknaden.

{middle}

{place} skal rapportere om bruken av midlene innen ett år. Ubrukte midler betales tilbake. {tail}"""
