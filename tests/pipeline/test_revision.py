"""Whether a release has changed: by its words, never by their dress."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.revision import content_hash, decide, reread
from sources.item import Contact, DateText, Link, Version
from storage.release import Attachment, Published, Release, Translation
from tests.pipeline.telling import ADDRESS, item, release

WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
PARAGRAPHS = st.lists(st.lists(WORD, min_size=1, max_size=5), min_size=1, max_size=4)
SPACE = st.sampled_from([" ", "&nbsp;", "\n\t ", "\u00a0", "<!-- x --> ", " \u00ad"])
WRAPPED = st.sampled_from(
    ["%s", "<b>%s</b>", "<span class='x'>%s</span>", "<em data-n='1'>%s</em>", "\u200b%s"]
)
BLOCK = st.sampled_from(
    ["<p>%s</p>", "<p class='c' id='d'>%s</p>\n", "<div>%s</div>", "<section><p>%s</p></section>"]
)


@st.composite
def dressed(draw: Any, paragraphs: list[list[str]]) -> str:
    """Return paragraphs in one of the many markups that say the same words."""
    blocks = []
    for paragraph in paragraphs:
        told = (draw(WRAPPED) % escape(word) for word in paragraph)
        blocks.append(draw(BLOCK) % draw(SPACE).join(told))
    return str(draw(st.sampled_from(["", "\n", "  "]))).join(blocks)


@given(st.data(), PARAGRAPHS)
def test_markup_and_white_space_never_change_the_hash(
    data: st.DataObject, paragraphs: list[list[str]]
) -> None:
    one, other = (data.draw(dressed(paragraphs)) for _ in range(2))
    assert release(item(body=one)).content_hash == release(item(body=other)).content_hash


def test_a_hash_taken_beforehand_is_kept_as_it_is_for_what_was_told_and_for_nothing_else() -> None:
    told = replace(release(), content_hash="")
    assert decide(None, told, told_hash="1:taken").release.content_hash == "1:taken"
    other = replace(told, title="Et annet navn")
    assert decide(told, other, told_hash="1:taken").release.content_hash == "1:taken"
    fed = replace(other, body="", text_status="feed")
    mixed = decide(told, fed, announced=("title",), told_hash="1:taken").release
    assert mixed.body == told.body
    assert mixed.content_hash == content_hash(mixed)


@given(st.data(), PARAGRAPHS, WORD)
def test_a_changed_word_always_changes_the_hash(
    data: st.DataObject, paragraphs: list[list[str]], word: str
) -> None:
    before = release(item(body=data.draw(dressed(paragraphs))))
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    place = data.draw(st.integers(0, len(paragraphs[number]) - 1))
    changed = [list(paragraph) for paragraph in paragraphs]
    changed[number][place] = word
    after = release(item(body=data.draw(dressed(changed))))
    assume(after.body.split() != before.body.split())
    assert after.content_hash != before.content_hash
    assert decide(before, after).changed == ("body",)


@given(st.sampled_from(["title", "lead"]), st.lists(WORD, min_size=1, max_size=4), WORD)
def test_a_word_more_in_title_or_lead_changes_the_hash(
    field: str, told: list[str], word: str
) -> None:
    before = release(item(**{field: " ".join(told)}))
    after = release(item(**{field: " ".join([*told, word])}))
    assert before.content_hash != after.content_hash


@given(
    st.permutations(range(3)),
    st.permutations(range(3)),
    st.sampled_from(["utm_source", "fbclid", "utm_campaign"]),
)
def test_the_order_of_what_hangs_on_it_and_tracking_change_nothing(
    first: list[int], second: list[int], tracking: str
) -> None:
    def told(order: list[int], query: str) -> Release:
        links = tuple(Link(f"https://x.example/{n}.pdf{query}", f"nr {n}") for n in order)
        people = tuple(Contact(f"Navn {n}") for n in order)
        body = "".join(f"<p><a title='{query}' href='/{n}{query}'>x</a></p>" for n in range(3))
        return release(item(body=body, documents=links, links=links, images=links, contacts=people))

    assert told(first, "").content_hash == told(second, f"?{tracking}=ny+tittel").content_hash


def test_the_hash_says_by_which_rule_it_was_made() -> None:
    assert release().content_hash.startswith("1:")


def test_what_was_never_seen_is_new() -> None:
    change = decide(None, release())
    assert (change.outcome, change.changed, change.cause) == ("new", (), "published")
    assert change.release.content_hash


def test_what_tells_the_same_is_unchanged_and_the_very_same_is_kept() -> None:
    assert decide(release(), release(item(body=f"<div>{item().body}</div>"))).outcome == "unchanged"
    kept = release()
    assert decide(kept, release()).release is kept


CHANGES: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"title": "Tryggere skolevei"}, ("title",)),
    ({"lead": "Alle får gå."}, ("lead",)),
    ({"type": "Presseinvitasjon"}, ("type",)),
    ({"publisher": "Et annet forbund"}, ("publisher",)),
    ({"dates": (DateText("2026-07-02T08:00:00+02:00", "feed"),)}, ("published",)),
    ({"contacts": (Contact("Kari"),)}, ("contacts",)),
    ({"documents": (Link("https://x.example/a.pdf"),)}, ("documents",)),
    ({"images": (Link("https://x.example/a.jpg"),)}, ("images",)),
    ({"url": ADDRESS.replace("trygg-skolevei", "tryggere-skolevei")}, ("url",)),
    ({"title": "A", "body": "<p>B</p>"}, ("title", "body")),
]


@pytest.mark.parametrize(("told", "changed"), CHANGES)
def test_a_change_is_named_by_its_fields(told: dict[str, Any], changed: tuple[str, ...]) -> None:
    change = decide(release(), release(item(**told)))
    assert (change.outcome, change.changed, change.cause) == ("revised", changed, "published")
    assert decide(change.release, release(item(**told))).outcome == "unchanged"


NOTICE = item(
    origin="feed", body="", complete=False, contacts=(), type="", language="", publisher=""
)


def test_a_feed_that_names_it_again_does_not_take_the_text_away() -> None:
    kept = release(item(contacts=(Contact("Kari"),)))
    change = decide(kept, release(NOTICE))
    assert (change.outcome, change.release) == ("unchanged", kept)


def test_a_title_that_the_feed_newly_tells_counts_though_the_text_could_not_be_had() -> None:
    told = release(replace(NOTICE, title="Ny tittel", lead="Ny lead"), refused=True)
    change = decide(release(), told, announced=("title",))
    assert (change.outcome, change.changed) == ("revised", ("title",))
    assert (change.release.title, change.release.lead) == ("Ny tittel", "Flere får gå til skolen.")
    assert change.release.text_status == "full"


def test_a_time_that_the_feed_newly_tells_counts_as_well() -> None:
    told = release(replace(NOTICE, dates=(DateText("2026-07-03T09:00:00+02:00", "feed"),)))
    change = decide(release(), told, announced=("published", "slug"))
    assert change.changed == ("published",)


def test_the_full_text_at_last_completes_it() -> None:
    change = decide(release(NOTICE, refused=True), release())
    assert (change.outcome, change.cause) == ("completed", "completed")
    assert "body" in change.changed
    assert change.release.text_status == "full"


@pytest.mark.parametrize("refused", [(True, False), (False, True)])
def test_a_text_once_refused_stays_so_until_it_is_had(refused: tuple[bool, bool]) -> None:
    kept, told = (release(NOTICE, refused=r) for r in refused)
    assert decide(kept, told).release.text_status == "refused"


def test_a_page_without_the_time_of_day_does_not_take_it_away() -> None:
    told = release(item(dates=(DateText("2026-07-03", "meta"),)))
    assert decide(release(), told).outcome == "unchanged"


def test_a_page_without_a_date_or_a_type_keeps_those_that_were_told() -> None:
    assert decide(release(), release(item(dates=(), type="", language="no"))).outcome == "unchanged"


ENGLISH = item(
    url=f"{ADDRESS}&lang=en",
    title="Safe way to school",
    lead="More may walk.",
    body="<p>A path.</p>",
    language="en",
)


def test_another_language_at_its_own_address_is_a_translation() -> None:
    change = decide(release(), release(ENGLISH))
    assert (change.outcome, change.changed) == ("translated", ())
    assert [t.title for t in change.release.translations] == ["Safe way to school"]
    assert change.release.title == "Trygg skolevei"
    assert decide(change.release, release(ENGLISH)).outcome == "unchanged"


def test_a_changed_translation_is_a_revision_that_names_its_language() -> None:
    kept = decide(release(), release(ENGLISH)).release
    change = decide(kept, release(replace(ENGLISH, title="A safer way")))
    assert (change.outcome, change.changed) == ("revised", ("translation:en",))


def test_another_address_with_the_same_words_is_no_translation() -> None:
    told = release(item(url=f"{ADDRESS}&lang=nn", language="nn"))
    assert decide(release(), told).outcome == "unchanged"


@pytest.mark.parametrize(
    ("norwegian", "other"),
    [("nb", "nn"), ("nb", "en"), ("no", "en"), ("no", "se")],
)
def test_the_norwegian_text_under_another_languages_address_is_no_translation(
    norwegian: str, other: str
) -> None:
    site = "https://www.regjeringen.no"
    kept = release(item(platform="regjeringen", url=f"{site}/{norwegian}/aktuelt/sak/id677966/"))
    fallback = replace(kept, url=f"{site}/{other}/aktuelt/sak/id677966/", language=other)
    assert decide(kept, fallback).outcome == "unchanged"
    in_its_own_words = replace(fallback, language="nb", body="Kortere tekst, men den samme.")
    if other != "nn":
        assert decide(kept, in_its_own_words).outcome == "unchanged"


def test_a_page_that_changed_its_language_where_it_stood_is_a_revision() -> None:
    assert decide(release(), release(item(language="nn"))).changed == ("language",)


def test_a_language_named_beside_the_text_is_a_translation() -> None:
    told = release(item(versions=(Version("en", "", "Safe way", "", "<p>x</p>"),)))
    change = decide(release(), told)
    assert (change.outcome, [t.language for t in change.release.translations]) == (
        "translated",
        ["en"],
    )
    assert decide(change.release, release()).release.translations == change.release.translations


def test_a_translation_stays_when_the_text_is_revised_without_it() -> None:
    kept = replace(release(), translations=(Translation("en", "", "Safe", "", ""),))
    change = decide(kept, release(item(title="Ny")))
    assert change.release.translations == kept.translations


def test_todays_reading_of_the_same_bytes_is_a_revision_of_ours() -> None:
    kept = replace(release(), body_html="<p>eldre lesning</p>")
    change = reread(kept, release())
    assert (change.outcome, change.changed, change.cause) == ("revised", ("body_html",), "reparse")
    assert reread(change.release, release()).outcome == "unchanged"


def test_reading_again_counts_flags_that_a_publisher_never_sees() -> None:
    kept = replace(release(), published=replace(release().published, flags=("future",)))
    assert reread(kept, release()).changed == ("published",)


def test_reading_again_does_not_forget_a_language_that_was_found_elsewhere() -> None:
    told = replace(release(), language="")
    assert reread(release(), told).outcome == "unchanged"


def test_fields_without_a_local_time_are_compared_as_written() -> None:
    kept = replace(
        release(), published=Published(text="snart"), images=(Attachment("https://x.example/1"),)
    )
    told = replace(
        kept, published=Published(text=" snart "), images=(Attachment("https://x.example/1"),)
    )
    assert content_hash(kept) == content_hash(told)
    assert content_hash(kept) != content_hash(replace(kept, published=Published(text="straks")))
