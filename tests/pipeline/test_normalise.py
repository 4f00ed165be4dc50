"""What several places told of one release, put together: each fact from whom knows it best."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.normalise import published
from sources.item import Contact, DateSource, DateText, Link, Version
from storage.release import Attachment
from storage.release import Contact as KeptContact
from tests.pipeline.telling import SEEN_AT, item, release

FEED = item(
    origin="feed",
    body="",
    complete=False,
    type="",
    language="",
    publisher="",
    title="Trygg skolevei (feeden)",
    lead="<p>Feedens lead</p>",
)
PAGE = item(origin="page", dates=(DateText("2026-07-03", "meta"),), url=f"{item().url}&lang=no")


def test_the_feed_gives_the_time_and_the_page_the_text_and_the_title() -> None:
    told = release(FEED, PAGE)
    assert (told.title, told.lead) == ("Trygg skolevei", "Flere får gå til skolen.")
    assert told.body == "Nå blir det gangvei.\n\nDen er ferdig i august."
    assert (told.published.local, told.published.source) == ("2026-07-03 08:00:00", "feed")
    assert (told.type, told.type_text, told.text_status) == (
        "pressemelding",
        "Pressemelding",
        "full",
    )
    assert told.url == FEED.url


def test_the_order_of_the_places_changes_nothing_but_the_key_giver() -> None:
    assert release(FEED, PAGE) == release(PAGE, FEED)


@pytest.mark.parametrize("empty", ["", "  ", "<p>&nbsp;</p>", "<br>"])
def test_what_one_place_leaves_empty_another_fills(empty: str) -> None:
    told = release(FEED, item(origin="page", title=empty, lead=empty, type=empty, publisher=empty))
    assert (told.title, told.lead) == ("Trygg skolevei (feeden)", "Feedens lead")
    assert (told.type_text, told.publisher) == ("", "Eksempelforbundet")


def test_entities_in_titles_are_read_however_often_they_were_escaped() -> None:
    assert (
        release(item(title="Skole &amp;amp; fritid &amp;laquo;nå&amp;raquo;")).title
        == "Skole & fritid «nå»"
    )


def test_a_lead_told_again_in_the_body_is_in_it_once() -> None:
    told = release(item(body="<p>Flere får&nbsp;gå til <b>skolen</b>.</p><p>Resten.</p>"))
    assert (told.body, told.body_html) == ("Resten.", "<p>Resten.</p>")


@pytest.mark.parametrize(
    ("complete", "refused", "status"),
    [(True, False, "full"), (True, True, "full"), (False, True, "refused"), (False, False, "feed")],
)
def test_the_text_status_says_whether_the_text_was_had(
    complete: bool, refused: bool, status: str
) -> None:
    assert release(item(complete=complete), refused=refused).text_status == status


@pytest.mark.parametrize(
    "told", [item(title=" "), item(title="<b></b>"), item(native_id="", url="https://x.example/")]
)
def test_what_cannot_be_shown_or_kept_apart_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match=r"no title|no stable number"):
        release(told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("named", "body", "source", "language"),
    [
        ("nn-NO", "Jeg vet ikke hva de er", "nb", "nn"),
        ("no", "<p>Eg veit ikkje kva dei vil</p>", "nb", "nn"),
        ("", "<p>Jeg vet ikke hva de ønsker</p>", "nn", "nb"),
        ("no", "<p>Kort</p>", "nb", "nb"),
        ("", "<p>Kort</p>", "", ""),
    ],
)
def test_the_language_is_the_publishers_word_or_the_texts_or_the_sources(
    named: str, body: str, source: str, language: str
) -> None:
    assert (
        release(item(language=named, body=body, lead="", title="Tittel"), language=source).language
        == language
    )


def test_documents_links_images_and_contacts_are_cleaned_and_each_is_there_once() -> None:
    told = release(
        item(
            body="<p><a href='/plan.pdf?utm_source=x'>Plan</a> <a href='https://x.example/'>X</a></p>",
            documents=(
                Link("/tabell.xlsx", "Tabell &amp; tall"),
                Link("/plan.pdf", "Planen"),
                Link(""),
            ),
            links=(Link("https://x.example/#her", "Om X"), Link("mailto:a@b.example")),
            images=(
                Link("https://c.example/1.jpg", "<b>Bilde</b>"),
                Link("https://c.example/1.jpg"),
            ),
            contacts=(
                Contact("Kari &amp; Ola", "", " 900 00 001", "k@x.example"),
                Contact("<p>Vakt</p>"),
            ),
        )
    )
    site = "https://kommunikasjon.ntb.no"
    assert told.documents == (
        Attachment(f"{site}/tabell.xlsx", "Tabell & tall"),
        Attachment(f"{site}/plan.pdf", "Planen"),
    )
    assert told.links == (Attachment("https://x.example/", "Om X"),)
    assert told.images == (Attachment("https://c.example/1.jpg", "Bilde"),)
    assert told.contacts == (
        KeptContact("Kari & Ola", "", "900 00 001", "k@x.example"),
        KeptContact("Vakt"),
    )


def test_another_language_is_kept_unless_it_repeats_the_words_or_has_none() -> None:
    same = item()
    told = release(
        item(
            versions=(
                Version(
                    "en",
                    "https://x.example/en",
                    "Safe way",
                    "<p>Lead</p>",
                    "<p>Lead</p><p>Body</p>",
                ),
                Version("en", "https://x.example/en2", "Again"),
                Version("nn", "", same.title, same.lead, same.body),
                Version("fr", "", "", "", "<p>Sans titre</p>"),
                Version("xx", "", "Ukjent"),
            )
        )
    )
    assert [(t.language, t.title, t.lead, t.body) for t in told.translations] == [
        ("en", "Safe way", "Lead", "Body"),
        ("xx", "Ukjent", "", ""),
    ]


def dates(*told: tuple[str, DateSource]) -> tuple[DateText, ...]:
    return tuple(DateText(text, source) for text, source in told)


def test_the_most_trusted_readable_date_is_taken_and_a_quarrel_is_kept() -> None:
    found = published(
        dates(("Dato: 12.03.2026", "label"), ("2026-03-14", "meta"), ("rot", "feed")), SEEN_AT
    )
    assert (found.text, found.date, found.source, found.at) == (
        "2026-03-14",
        "2026-03-14",
        "meta",
        None,
    )
    assert found.flags == ("disputed",)
    assert found.disputed_by == (("label", "Dato: 12.03.2026"),)


def test_a_day_apart_is_no_quarrel() -> None:
    found = published(
        dates(("2026-03-13T23:30:00+01:00", "feed"), ("Dato: 14.03.2026", "label")), SEEN_AT
    )
    assert (found.flags, found.disputed_by) == ((), ())


@pytest.mark.parametrize(
    ("days", "flags"), [(0, ()), (1, ()), (2, ("future",)), (4000, ("future",))]
)
def test_a_date_that_is_still_to_come_is_kept_and_flagged(
    days: int, flags: tuple[str, ...]
) -> None:
    text = (SEEN_AT + timedelta(days=days)).date().isoformat()
    assert published(dates((text, "meta")), SEEN_AT).flags == flags


def test_a_date_that_nobody_can_read_is_its_text_alone() -> None:
    found = published(dates(("en gang", "label"), ("snart", "feed")), SEEN_AT)
    assert (found.text, found.source, found.date, found.precision) == ("snart", "feed", None, None)
    assert published((), SEEN_AT).text == ""


def test_the_serial_number_of_a_press_release_is_no_date() -> None:
    found = published(dates(("| Dato: 24.11.2006", "label")), datetime(2026, 1, 1, tzinfo=UTC))
    assert found.date == "2006-11-24"
