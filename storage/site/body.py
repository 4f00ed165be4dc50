"""A release's body as it may stand in a page.

The archive's HTML was sanitised when it came. It is sanitised again as it is shown, because an
archive may be older than today's rules, or written by another program.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import nh3
    from markupsafe import Markup

    from storage.release import Release

_TAGS: Final = frozenset(
    "a b blockquote br caption code dd div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i li ol p "
    "pre strong sub sup table tbody td th thead tr ul".split()
)
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def shown(release: Release) -> Markup:
    """Return the body as safe HTML; of a release without any, its plain text in paragraphs."""
    from markupsafe import Markup, escape

    if release.body_html:
        return Markup(_cleaner().clean(release.body_html))  # noqa: S704 - what nh3 let through
    paragraphs = (part for part in release.body.split("\n\n") if part.strip())
    return Markup("").join(Markup("<p>{}</p>").format(escape(part)) for part in paragraphs)


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", "noscript", "template", "svg"},
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel="noreferrer",
    )
