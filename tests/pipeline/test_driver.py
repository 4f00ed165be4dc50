"""Many conversations at once, and how they end when the program is asked to stop."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.conversation import Ask, Stopped, Work
from pipeline.driver import drive, patient
from pipeline.engine.engine import Engine, Here, Threads

if TYPE_CHECKING:
    from collections.abc import Generator


def talk(*words: str, heard: list[Any]) -> Generator[Any, Any, None]:
    for word in words:
        heard.append((yield Ask(word)))


def together(
    fetch: Any, *, workers: int = 2, places: int = 99, **talks: Any
) -> list[dict[str, Exception | None]]:
    arrived: SimpleQueue[Future[Any]] = SimpleQueue()
    with ThreadPoolExecutor(workers) as pool:
        threads = Threads(pool, lambda name, ask: fetch(name, ask.url), arrived, lambda: False)
        return list(drive(talks, Engine(threads, Here(), arrived, places)))


def driven(fetch: Any, stop: Any, workers: int = 2, **talks: Any) -> dict[str, Exception | None]:
    arrived: SimpleQueue[Future[Any]] = SimpleQueue()
    with ThreadPoolExecutor(workers) as pool:
        threads = Threads(pool, lambda name, ask: fetch(name, ask.url), arrived, stop)
        ended: dict[str, Exception | None] = {}
        for some in drive(talks, Engine(threads, Here(), arrived)):
            ended |= some
        return ended


def test_each_conversation_gets_its_own_answers_to_its_end() -> None:
    one: list[Any] = []
    other: list[Any] = []
    ended = driven(
        lambda name, ask: f"{name}:{ask}",
        lambda: False,
        a=talk("x", "y", heard=one),
        b=talk("z", heard=other),
    )
    assert (one, other) == (["a:x", "a:y"], ["b:z"])
    assert ended == {"a": None, "b": None}


def test_what_ends_at_about_the_same_time_is_told_together() -> None:
    talks = {name: talk("x", heard=[]) for name in "abcdef"}
    (ended,) = together(lambda _n, ask: ask, **talks)
    assert set(ended) == set(talks)


def test_what_has_ended_waits_for_nothing_that_takes_long() -> None:
    told = Event()
    talks = {name: talk("x", heard=[]) for name in ("quick", "slow")}
    arrived: SimpleQueue[Future[Any]] = SimpleQueue()

    def fetch(name: str, ask: Ask) -> str:
        assert name == "quick" or told.wait(9)
        return ask.url

    with ThreadPoolExecutor(2) as pool:
        threads = Threads(pool, fetch, arrived, lambda: False)  # type: ignore[arg-type]
        ended = drive(talks, Engine(threads, Here(), arrived))
        assert set(next(ended)) == {"quick"}
        told.set()
        assert set(next(ended)) == {"slow"}


def test_no_more_are_begun_than_there_are_places_and_what_is_begun_is_read_to_its_end() -> None:
    open_now: set[str] = set()
    most = 0

    def reading(name: str) -> Generator[Any, Any, None]:
        nonlocal most
        open_now.add(name)
        most = max(most, len(open_now))
        yield Ask(name)
        yield (Work(str, (1,)),)
        begun.append(name)
        yield (Work(str, (2,)),)
        assert begun[-1] == name, "another was read in between"
        open_now.discard(name)

    begun: list[str] = []
    talks = {name: reading(name) for name in "abcdefgh"}
    ended = together(lambda _n, ask: ask, places=3, **talks)
    assert {name: error for some in ended for name, error in some.items()} == dict.fromkeys(talks)
    assert most == 3


def test_one_that_raises_takes_no_other_along() -> None:
    def broken() -> Generator[Any, Any, None]:
        yield Ask("x")
        raise ValueError("boom")

    heard: list[Any] = []
    ended = driven(lambda _n, ask: ask, lambda: False, a=broken(), b=talk("z", heard=heard))
    assert isinstance(ended["a"], ValueError)
    assert (heard, ended["b"]) == (["z"], None)


def test_what_waits_for_a_thread_when_it_is_asked_to_stop_is_never_fetched() -> None:
    stopping, fetched = Event(), []

    def fetch(name: str, ask: str) -> str:
        fetched.append(name)
        stopping.set()
        return ask

    heard: list[Any] = []
    talks = {name: talk("x", "y", heard=heard) for name in "abcdef"}
    ended = driven(fetch, stopping.is_set, workers=1, **talks)
    assert fetched == ["a"]
    assert heard == ["x"], "the answer on its way is still worked on"
    assert all(isinstance(error, Stopped) for error in ended.values())
    assert set(ended) == set(talks)


def test_a_fetch_that_breaks_off_its_waiting_ends_its_conversation_as_stopped() -> None:
    wait = patient(lambda: True)
    heard: list[Any] = []
    ended = driven(lambda _n, _a: wait(9), lambda: False, a=talk("x", heard=heard))
    assert isinstance(ended["a"], Stopped)
    assert heard == []


def test_a_wait_lasts_as_long_as_asked_and_ends_soon_after_the_stop() -> None:
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    patient(lambda: False, sleep, lambda: now)(3.1)
    assert now == pytest.approx(3.1)
    with pytest.raises(Stopped):
        patient(lambda: now > 5, sleep, lambda: now)(60)
    assert now < 5.5
