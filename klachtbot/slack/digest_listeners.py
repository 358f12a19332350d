"""What a person does with a line of their morning message, besides its form: look, and let it be for now."""

from __future__ import annotations

from dataclasses import replace

from klachtbot.domain.errors import NotFound
from klachtbot.slack import digest_rendering
from klachtbot.slack.desk import Answer, Nothing, Replace, Visit
from klachtbot.slack.screens import digest
from klachtbot.slack.texts import count
from klachtbot.usecases import access
from klachtbot.usecases.digest import digest_of
from klachtbot.usecases.nudge import DIGEST


def on_digest(visit: Visit) -> Answer:
    """One page of everything in somebody's own message."""
    offset, _, key = visit.value.partition(":")
    now = visit.desk.clock.now()
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        if person is None or not (key.startswith(f"{DIGEST}:") and key.endswith(f":{person.id}")):
            raise NotFound
        found = digest_of(uow, person, key, now)
        view = digest.view(found, count(offset), key, digest_rendering.reader(uow, person, now, found), visit.t)
    if visit.surface == "view":
        return Replace(view)
    visit.show(view)
    return Nothing()


def split(visit: Visit) -> tuple[str, Visit]:
    """What was chosen behind "⋯", and the visit as its own button would have brought it."""
    what, _, rest = visit.value.partition(":")
    return what, replace(visit, value=rest)
