"""The practice workspace: who is in it, what was said, what stands open, and everything a person can do."""

from __future__ import annotations

from collections.abc import AsyncIterator

from klachtbot.practice.model import (
    Change,
    Channel,
    Json,
    Message,
    OpenView,
    Outcome,
    PracticeClock,
    Surface,
    User,
    Values,
)


class Workspace:
    """A strict stand-in for Slack. One event loop owns it; all changes happen there."""

    users: dict[str, User]
    channels: dict[str, Channel]
    clock: PracticeClock
    connected: bool
    """An app is connected over Socket Mode; the UI shows a banner when not."""
    commands: list[Json]
    """The slash commands of the manifest (``command``, ``description``, ``usage_hint``), for the composer's hints."""
    traffic: list[str]
    """Plain lines: direction, method or type, outcome. Never what was said."""
    violations: list[str]
    """What the app did that Slack would refuse or warn about."""

    def people(self) -> list[User]:
        """Who one can be: everybody but bots and deactivated accounts, by name."""
        raise NotImplementedError

    def channels_of(self, user_id: str) -> list[Channel]:
        """Channels (by name), then direct messages. The DM with the app is always among them."""
        raise NotImplementedError

    def title_of(self, channel: Channel, user_id: str) -> str:
        """What this person sees as its name: ``#team``, or the other party's name."""
        raise NotImplementedError

    def messages_for(self, user_id: str, channel_id: str) -> list[Message]:
        """Oldest first, ephemeral ones only for whom they are; empty when the person is not in the channel."""
        raise NotImplementedError

    def views_of(self, user_id: str) -> list[OpenView]:
        """The person's modal stack, the one on top last; at most three."""
        raise NotImplementedError

    def home_of(self, user_id: str) -> Json | None:
        """The Home view published for this person (``{"type": "home", "blocks": [...]}``), or None."""
        raise NotImplementedError

    def subscribe(self) -> AsyncIterator[Change]:
        """Changes from now on. Iterate on the workspace's own loop; leaving the loop unsubscribes."""
        raise NotImplementedError

    def move_clock(self) -> None:
        """To be called after the clock was moved, so that screens follow."""
        raise NotImplementedError

    async def say(self, user_id: str, channel_id: str, text: str) -> Outcome:
        """A message, or a slash command when it starts with ``/``."""
        raise NotImplementedError

    async def command(self, user_id: str, channel_id: str, command: str, text: str) -> Outcome:
        """A slash command, ``command`` with its slash. The answer stands in the channel, for this person."""
        raise NotImplementedError

    async def click(
        self,
        user_id: str,
        *,
        surface: Surface,
        block_id: str,
        action_id: str,
        value: str | list[str] | None = None,
        values: Values | None = None,
    ) -> Outcome:
        """A button, overflow, select or date picker that is not inside an input block.

        ``value``: what was chosen (an option's ``value``, a date, …; ignored for buttons). ``values``: in a modal,
        everything filled in so far, so that it is in the state the app gets and is still there afterwards.
        """
        raise NotImplementedError

    async def submit(self, user_id: str, view_id: str, values: Values) -> Outcome:
        """Press submit. Errors stand in the view afterwards (``views_of``), and what was typed is kept."""
        raise NotImplementedError

    async def close(self, user_id: str, view_id: str, *, all_views: bool = False) -> Outcome:
        """Close (the cancel button: this view; the cross, ``all_views``: the whole stack)."""
        raise NotImplementedError

    async def open_home(self, user_id: str) -> Outcome:
        """Look at the app's Home tab."""
        raise NotImplementedError
