"""What Slack means when it says no: one table of its error codes, for whoever must decide how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType


class Meaning(Enum):
    UNCLEAR = auto()
    """Slack's own trouble, which passes. Whether it did what was asked is not clear."""
    NOT_NOW = auto()
    """Not let in for now; surely nothing happened. It passes."""
    NEVER = auto()
    """Not to this person, or not this message: asking again is of no use."""
    OURS = auto()
    """About the token, the app or the workspace: nothing happened, and somebody has to put it right."""


def meaning(code: str) -> Meaning:
    """What this code means. One that is not known is taken to be ours, so that nothing is given up for it."""
    return _MEANINGS.get(code, Meaning.OURS)


_CODES: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.UNCLEAR: ("fatal_error", "internal_error", "request_timeout", "service_unavailable"),
    Meaning.NOT_NOW: (
        "accesslimited",
        "message_limit_exceeded",
        "org_login_required",
        "rate_limited",
        "ratelimited",
        "team_added_to_org",
    ),
    Meaning.NEVER: (
        "already_archived",
        "already_in_channel",
        "already_pinned",
        "cannot_dm_bot",
        "cant_invite",
        "cant_kick_from_general",
        "cant_update_message",
        "channel_is_limited_access",
        "channel_not_found",
        "channel_type_not_supported",
        "edit_window_closed",
        "file_deleted",
        "file_not_found",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invitee_cant_see_channel",
        "is_archived",
        "message_not_found",
        "metadata_too_large",
        "name_taken",
        "no_external_invite_permission",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "restricted_action",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_team_not_in_channel",
        "user_not_visible",
        "users_not_found",
        "view_too_large",
    ),
}
_MEANINGS = MappingProxyType({code: meant for meant, codes in _CODES.items() for code in codes})
