"""Slack's speed limits, on request: a short burst, then no faster than the tier of the method."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from klachtbot.practice.api import METHODS
from klachtbot.practice.limits import RATES, Limits
from klachtbot.practice.transport import HandClock
from tests.practice.harness import ANNA, BRAM, Practice

POST = "chat.postMessage"


def burst(limits: Limits, method: str, channel: str = "C0TEAM") -> int:
    """How many calls go on before one is held back."""
    calls = 0
    while limits.wait(method, channel) is None:
        calls += 1
    return calls


def posts(client: WebClient, channel: str, calls: int) -> None:
    for number in range(calls):
        client.chat_postMessage(channel=channel, text=f"Bericht {number}")


def test_every_method_has_its_limit_and_no_other_has() -> None:
    assert set(RATES) == set(METHODS)


@pytest.mark.parametrize("method", sorted(RATES))
def test_a_method_takes_its_burst_and_then_its_rate(method: str) -> None:
    clock = HandClock(0)
    limits = Limits(clock)

    first = burst(limits, method)
    clock.advance(60)
    then = burst(limits, method)

    assert first == RATES[method].burst
    assert then == min(RATES[method].burst, RATES[method].per_minute)


def test_the_wait_that_is_told_is_enough() -> None:
    clock = HandClock(0)
    limits = Limits(clock)
    burst(limits, POST)

    seconds = limits.wait(POST, "C0TEAM")

    assert seconds == 1
    clock.advance(seconds)
    assert limits.wait(POST, "C0TEAM") is None


def test_each_channel_has_its_own_limit_for_messages() -> None:
    limits = Limits(HandClock(0))
    burst(limits, POST, "C0TEAM")

    assert limits.wait(POST, "C0OPEN") is None


def test_without_the_switch_nothing_is_limited(practice: Practice) -> None:
    posts(practice.client(), ANNA, 20)

    assert len(practice.anna.dm()) == 20


def test_with_the_switch_a_call_too_many_is_answered_with_retry_after(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.limits(on=True)

    with pytest.raises(SlackApiError) as limited:
        posts(client, ANNA, 6)

    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["retry-after"] == "1"
    assert len(practice.anna.dm()) == 5


def test_after_the_wait_the_next_call_goes_on(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.limits(on=True)
    posts(client, ANNA, 5)

    practice.clock.advance(1)
    posts(client, ANNA, 1)
    posts(client, BRAM, 5)

    assert len(practice.anna.dm()) == 6
    assert len(practice.bram.dm()) == 5


def test_switched_off_again_nothing_is_limited(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.limits(on=True)
    posts(client, ANNA, 5)

    practice.server.faults.limits(on=False)
    posts(client, ANNA, 3)

    assert len(practice.anna.dm()) == 8
