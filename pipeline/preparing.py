"""All that can be said of a telling without the archive: pure, and done wherever there is room.

What is here is pickled to other processes and back (``pipeline.engine``); what needs the archive
is left to ``pipeline.keeper``, in the process that writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.normalise import normalise
from pipeline.telling import Prepared
from storage.release import searched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.normalise import Reading
    from sources.item import Item


def prepare(items: Sequence[Item], reading: Reading) -> Prepared:
    """Make a release of what was told, as ``normalise`` does; raises what it raises.

    Of a release that may turn out to be unchanged nothing more may be needed.
    """
    return Prepared(normalise(items, reading))


def prepare_new(items: Sequence[Item], reading: Reading) -> Prepared:
    """Make a release of what was told of one that the archive does not hold; raises likewise."""
    from pipeline.revision import content_hash
    from pipeline.stories import fingerprint
    from storage.search_words import words_of

    release = normalise(items, reading)
    words = words_of(searched(release))
    return Prepared(release, content_hash(release), fingerprint(release), words)
