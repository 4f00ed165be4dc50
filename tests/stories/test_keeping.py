"""Stories in the archive: made by rules, cut and joined by hand, and never merged."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from pipeline import revision
from pipeline.demo.world import NOW as DEMO_NOW
from pipeline.reparse import Reparse
from pipeline.stories import fingerprint
from pipeline.storytelling import retell, tell
from pressearkiv.errors import ConfigError
from storage.archive import Archive
from storage.release import Provenance
from storage.stories import split, story_of
from storage.story_index import Fingerprint, candidates, remember
from tests.run.rooms import run_at, two_days
from tests.stories.conftest import AT, NOW, Keeping
from tests.stories.texts import FOSTER_CARE, RESCUE, release

if TYPE_CHECKING:
    from pathlib import Path


FIRST, SECOND, THIRD = "regjeringen-1", "regjeringen-2", "ntb-3"
ONE = release(FIRST)
COPY = release(SECOND, day="2026-11-20", publisher="Finansdepartementet")
TWIN = release(THIRD, day="2026-11-21", publisher="KS")
OTHER = release("ntb-4", title="Brannvesenet får nye biler", body=RESCUE, publisher="KS")


def test_two_ids_with_one_text_are_two_releases_and_one_story(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY)
    story = keeping.story(SECOND)
    assert (story.first_key, story.keys) == (FIRST, (FIRST, SECOND))
    assert [(link.key, link.reason, link.made_by) for link in story.links] == [
        (FIRST, "exact text", "rule")
    ]
    assert keeping.archive.find(FIRST) is not None
    assert keeping.archive.find(SECOND) is not None


def test_the_first_to_tell_is_the_first_published_whichever_comes_first(keeping: Keeping) -> None:
    keeping.keep(TWIN, COPY, ONE)
    assert keeping.story(THIRD).first_key == FIRST
    assert keeping.story(THIRD).keys == (FIRST, SECOND, THIRD)


def test_a_release_told_again_makes_no_second_link(keeping: Keeping) -> None:
    assert keeping.keep(ONE, COPY) == 1
    assert keeping.keep(ONE, COPY) == 0


def test_a_fingerprint_taken_in_another_process_leads_to_the_same_link(keeping: Keeping) -> None:
    keeping.keep(ONE)
    known = pickle.loads(pickle.dumps(fingerprint(COPY)))
    assert known is not None
    with keeping.archive.transaction():
        change = revision.decide(None, COPY, told_hash=revision.content_hash(COPY))
        release_id = keeping.archive.record(change, Provenance("ks", AT))
        assert tell(keeping.archive, release_id, change.release, NOW, known) == 1
    assert keeping.story(SECOND).keys == (FIRST, SECOND)


def test_a_release_without_a_day_is_not_linked(keeping: Keeping) -> None:
    assert keeping.keep(ONE, release(SECOND, day=None)) == 0


def test_a_release_whose_text_comes_at_last_is_linked_then(keeping: Keeping) -> None:
    short = release(SECOND, body="Planen legges fram i dag.", day="2026-11-20")
    assert keeping.keep(ONE, short) == 0
    assert keeping.keep(release(SECOND, day="2026-11-20")) == 1


def test_an_edit_takes_no_release_out_of_its_story(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY)
    keeping.keep(release(SECOND, day="2026-11-20", body=RESCUE))
    assert keeping.story(FIRST).keys == (FIRST, SECOND)


def test_an_answer_that_becomes_a_copy_is_the_same_story(keeping: Keeping) -> None:
    body = f"{RESCUE} Se «{ONE.title}»."
    quoting = release(SECOND, title="KS om planen", body=body, publisher="KS")
    keeping.keep(ONE, quoting)
    assert [link.kind for link in keeping.story(SECOND).links] == ["related"]
    keeping.keep(release(SECOND, publisher="KS"))
    assert [link.kind for link in keeping.story(SECOND).links] == ["same"]


def test_a_cut_release_stays_out_when_it_is_told_again(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY)
    assert keeping.split(SECOND) == [FIRST]
    assert keeping.story(SECOND).id is None
    assert keeping.story(FIRST).id is None
    keeping.keep(release(SECOND, day="2026-11-20", body=FOSTER_CARE + " Mer kommer."))
    assert keeping.story(SECOND).links == ()


def test_a_third_release_does_not_bring_together_what_was_kept_apart(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY)
    keeping.split(SECOND)
    keeping.keep(TWIN)
    assert keeping.story(FIRST).keys == (FIRST, THIRD)
    assert keeping.story(SECOND).id is None


def test_the_rest_of_a_story_stays_together_when_one_leaves(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY, TWIN)
    assert keeping.split(FIRST, THIRD) == [SECOND, THIRD]
    assert keeping.story(THIRD).keys == (SECOND, THIRD)
    assert keeping.story(THIRD).first_key == SECOND


def test_what_one_release_alone_held_together_falls_apart_without_it(keeping: Keeping) -> None:
    keeping.keep(ONE, OTHER, COPY)
    keeping.join(FIRST, OTHER.key)
    assert len(keeping.story(SECOND).keys) == 3
    keeping.split(FIRST)
    assert keeping.story(SECOND).id is None
    assert keeping.story(OTHER.key).id is None
    assert keeping.archive.connection.execute("SELECT count(*) FROM stories").fetchone() == (0,)


def test_a_related_link_is_cut_without_touching_the_story(keeping: Keeping) -> None:
    body = f"{RESCUE} Se «{ONE.title}»."
    quoting = release("ntb-4", title="KS svarer", body=body, publisher="KS", day="2026-11-21")
    keeping.keep(ONE, COPY, quoting)
    assert [link.kind for link in keeping.story(FIRST).links] == ["same", "related"]
    keeping.split("ntb-4", FIRST)
    assert keeping.story(FIRST).keys == (FIRST, SECOND)
    assert [link.key for link in keeping.story("ntb-4").links] == [SECOND]


def test_releases_joined_by_hand_are_a_story_that_no_rule_undoes(keeping: Keeping) -> None:
    keeping.keep(ONE, OTHER)
    keeping.join(FIRST, OTHER.key)
    retell(keeping.archive, NOW, lambda _done, _total: None)
    (link,) = keeping.story(FIRST).links
    assert (link.key, link.reason, link.made_by) == (OTHER.key, "by hand", "hand")


def test_joining_lifts_the_cuts_between_two_stories(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY, TWIN)
    keeping.split(FIRST)
    keeping.join(FIRST, SECOND)
    assert keeping.story(FIRST).keys == (FIRST, SECOND, THIRD)
    assert {link.key for link in keeping.story(FIRST).links} == {SECOND, THIRD}


def test_what_is_found_anew_is_what_was_found_and_what_was_cut_stays_cut(keeping: Keeping) -> None:
    keeping.keep(ONE, COPY, TWIN)
    keeping.split(THIRD)
    assert retell(keeping.archive, NOW, lambda _done, _total: None) == 1
    assert keeping.story(FIRST).keys == (FIRST, SECOND)
    assert keeping.story(THIRD).id is None


def test_an_unknown_key_is_named_in_the_error(keeping: Keeping) -> None:
    keeping.keep(ONE)
    with pytest.raises(ConfigError, match="ntb-99"):
        keeping.split("ntb-99")
    with pytest.raises(ConfigError, match="is not linked"):
        keeping.split(FIRST)
    with pytest.raises(ConfigError, match="one release"):
        keeping.join(FIRST, FIRST)


def test_the_demo_rooms_hold_one_copy_and_one_answer(tmp_path: Path) -> None:
    with Archive.open(two_days(tmp_path).archive) as archive:
        retell(archive, DEMO_NOW[2], lambda _done, _total: None)
        found = archive.connection.execute(
            "SELECT a.key, b.key, l.kind, l.reason FROM story_links l"
            " JOIN releases a ON a.id = l.release_id JOIN releases b ON b.id = l.other_release_id"
            " ORDER BY l.kind"
        ).fetchall()
        assert found == [
            ("ntb-18948612", "regjeringen-3177655", "related", "title quoted"),
            ("regjeringen-3179641", "regjeringen-3179214", "same", "exact text"),
        ]
        copy = archive.find("regjeringen-3179641")
        assert copy is not None
        assert story_of(archive.connection, copy.id).first_key == "regjeringen-3179214"


def test_a_cut_outlives_reading_everything_again_and_another_run(tmp_path: Path) -> None:
    copy = "regjeringen-3179641"
    settings = two_days(tmp_path)
    with Archive.open(settings.archive) as archive:
        with archive.transaction():
            split(archive.connection, copy, at=AT)
            # As if an older edition had read its page with a word more.
            archive.connection.execute(
                "UPDATE releases SET body = body || ' Del denne.' WHERE key = ?", (copy,)
            )
        read_again = Reparse(settings, archive).differences(
            DEMO_NOW[2], lambda *_: None, dry_run=False
        )
        assert [one.key for one in read_again] == [copy]
        retell(archive, DEMO_NOW[2], lambda _done, _total: None)
        run_at(settings, DEMO_NOW[2])
        kept = archive.find(copy)
        assert kept is not None
        assert story_of(archive.connection, kept.id).keys == ()


def test_a_band_that_thousands_share_costs_no_more_than_one_that_some_do(keeping: Keeping) -> None:
    conn = keeping.archive.connection
    known = Fingerprint("2026-11-20", bands=(7,))
    keeping.keep(*(release(f"ntb-{n}", body="Kort.", title=f"Sak {n}") for n in range(1, 71)))
    numbers = [number for (number,) in conn.execute("SELECT id FROM releases")]
    steps = []
    for last in (21, 27):
        with keeping.archive.transaction():
            for day in range(14, last):
                for number in numbers:
                    remember(conn, number, Fingerprint(f"2026-11-{day}", bands=(7,)))
        counted: list[None] = []
        conn.set_progress_handler(lambda counted=counted: counted.append(None), 10)  # type: ignore[misc]
        assert len(candidates(conn, -1, known)) == 25
        conn.set_progress_handler(None, 0)
        steps.append(len(counted))
    assert steps[1] <= steps[0] * 1.5


def test_a_copy_is_found_among_letters_that_share_a_part_with_it(keeping: Keeping) -> None:
    conn = keeping.archive.connection
    keeping.keep(ONE, *(release(f"ntb-{n}", body="Kort.", title=f"Sak {n}") for n in range(1, 90)))
    known = fingerprint(ONE)
    assert known is not None
    with keeping.archive.transaction():
        for (number,) in conn.execute("SELECT id FROM releases WHERE key LIKE 'ntb%'").fetchall():
            remember(conn, number, Fingerprint(known.day, bands=known.bands[:1]))
    assert keeping.keep(COPY) == 1
