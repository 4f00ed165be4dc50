"""Invented Norwegian press releases, as many as are asked for: the raw material of story pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

PLACES = (
    "Lyngheim Steinsvåg Kvitøysund Bratthamar Granåsen Solvåg Havnnes Elvebakk Fjellstad Øvrehagen "
    "Myrdalen Tverrelv Sandbukt Nordvika Gråberg Furuset Haugfjord Ytterøya Langnes Storelvdal "
    "Rødlia Vassbygd Skogfoss Kråkhaug Blåfjell Midtbygda Osterheim Tangvika Bjørkedal Heimvåg"
).split()
FIRST = (
    "Torunn Eskil Ragnhild Yngvild Sindre Oddgeir Solfrid Anbjørg Torgunn Halvard Ingeborg Sverre "
    "Marit Jonas Aslaug Kjetil Liv Eivind Randi Terje"
).split()
LAST = (
    "Elvebakken Brattland Myrvang Tangerud Hauglandsvik Rimestad Ekornrud Kvamsdalen Mæland "
    "Nordhagen Sætervik Bergslien Tveiten Lundemo Aasvang Grimstveit Fosshaug Rønnestad"
).split()
ROLES = (
    "kommunal- og distriktsminister",
    "statssekretær",
    "styreleder",
    "ordfører",
    "kommunedirektør",
    "fylkesordfører",
    "avdelingsdirektør",
    "områdedirektør",
    "finansminister",
)
TOPICS = (
    "barnevernet|barn og unge som trenger hjelp|familier|fosterhjem",
    "klimatilpasning|flom og skred|innbyggere langs elvene|sikringstiltak",
    "eiendomsskatten|takster og bunnfradrag|huseiere|takseringer",
    "bredbåndsutbyggingen|grisgrendte strøk|husstander|fiberlinjer",
    "skolefritidsordningen|foreldrebetalingen|småskoleelever|plasser",
    "sykehjemmene|bemanningen om natten|eldre og pårørende|heldøgnsplasser",
    "boligbyggingen|utbyggingsavtaler|unge i etableringsfasen|utleieboliger",
    "integreringen|bosetting av flyktninger|nyankomne|norskkurs",
    "digitaliseringen|felles innlogging|brukere av nettsidene|selvbetjeningsløsninger",
    "kollektivtrafikken|bussruter i distriktene|pendlere|avganger",
    "kommuneøkonomien|de frie inntektene|skattebetalerne|budsjetter",
    "frivilligheten|lag og foreninger|idrettsutøvere|møteplasser",
    "fastlegeordningen|ventelister|pasienter|legehjemler",
    "lokaldemokratiet|valgdeltakelsen|førstegangsvelgere|valglokaler",
    "vannforsyningen|gamle ledninger|abonnenter|renseanlegg",
    "barnehagene|pedagognormen|toåringer|avdelinger",
    "havneutviklingen|landstrøm|fiskere|kaiplasser",
    "kulturskolen|ventetid på opplæring|unge musikere|øvingsrom",
    "beredskapen|øvelser mot strømbrudd|sårbare grupper|nødaggregater",
    "reiselivet|besøksbidrag|hytteeiere|utsiktspunkter",
    "samiske språk|tospråklige skilt|samiske elever|læremidler",
    "landbruket|nydyrking|bønder|driftsveier",
    "fylkesveiene|rassikring|yrkessjåfører|tunneler",
    "avfallet|kildesortering|husholdninger|gjenbruksstasjoner",
)
LEADS = (
    "{Place} og {n} andre kommuner får {amount} til {topic}.",
    "{n} kommuner skal prøve ut nye løsninger for {topic} fra {date}.",
    "Nye tall viser at {issue} har økt med {percent} prosent siden {year}.",
    "Regjeringen foreslår å sette av {amount} til {topic} neste år.",
    "{who_role} {who} har bedt et utvalg se på {issue}.",
    "Flere {people} skal få tilbud før {date}, og {place} går foran.",
    "Forslaget om {issue} sendes på høring med frist {date}.",
    "Antallet {things} har gått fra {n} til {m} på ett år.",
)
SENTENCES = (
    "I dag har {n} av kommunene en plan for {topic}.",
    "Det er {m} flere enn på samme tid i {year}.",
    "Pengene skal gå til {things}, opplæring og oppfølging av {people}.",
    "– {Quote}, sier {role} {who}.",
    "– {Quote}, sier {who}, {role} i {place}.",
    "I {place} har kommunen arbeidet med {issue} siden {year}.",
    "Der har {n} {people} allerede merket forskjellen.",
    "Ordningen ble innført i {year} og er utvidet {few} ganger.",
    "Søknadsfristen er {date}, og svarene kommer innen {few} uker.",
    "Kommuner med færre enn {thousands} innbyggere kan søke sammen.",
    "{Place}, {place} og {place} deler {amount}.",
    "Utvalget skal levere sin rapport senest {date}.",
    "Kostnadene er anslått til {amount}, hvorav staten dekker {percent} prosent.",
    "Tallene omfatter {n} {things} i {few} fylker.",
    "For {people} betyr dette kortere vei og bedre oversikt.",
    "Evalueringen fra {year} viste at {issue} krever mer samarbeid på tvers.",
    "Dersom erfaringene er gode, blir ordningen permanent fra {year}.",
    "Arbeidet ledes av {who}, som til daglig er {role} i {place}.",
    "Bakgrunnen er en undersøkelse blant {n} kommuner om {issue}.",
    "Hver tredje kommune svarte at de mangler fagfolk til {topic}.",
    "I tillegg kommer {amount} som ble bevilget i {year}.",
    "{Place} åpnet sine første {things} i fjor høst.",
    "Det første møtet holdes i {place} {date}.",
    "Partene er enige om å dele regningen etter antall {people}.",
    "Nærmere regler om {issue} fastsettes i forskrift.",
    "Statsforvalteren fører tilsyn og kan gi pålegg om retting innen {few} måneder.",
    "Til sammen {n} {people} deltok i forsøket, de fleste fra {place}.",
    "Departementet mottok {n} svar da saken om {issue} var på høring.",
    "Et flertall av høringsinstansene støttet forslaget, men {place} var imot.",
    "Neste rapport om {topic} legges fram {date}.",
    "Det tilsvarer {m} kroner per innbygger i {place}.",
    "Noen av {things} er mer enn {m} år gamle og må skiftes ut.",
)
QUOTES = (
    "Dette er en god dag for {people}",
    "Vi har ventet lenge på en avklaring om {issue}",
    "Nå må vi sørge for at pengene kommer fram dit de trengs",
    "{Things} løser ikke alt, men uten dem kommer vi ingen vei",
    "Kommunene kjenner {people} best og vet hvor skoen trykker",
    "Jeg er glad for at {place} viser vei for resten av landet",
    "Vi kan ikke gjøre {topic} til et spørsmål om hvor folk bor",
    "Skal vi lykkes, må stat og kommune dra i samme retning",
    "Tallene er alvorlige, og vi tar dem på største alvor",
    "Det handler om tillit mellom {people} og det offentlige",
    "For oss er det viktigste at noen tar ansvar for {issue}",
    "Regningen kan ikke sendes til {people} en gang til",
)
TITLES = (
    "{amount} til {topic}",
    "Nye regler for {topic} fra {year}",
    "{Place} først ute med {things}",
    "Flere {people} får hjelp i {place}",
    "Vil styrke {topic} i {place}",
    "Utvalg skal se på {issue}",
    "Økning i {issue} i {n} kommuner",
    "Satser på {things} i {place} og {place}",
    "{n} nye {things} før sommeren",
    "Enighet om {topic} for {year}",
)
MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember".split()
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A release's words before anybody publishes them."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs as the archive keeps them."""
        return "\n\n".join(self.paragraphs)


class Writer:
    """Writes drafts about one random topic each, the same for the same seed."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def draft(self, paragraphs: int | None = None) -> Draft:
        """Return a new draft of three to seven paragraphs, two or three sentences each."""
        topic = self.random.choice(TOPICS)
        count = paragraphs or self.random.randint(3, 7)
        sentences = iter(self.random.sample(SENTENCES, count * 3))
        return Draft(
            self.fill(self.random.choice(TITLES), topic),
            self.fill(self.random.choice(LEADS), topic),
            tuple(
                " ".join(
                    self.fill(next(sentences), topic) for _ in range(self.random.randint(2, 3))
                )
                for _ in range(count)
            ),
        )

    def sentence(self) -> str:
        """Return a sentence about any topic."""
        return self.fill(self.random.choice(SENTENCES), self.random.choice(TOPICS))

    def fill(self, pattern: str, topic: str) -> str:
        """Return a pattern with every slot filled, each time anew."""
        while "{" in pattern:
            start, end = pattern.index("{"), pattern.index("}")
            slot = pattern[start + 1 : end]
            value = self._value(slot.lower(), topic)
            value = value[0].upper() + value[1:] if slot[0].isupper() else value
            pattern = pattern[:start] + value + pattern[end + 1 :]
        return pattern[0].upper() + pattern[1:]

    def date(self) -> str:
        """Return a day and its month: ``12. mai``."""
        return f"{self.random.randint(1, 28)}. {self.random.choice(MONTHS)}"

    def amount(self) -> str:
        """Return a sum of money, written as ministries write it."""
        if self.random.random() < 0.5:
            return f"{self.random.randint(2, 980)} millioner kroner"
        return f"{self.random.randint(1, 9)} {self.random.randint(100, 999)} 000 kroner"

    def _value(self, slot: str, topic: str) -> str:
        name, issue, people, things = topic.split("|")
        random = self.random
        said: dict[str, Callable[[], str]] = {
            "topic": lambda: name,
            "issue": lambda: issue,
            "people": lambda: people,
            "things": lambda: things,
            "place": lambda: random.choice(PLACES),
            "who": lambda: f"{random.choice(FIRST)} {random.choice(LAST)}",
            "role": lambda: random.choice(ROLES),
            "who_role": lambda: random.choice(ROLES),
            "quote": lambda: self.fill(random.choice(QUOTES), topic),
            "amount": self.amount,
            "date": self.date,
            "year": lambda: str(random.randint(2004, 2027)),
            "n": lambda: str(random.randint(12, 356)),
            "m": lambda: str(random.randint(3, 96)),
            "few": lambda: random.choice("to tre fire fem seks sju åtte".split()),
            "percent": lambda: f"{random.randint(1, 89)},{random.randint(1, 9)}",
            "thousands": lambda: f"{random.randint(2, 30)} 000",
        }
        return said[slot]()
