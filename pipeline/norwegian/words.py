"""The words that dates are made of, bokmål, nynorsk and English in one table.

Each row is a value and every way to write it, lower case, abbreviations without their full stop.
To teach the grammar a word, add it here; `tests/dates/test_words.py` compares the names with
babel's CLDR data in every width. `KINDS` gives every word the one letter under which the
patterns of the grammar know it.
"""

from __future__ import annotations

MONTHS = {
    1: "januar january",
    2: "februar february",
    3: "mars march",
    4: "april",
    5: "mai may",
    6: "juni june",
    7: "juli july",
    8: "august",
    9: "september",
    10: "oktober october",
    11: "november",
    12: "desember december",
}
MONTHS_SHORT = {
    1: "jan",
    2: "feb febr",
    3: "mar",
    4: "apr",
    6: "jun",
    7: "jul",
    8: "aug",
    9: "sep sept",
    10: "okt oct",
    11: "nov",
    12: "des dec",
}
WEEKDAYS = {
    0: "mandag måndag monday",
    1: "tirsdag tysdag tuesday",
    2: "onsdag wednesday",
    3: "torsdag thursday",
    4: "fredag friday",
    5: "lørdag laurdag saturday",
    6: "søndag sundag sunday",
}
WEEKDAYS_SHORT = {
    0: "man mån mon",
    1: "tir tirs tys tue tues",
    2: "ons wed",
    3: "tor tors thu thur thurs",
    4: "fre fri",
    5: "lør lau laur sat",
    6: "søn sun",
}
WEEKDAYS_DOTTED = {0: "ma må", 1: "ti ty", 2: "on", 3: "to", 4: "fr", 5: "lø la", 6: "sø su"}
"""Two letters that are words of their own ("to", "la", "on"): weekdays only before a full stop."""

SEASONS = {
    1: "vår våren spring",
    2: "sommer sommeren sommar sommaren summer",
    3: "høst høsten haust hausten autumn fall",
    4: "vinter vinteren winter",
}
ORDINALS = {
    1: "første fyrste first",
    2: "andre annen annet second",
    3: "tredje third",
    4: "fjerde fourth",
    5: "femte fifth",
    6: "sjette sixth",
    7: "sjuende syvende sjuande seventh",
    8: "åttende åttande eighth",
    9: "niende niande ninth",
    10: "tiende tiande tenth",
    11: "ellevte eleventh",
    12: "tolvte twelfth",
    13: "trettende trettande thirteenth",
    14: "fjortende fjortande fourteenth",
    15: "femtende femtande fifteenth",
    16: "sekstende sekstande sixteenth",
    17: "syttende syttande seventeenth",
    18: "attende attande eighteenth",
    19: "nittende nittande nineteenth",
    20: "tjuende tjuande twentieth",
    30: "trettiende trettiande thirtieth",
}
CARDINALS = {
    1: "en én ein ei et ett eit eitt one a an",
    2: "to two",
    3: "tre three",
    4: "fire four",
    5: "fem five",
    6: "seks six",
    7: "sju syv seven",
    8: "åtte eight",
    9: "ni nine",
    10: "ti ten",
    11: "elleve eleven",
    12: "tolv twelve",
    14: "fjorten fourteen",
}

UNITS = {
    "Q": "kvartal kvartalet kv quarter",
    "H": "halvår halvåret half",
    "T": "tertial tertialet",
    "U": "uke uken uka ukene veke veka vekene week weeks",
}
"""Units that a date is counted in, by their letter."""

SPANS = {
    1: "minutt minutter minute minutes",
    2: "time timer timar hour hours",
    3: "dag dager dagar døgn day days",
    4: "uke uka uken uker veke veka veker week weeks",
    5: "måned måneden måneder månad månaden månader month months",
    6: "år year years",
}
"""What "for tre … siden" and "om to …" are counted in."""

RELATIVE_DAYS = {
    -2: "i forgårs|i førgår|i forgår|the day before yesterday|day before yesterday",
    -1: "i går|igår|yesterday",
    0: "i dag|idag|today|i kveld|i ettermiddag|i formiddag|i morges|i dag tidlig|i dag tidleg"
    "|tonight|this morning|this afternoon|this evening",
    1: "i morgen|imorgen|i morgon|imorgon|i morgen tidlig|i morgon tidleg|tomorrow",
    2: "i overmorgen|i overmorgon|the day after tomorrow|day after tomorrow",
}
NEIGHBOURS = {
    -1: "forrige førre sist last previous",
    0: "denne dette this",
    1: "neste next kommende komande førstkommende førstkomande",
}
"""Which of several: the week, month, season or weekday before, of or after the reference."""

RELATIVE_YEARS = {
    -2: "i forfjor",
    -1: "i fjor|last year|forrige år|førre år",
    0: "i år|this year|inneværende år|inneverande år",
    1: "neste år|til neste år|next year|kommende år|komande år",
}

PHRASES = {
    "t": "t.o.m.|t.o.m|til og med|to and including|up to and including",
    "f": "f.o.m.|f.o.m|fra og med|frå og med",
    "p": "a.m.|a.m|p.m.|p.m",
    "≈": "i begynnelsen av|i byrjinga av|i starten av|i midten av|i slutten av|mot slutten av"
    "|på slutten av|ved slutten av|begynnelsen av|byrjinga av|starten av|midten av|slutten av"
    "|første halvdel av|fyrste halvdel av|andre halvdel av|siste halvdel av|tidlig i|tidleg i"
    "|tidlig på|sent i|seint i|early in|late in|the beginning of|the middle of",
    "~": "om lag",
    "e": "utgangen av|utløpet av|the end of|end of",
    "v": "i løpet av|i laupet av|in the course of|i perioden|i tidsrommet",
    "!": "samme år|same år|the same year|året etter|året før|hvert år|kvart år|every year|each year"
    "|hver måned|kvar månad|every month",
    "Z": "sentraleuropeisk normaltid|sentraleuropeisk sommertid|sentraleuropeisk sommartid"
    "|central european standard time|central european summer time",
}
"""Several words that read as one, by their letter."""

SMALL = {
    "K": "kl klokken klokka",
    "a": "at",
    "t": "til to through until thru",
    "&": "og and samt",
    "u": "eller or",
    "f": "fra frå from mellom between",
    "D": "den d the on",
    "v": "i in av for på during",
    "O": "of",
    "P": "om",
    "A": "siden sidan ago",
    "p": "am pm",
    "Z": "cet cest met mest utc gmt ut z",
    "E": "bst est edt cst cdt pst pdt eet eest ist jst msk wet west",
    "≈": "medio primo ultimo early mid late",
    "~": "ca cirka circa rundt omkring kring omtrent around about approximately",
    "b": "innen innan senest seinast før etter by before after since within per pr",
    "!": "årlig årleg annually",
    "L": "dato date publisert published frist fristen høringsfrist høyringsfrist søknadsfrist"
    " deadline oppdatert updated endret endra",
    "Y": "hele heile året regnskapsåret rekneskapsåret budsjettåret kalenderåret inntektsåret"
    " skatteåret driftsåret rapporteringsåret statsbudsjettet statsbudsjett budsjettet"
    " årsbudsjettet year",
    "C": "kroner kr nok prosent personer personar ansatte tilsette tilsatte kommuner kommunar"
    " innbyggere innbyggjarar innbyggarar deltakere deltakarar medlemmer medlemer medlemmar"
    " folkevalgte folkevalde elever elevar barn boliger bustader stillinger stillingar årsverk"
    " millioner millionar milliarder milliardar million billion people employees participants"
    " municipalities meter kilometer km kvadratmeter plasser plassar skoler skular saker sakar"
    " bedrifter virksomheter verksemder sider poeng eur usd euro dollar dekar tonn kvm stemmer"
    " røyster svar husstander lærere lærarar studenter studentar pasienter pasientar søknader"
    " søknadar prosjekter prosjekt tiltak",
    "g": "ble blei vart var er blir vert har hadde skal vil kan kunne skulle fikk fekk kom gikk"
    " gjekk med som under over ved hos mot uten utan men når da då det dei de vi han hun ho jeg"
    " eg this that is are was were will has had with on so så slik ikke ikkje også ga gav avsa"
    " signerte sier seier sa trer tredde trådte signed mens medan foran gjennom",
}
"""Small words, by their letter; a word in two rows has the letter of the first."""

Row = dict[int, str]


def _invert(rows: Row, separator: str | None = None) -> dict[str, int]:
    return {word: value for value, words in rows.items() for word in words.split(separator)}


def _compound_ordinals() -> dict[str, int]:
    ones = {word: value for word, value in _invert(ORDINALS).items() if value < 10}
    norwegian = {f"tjue{word}": 20 + value for word, value in ones.items()}
    return norwegian | {"trettiførste": 31, "trettifyrste": 31}


MONTH_OF = _invert(MONTHS) | _invert(MONTHS_SHORT)
WEEKDAY_OF = _invert(WEEKDAYS) | _invert(WEEKDAYS_SHORT) | _invert(WEEKDAYS_DOTTED)
SPAN_OF = _invert(SPANS)
CARDINAL_OF = _invert(CARDINALS)

KINDS: dict[str, tuple[str, int]] = {}
"""Each word (or phrase, or abbreviation with its full stop): its letter and its value."""


def _learn(kind: str, words: dict[str, int]) -> None:
    for word, value in words.items():
        KINDS.setdefault(word, (kind, value))


_learn("M", _invert(MONTHS))
_learn("m", _invert(MONTHS_SHORT))
_learn("W", _invert(WEEKDAYS))
_learn("w", _invert(WEEKDAYS_SHORT))
_learn("w", {f"{word}.": value for word, value in _invert(WEEKDAYS_DOTTED).items()})
_learn("S", _invert(SEASONS))
_learn("o", _invert(ORDINALS) | _compound_ordinals())
for _kind, _words in UNITS.items():
    _learn(_kind, {word: SPAN_OF.get(word, 0) for word in _words.split()})
_learn("s", SPAN_OF)
for _kind, _words in SMALL.items():
    _learn(_kind, dict.fromkeys(_words.split(), 0))
_learn("c", CARDINAL_OF)
_learn("R", _invert(RELATIVE_DAYS, "|"))
_learn("N", _invert(NEIGHBOURS))
_learn("r", _invert(RELATIVE_YEARS, "|"))
for _kind, _words in PHRASES.items():
    _learn(_kind, dict.fromkeys(_words.split("|"), 0))

PHRASES_BY_FIRST: dict[str, tuple[str, ...]] = {}
"""The entries of `KINDS` that are more than one word, longest first, by their first word."""

for _phrase in sorted((key for key in KINDS if not key.isalpha()), key=len, reverse=True):
    _first = _phrase.replace(".", " ").split()[0]
    PHRASES_BY_FIRST[_first] = (*PHRASES_BY_FIRST.get(_first, ()), _phrase)
