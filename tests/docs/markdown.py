"""Just enough Markdown to hold the documentation to the code: blocks, tables, links, headings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]

_FENCE: Final = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_LINK: Final = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE: Final = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_HEADING: Final = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the word after that, and what stands in it."""

    language: str
    name: str
    text: str


def pages() -> list[Path]:
    """Return every Markdown file of the project, those of tools and environments left out."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("storage/**/*.md")]
    return sorted(found)


def read(name: str) -> str:
    """Return a file of the project as text."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks in their order."""
    found = []
    for info, content in _FENCE.findall(text):
        language, _, name = info.strip().partition(" ")
        found.append(Block(language, name, content))
    return found


def block(text: str, name: str) -> str:
    """Return the one block of that name."""
    (found,) = (b.text for b in blocks(text) if b.name == name)
    return found


def links(text: str) -> list[str]:
    """Return where the links lead, those inside code left out."""
    return _LINK.findall(_CODE.sub("", _FENCE.sub("", text)))


def headings(text: str) -> list[tuple[int, str]]:
    """Return each heading's level and words."""
    return [(len(marks), words) for marks, words in _HEADING.findall(_FENCE.sub("", text))]


def anchor(heading: str) -> str:
    """Return the fragment that a heading answers to."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.replace(" ", "-")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its level or above."""
    start = re.search(rf"^(#+) +{re.escape(heading)}\s*$", text, re.MULTILINE)
    if start is None:
        raise LookupError(f"no heading “{heading}”")
    end = re.compile(rf"^#{{1,{len(start.group(1))}}} ", re.MULTILINE).search(text, start.end())
    return text[start.end() : end.start() if end else len(text)]


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of the tables in ``text``, cells by their column's title."""
    found: list[dict[str, str]] = []
    titles: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            titles = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not titles:
            titles = cells
        elif set("".join(cells)) - set("-: "):
            found.append(dict(zip(titles, cells, strict=True)))
    return found


def replaced(text: str, name: str, content: str) -> str:
    """Return ``text`` with what stands between the marks of a generated part put anew."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise LookupError(
            f"“{name}” is not documented: write a heading, a line about it, and the marks "
            f"“{begin}” and “{end}” under it"
        )
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{content.strip()}\n{end}{tail}"
