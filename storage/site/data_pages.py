"""How Datasette's own pages show the tables: their titles, what is hidden, what is closed."""

from __future__ import annotations

from typing import Any, Final, Literal

from storage.site.links import DATA

_TITLES: Final = {
    "releases": "Pressemeldinger",
    "revisions": "Versjoner av pressemeldingene",
    "translations": "Oversettelser",
    "sightings": "Hvor meldingene er sett",
    "stories": "Saker med flere avsendere",
    "dates": "Datoer i teksten",
    "contacts": "Kontaktpersoner",
    "documents": "Dokumenter",
    "document_pages": "Dokumentene side for side",
    "links": "Lenker",
    "images": "Bilder",
    "sources": "Kilder",
    "runs": "Kjøringer",
    "visits": "Besøk hos kildene",
    "fetches": "Henting for henting",
    "captures": "Svarene slik de kom",
    "quarantine": "Det som ikke ble forstått",
    "dropped_contacts": "Kontaktpersoner som er fjernet etter fristen",
    "redacted_captures": "Svar der noen er fjernet",
}

_HIDDEN: Final = (
    "validators rechecks backfills robots searchable releases_words search_terms search_keys"
    " search_trigrams _sqlite_migrations".split()
)

_WITH_CONTACTS: Final = ("contacts", "revisions", "captures", "quarantine")
"""Where people's names and numbers stand in fields of their own or in the raw answers."""

_CLOSED: Final = ("alerts", "forgotten", "forgotten_marks")
"""Who is told of what, and what would let a guessed name be tried: for no visitor, ever."""

_NEWEST: Final = {
    "revisions": "seen_at",
    "runs": "started_at",
    "visits": "finished_at",
    "fetches": "fetched_at",
    "quarantine": "seen_at",
    "captures": "fetched_at",
}

_FRIENDLY: Final = """\
SELECT published_local AS "Publisert", title AS "Tittel", lead AS "Ingress",
       sources.name AS "Avsender", type AS "Type", language AS "Språk",
       releases.url AS "Original", revision AS "Versjon"
  FROM releases JOIN sources ON sources.id = releases.source_id
 WHERE :avsender = '' OR sources.name = :avsender
 ORDER BY published_date DESC, published_local DESC LIMIT 500"""


def metadata(contacts: Literal["hide", "show"]) -> dict[str, Any]:
    """Return Datasette's metadata: titles in Norwegian, newest first, and what nobody may open."""
    tables: dict[str, dict[str, Any]] = {name: {"title": title} for name, title in _TITLES.items()}
    tables["releases"] |= {"sort_desc": "published_date", "label_column": "title"}
    for name, column in _NEWEST.items():
        tables[name]["sort_desc"] = column
    for name in _HIDDEN:
        tables[name] = {"hidden": True}
    for name in (*_CLOSED, *(_WITH_CONTACTS if contacts == "hide" else ())):
        tables[name] = {**tables.get(name, {}), "allow": False}
    queries = {
        "pressemeldinger": {
            "sql": _FRIENDLY,
            "title": "Pressemeldinger med norske kolonnenavn",
            "params": ["avsender"],
        }
    }
    about = {"title": "Arkivets tabeller", "tables": tables, "queries": queries}
    return {"title": "Pressearkiv", "databases": {DATA: about}}
