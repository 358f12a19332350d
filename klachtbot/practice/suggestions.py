"""Search fields (``external_select``): what somebody types goes to the app, which says what there is to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klachtbot.practice import payloads
from klachtbot.practice.forms import TYPED_AT_LEAST
from klachtbot.practice.interactions import Failed, asked, declined, element_at, place_of
from klachtbot.practice.model import Json, Message, OpenView, Suggested, Surface
from klachtbot.practice.shapes import options_of
from klachtbot.practice.strict import check_suggestions

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace


async def suggest(
    workspace: Workspace, user_id: str, surface: Surface, block_id: str, action_id: str, typed: str
) -> Suggested:
    """Ask the app. With too few characters nobody is asked and nothing is found."""
    place = place_of(workspace, user_id, surface)
    found = element_at(_blocks(place), block_id, action_id)
    if place is None or found is None or found[1]["type"] != "external_select":
        return _failed(workspace, user_id, "not_found", "gone")
    block, element = found
    if len(typed) < element.get("min_query_length", TYPED_AT_LEAST):
        return Suggested(ok=True)
    user = workspace.users[user_id]
    payload = payloads.suggestion(workspace, user, place, block, element, typed)
    what = f"block_suggestion {action_id}"
    try:
        answer = await asked(workspace, "interactive", what, user_id, payload, accepts=True)
    except Failed as failed:
        return _failed(workspace, user_id, failed.code, "no_suggestions")
    wrong = check_suggestions(answer)
    if wrong:
        workspace.log.violation(f"answer to {what}", wrong)
        return _failed(workspace, user_id, "invalid_options", "no_suggestions")
    known = place.offered.setdefault(action_id, [])
    known += [option for option in options_of(answer) if option not in known]
    return Suggested(ok=True, groups=_groups(answer))


def _groups(answer: Json) -> tuple[tuple[str, tuple[Json, ...]], ...]:
    if answer.get("option_groups") is not None:
        return tuple((group["label"]["text"], tuple(group["options"])) for group in answer["option_groups"])
    return (("", tuple(answer["options"])),) if answer["options"] else ()


def _blocks(place: Message | OpenView | None) -> list[Json]:
    if place is None:
        return []
    blocks: list[Json] = place.blocks if isinstance(place, Message) else place.view["blocks"]
    return blocks


def _failed(workspace: Workspace, user_id: str, code: str, name: str) -> Suggested:
    said = declined(workspace, user_id, code, name)
    return Suggested(ok=False, error=said.error, text=said.text)
