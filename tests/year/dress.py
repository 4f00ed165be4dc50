"""One text in other markup: every word the same, and not a byte of what is round about."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

BODY: Final = (
    '<p>{one}</p><p>Rådet får 1 600 000 kroner. Se <a href="https://x.example/høring?b=2&amp;a=1"'
    ' title="planen">hele planen</a>, side 4.</p><ul><li>{two}</li><li>Møtet er åpent</li></ul>'
    "<p><b>Frist:</b> snarest</p>"
)
"""A body that has something of all that can be dressed otherwise."""


def classes(body: str) -> str:
    return body.replace("<p>", '<p class="MsoNormal" style="margin: 0 0 8pt">')


def white_space(body: str) -> str:
    return body.replace(". ", ".\n\t  ").replace("</p>", " </p>\n\n").replace("<li>", "<li>\n")


def entities(body: str) -> str:
    return body.replace("å", "&aring;").replace("ø", "&#248;").replace("/h&#248;ring", "/høring")


def spaces_that_do_not_break(body: str) -> str:
    return body.replace("1 600 000 kroner", "1&nbsp;600&#8239;000&#xa0;kroner")


def tracking(body: str) -> str:
    return body.replace("a=1", "a=1&amp;utm_source=nett&amp;fbclid=xyz")


def spelling_of_addresses(body: str) -> str:
    return body.replace("/høring?b=2&amp;a=1", "/h%C3%B8ring?a=1&amp;b=2#topp")


def order_of_attributes(body: str) -> str:
    return re.sub(r'<a (href="[^"]*") (title="[^"]*")>', r"<a target=_blank \2 \1>", body)


def inline_tags(body: str) -> str:
    body = body.replace("<b>", "<strong>").replace("</b>", "</strong>")
    return body.replace("Møtet", "<span lang=nb>Mø</span><em>tet</em>")


def space_before_a_comma(body: str) -> str:
    return body.replace("hele planen</a>,", "hele planen </a>,")


def a_list_as_paragraphs(body: str) -> str:
    return re.sub(r"</?ul>", "", body).replace("<li>", "<p>").replace("</li>", "</p>")


def blocks(body: str) -> str:
    return f"<!-- 2 --><div><section>{body}</section></div><p>&nbsp;</p>"


def soft_hyphens(body: str) -> str:
    return body.replace("snarest", "snar&shy;est").replace("kroner", "kro\u200bner")


DRESSES: Final = (
    classes, white_space, entities, spaces_that_do_not_break, tracking, spelling_of_addresses,
    order_of_attributes, inline_tags, space_before_a_comma, a_list_as_paragraphs, blocks,
    soft_hyphens,
)  # fmt: skip


def page_furniture(html: str) -> str:
    """Return an article's page with other things round about its text."""
    html = html.replace('<header class="article-header">', '<header class="article-header v2">')
    html = re.sub(r"<title>[^<]*", "<title>Siste nytt 21.11.2026 - regjeringen", html)
    html = re.sub(r'(<meta name="last-modified" content=")[^"]*', r"\1i dag", html)
    aside = '<aside><h2>Les også</h2><p class="date">Dato: 01.02.2025</p></aside>'
    return html.replace("</head>", "<script>var t = 1</script></head>").replace(
        "</body>", f"{aside}</body>"
    )


def image_sizes(record: dict[str, Any]) -> None:
    for image in record["images"]:
        image["url"] += "?w=1280&h=720"
        image["normal"] = image["url"]
    if record.get("mainImage"):
        record["mainImage"] = record["images"][0]


def order_of_what_hangs_on_it(record: dict[str, Any]) -> None:
    for name in ("documents", "links", "images", "keywords"):
        record[name] = record[name][::-1]


def grouping_of_telephone_numbers(record: dict[str, Any]) -> None:
    contacts = record["contacts"]
    for person in contacts.get("persons") or contacts.get("cards"):
        person["phone"] = person["phone"].replace(" ", "\u00a0")


def editions(record: dict[str, Any]) -> None:
    record["version"] = 7
    record["boilerplate"] = "<p>Noe helt annet.</p>"


RECORDS: Final = (
    image_sizes, order_of_what_hangs_on_it, grouping_of_telephone_numbers, editions,
)  # fmt: skip


def records(body: bytes, dressed: dict[int, Callable[[dict[str, Any]], None]]) -> bytes:
    """Return a room's JSON with some of its releases' records dressed otherwise."""
    document = json.loads(body)
    for record in document.get("releases", [document]):
        if record["id"] in dressed:
            for told in _versions(record):
                dressed[record["id"]](told)
    return json.dumps(document).encode()


def _versions(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a record that have the text; the public list's have none."""
    versions = record["versions"]
    return list(versions.values()) if isinstance(versions, dict) else [record]
