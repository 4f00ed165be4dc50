"""The service: it wakes on time, hears signals, tells systemd, and ends well."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from pipeline import systemd
from pipeline.schedule import Service, background_scheduler
from tests.server import hang
from tests.world import FEED, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OSLO = ZoneInfo("Europe/Oslo")
MINUTE = timedelta(minutes=1)


@contextmanager
def signals_kept() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def soon(seconds: float, *numbers: int) -> None:
    """Send ourselves signals, one after another."""

    def send() -> None:
        for number in numbers:
            time.sleep(seconds)
            os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


def served(
    tick: Callable[[Callable[[], bool]], None], every: float = 60, deadline: float = 60
) -> list[str]:
    reloads: list[str] = []
    with signals_kept():
        Service(tick, lambda: reloads.append("read"), every, deadline).serve()
    return reloads


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_on_the_nights_when_the_clocks_change_it_wakes_once_a_minute(night: date) -> None:
    scheduler = background_scheduler(lambda: None, 60)
    scheduler.start(paused=True)
    with_trigger = scheduler.get_jobs()[0].trigger
    scheduler.shutdown()
    now = datetime.combine(night, clock.min, OSLO)
    last: datetime = with_trigger.get_next_fire_time(None, now)
    for _ in range(6 * 60):
        following = with_trigger.get_next_fire_time(last, last)
        assert following.astimezone(UTC) - last.astimezone(UTC) == MINUTE
        last = following


def test_the_job_runs_late_rather_than_never_once_for_all_missed_and_never_twice_at_a_time() -> (
    None
):
    scheduler = background_scheduler(lambda: None, 60)
    scheduler.start(paused=True)
    (job,) = scheduler.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    scheduler.shutdown()


def test_a_tick_that_takes_longer_than_the_interval_is_never_run_beside_itself() -> None:
    at_once, most, ticks = 0, 0, 0

    def tick(_stop: Callable[[], bool]) -> None:
        nonlocal at_once, most, ticks
        at_once += 1
        most, ticks = max(most, at_once), ticks + 1
        time.sleep(0.25)
        at_once -= 1

    soon(1.2, signal.SIGTERM)
    served(tick, every=0.1)
    assert most == 1
    assert 2 <= ticks <= 6


def test_a_tick_that_raises_is_logged_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticks: list[int] = []

    def tick(_stop: Callable[[], bool]) -> None:
        ticks.append(1)
        raise ValueError("boom")

    soon(0.7, signal.SIGTERM)
    served(tick, every=0.1)
    assert len(ticks) > 1
    assert "the next one comes on time" in caplog.text


def test_sigterm_lets_the_tick_in_hand_end_and_tells_it_to_take_up_nothing_more() -> None:
    told: list[bool] = []

    def tick(stop: Callable[[], bool]) -> None:
        told.append(stop())
        soon(0.1, signal.SIGTERM)
        while not stop():
            time.sleep(0.01)
        time.sleep(0.1)
        told.append(stop())

    served(tick, every=60)
    assert told == [False, True]


def test_a_run_past_its_deadline_is_told_to_take_up_nothing_more() -> None:
    told: list[bool] = []

    def tick(stop: Callable[[], bool]) -> None:
        told.append(stop())
        time.sleep(0.3)
        told.append(stop())

    soon(0.6, signal.SIGTERM)
    served(tick, every=60, deadline=0.1)
    assert told == [False, True]


def test_sighup_reads_the_configuration_again_each_time() -> None:
    soon(0.3, signal.SIGHUP, signal.SIGHUP, signal.SIGTERM)
    assert served(lambda _stop: None, every=60) == ["read", "read"]


# systemd.


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


@pytest.mark.enable_socket
def test_systemd_is_told_ready_alive_reloading_and_stopping(
    heard: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "300000")
    said: list[str] = []

    def listen() -> None:
        while not said or said[-1] != "STOPPING=1":
            said.append(heard.recv(1000).decode())

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    soon(0.4, signal.SIGHUP, signal.SIGTERM)
    served(lambda _stop: None, every=60)
    listening.join(10)
    assert said[0] == "READY=1"
    assert said.count("WATCHDOG=1") >= 2
    (reloading,) = [i for i, word in enumerate(said) if word.startswith("RELOADING=1\nMONOTONIC")]
    assert said[reloading + 1] == "READY=1"
    assert said[-1] == "STOPPING=1"


@pytest.mark.enable_socket
def test_without_systemd_nothing_is_said_and_nothing_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    systemd.notify("READY=1", env={})
    systemd.notify("READY=1", env={"NOTIFY_SOCKET": "/nowhere/at/all"})
    assert "could not be told READY=1" in caplog.text


@pytest.mark.parametrize(
    ("env", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "x"}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
    ],
)
def test_the_watchdog_is_read_from_the_environment(
    env: dict[str, str], seconds: float | None
) -> None:
    assert systemd.watchdog_seconds(env) == seconds


# The whole of it, as a process.


@contextmanager
def service(config: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-m", "pressearkiv", "schedule", "--config", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_wrong_configuration_is_said_on_sighup_and_the_old_one_stays(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke")
    with service(settings.file) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "source=fylke outcome=ok" in process.stdout.readline()
        good = settings.file.read_text(encoding="utf-8")
        settings.file.write_text(good + "\n[fetch]\n", encoding="utf-8")
        process.stderr.readline()
        process.send_signal(signal.SIGHUP)
        assert "config" in process.stderr.readline()
        assert "The configuration as it was stays in force" in process.stderr.readline()
        settings.file.write_text(good, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        assert process.stderr.readline() == "configuration read: 1 sources\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_sigterm_during_a_fetch_that_hangs_ends_with_0_within_the_fetch_timeout(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke")
    world.servers["fylke"].at(FEED["fylke"], hang())
    with service(settings.file) as process:
        deadline = time.monotonic() + 30
        while not world.servers["fylke"].asked(FEED["fylke"]) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0


def test_sigterm_does_not_wait_for_a_source_that_waits_for_its_turn(
    world: Loopback, tmp_path: Path
) -> None:
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke")
    text = settings.file.read_text(encoding="utf-8").replace(
        "per_host_delay = 0", "per_host_delay = 60"
    )
    settings.file.write_text(text, encoding="utf-8")
    with service(settings.file) as process:
        deadline = time.monotonic() + 30
        while not world.servers["fylke"].asked("/robots.txt") and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert world.servers["fylke"].asked(FEED["fylke"]) == []
