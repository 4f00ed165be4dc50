"""Where an event is held, as far as the text says it: by a label, or beside the date."""

from __future__ import annotations

import re

_LABEL = re.compile(
    r"^[ •*-]*(?:sted|stad|hvor|kvar|møtested|møtestad|oppmøtested|oppmøtestad|adresse|place|venue"
    r"|where|location)\s*:\s*(?P<place>[^\n]{2,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = r"[A-ZÆØÅ][\wÆØÅæøå&'.-]*(?<!\.)"
_SMALL = (
    r"(?:hotell?|hus|huset|kulturhus|rådhus|kommune|kommunehus|konferansesenter|kongressenter|bibliotek"
    r"|skole|skule|universitet|fylkeshus|torg|plass|gate|vei|veg|sykehus|sjukehus|stasjon|hall"
    r"|museum|[0-9]{1,3}[A-Z]?|i|på|av|og|ved)"
)
_PLACE = rf"(?P<place>{_NAME}(?:(?:,? ){_NAME}| {_SMALL}(?= |[.,;:!?)]|$)){{0,8}})"
_AFTER = re.compile(rf"[ ,]{{0,2}}(?:i|på|ved|hos|in|at) {_PLACE}")
_BEFORE = re.compile(rf"\b(?:i|på|ved|hos|in|at) {_PLACE},?(?: den| on)?\s*$")
_TRAILING = re.compile(r"(?: (?:i|på|av|og|ved))+$")


def label_places(body: str) -> tuple[str, ...]:
    """Return the places that labels name ("Sted: …"), each once, in order."""
    named = (match["place"].strip().rstrip(".") for match in _LABEL.finditer(body))
    return tuple(dict.fromkeys(named))


def place_near(text: str, start: int, stop: int) -> str:
    """Return the place named by a label after `text[start:stop]`, or beside it; else empty."""
    label = _LABEL.search(text, stop)
    if label:
        return label["place"].strip().rstrip(".")
    beside = _AFTER.match(text, stop) or _BEFORE.search(text[:start])
    return _TRAILING.sub("", beside["place"]).strip() if beside else ""
