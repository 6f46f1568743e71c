"""Updates of documented shapes with something wrong in them: never a 500, a crash or a call that breaks a limit.

A thousand in continuous integration; more by hand: EFFIE_TELEGRAM_FUZZ=10000.
"""

from __future__ import annotations

import copy
import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.database import connect, migrate
from tests import telegram_updates as made
from tests.telegram_limits import MOST_TEXT
from tests.telegram_platform import ME, Platform, post
from tests.telegram_server import Server

EXAMPLES = int(os.environ.get("EFFIE_TELEGRAM_FUZZ", "1000"))
NAME = f"@{ME['username']}"
PHOTO = made.ATTACHMENTS["photo"]
SHAPES = [
    made.written("does massage help with sleep?"),
    made.written("/start type-swedish"),
    made.written("/forget"),
    made.edited("my groin is numb"),
    made.tapped("ask:type/swedish"),
    made.tapped("do:yes"),
    made.in_group(f"{NAME} does it hurt?", entities=made.mention(f"{NAME} does it hurt?")),
    made.in_group("/help", reply_to_message=made.message("An answer."), is_topic_message=True, message_thread_id=4),
    made.update("message", made.message(**PHOTO, caption="is this bad?", media_group_id="5")),
    *(made.update("message", made.message(**fields)) for fields in made.ATTACHMENTS.values()),
    *(made.update("message", made.message(**fields)) for fields in made.NOTICES.values()),
    *(made.update(kind, make()) for kind, make in made.IGNORED.items()),
]
numbers = itertools.count(900_000_000)

words = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
long_words = st.builds(lambda word, times: (word * times)[: 3 * MOST_TEXT], words, st.integers(1, 3000))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words | long_words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
changes = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["replace", "drop", "move"]), anything), max_size=4
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Platform]]:
    folder = tmp_path_factory.mktemp("fuzz")
    engine = connect(f"sqlite:///{folder / 'fuzz.db'}")
    migrate(engine)
    platform = Platform().start()
    server = Server(engine, platform.api, folder).start()
    platform.wait_for(lambda: server.is_taking)
    yield server, platform
    server.stop()
    platform.stop()


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place inside a value, as its holder and key."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in list(inside):
        yield value, key
        yield from places(held)


def changed(shape: dict[str, Any], wrongs: list[tuple[int, str, Any]]) -> dict[str, Any]:
    update = {**copy.deepcopy(shape), "update_id": next(numbers)}
    for number, what, value in wrongs:
        found = [place for place in places(update) if place[0] is not update or place[1] != "update_id"]
        if not found:
            break
        holder, key = found[number % len(found)]
        if what == "replace":
            holder[key] = value
        elif what == "drop":
            del holder[key]
        else:
            other, place = found[(number * 7 + 3) % len(found)]
            holder[key] = copy.deepcopy(other[place])
    return update


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(shape=st.sampled_from(SHAPES), wrongs=changes)
def test_an_update_with_something_wrong_in_it_is_taken_or_ignored(
    running: tuple[Server, Platform], shape: dict[str, Any], wrongs: list[tuple[int, str, Any]]
) -> None:
    server, _ = running
    assert post(server.address, changed(shape, wrongs)).status_code == 200


@settings(max_examples=EXAMPLES // 10, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=200) | words.map(lambda word: word.encode("utf-8", "replace")))
def test_a_body_that_is_no_update_is_refused(running: tuple[Server, Platform], body: bytes) -> None:
    server, _ = running
    assert post(server.address, body).status_code == 400


def test_after_all_that_everything_was_answered_within_the_limits(running: tuple[Server, Platform]) -> None:
    server, platform = running
    platform.wait_for(lambda: not server.waiting(), seconds=60)
    assert platform.violations == []
    post(server.address, {**made.written("and now?", chat=31337), "update_id": next(numbers)})
    platform.wait_for(lambda: platform.said(31337) == ["You said: and now?"])
