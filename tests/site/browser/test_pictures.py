"""The screenshots of the documentation.

They are made when ``PRESSEARKIV_PICTURES`` names a folder:
``PRESSEARKIV_PICTURES=docs/images pytest tests/site/browser/test_pictures.py``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.browser.conftest import Visit

WIDE = (1280, 900)
PICTURES = {
    "start": ("/", WIDE),
    "search": ("/sok?q=kommunane&avsender=ks", WIDE),
    "release": ("/sak/ntb-18948612", WIDE),
    "changes": ("/sak/ntb-18948612/endringer", WIDE),
    "sources": ("/kilder", WIDE),
    "phone": ("/sok?q=kommunane", (390, 844)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_is_pictured(visit: Visit, pictures: Path | None, name: str) -> None:
    path, (width, height) = PICTURES[name]
    with visit(path, viewport={"width": width, "height": height}) as page:
        picture = page.screenshot(path=pictures / f"{name}.png" if pictures else None)
    assert picture.startswith(b"\x89PNG")
