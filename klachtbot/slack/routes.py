"""Which listener answers what: three tables (commands, buttons, forms) and the Home tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klachtbot.slack.desk import Listener


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand of ``/klacht``: its Dutch name, English aliases, what it is for (marked with N_)."""

    name: str
    aliases: tuple[str, ...]
    summary: str
    listener: Listener


@dataclass(frozen=True, slots=True)
class Routes:
    """``actions`` maps the part of an action_id before ":" to its listener; ``forms`` maps callback_ids."""

    commands: tuple[Command, ...]
    actions: Mapping[str, Listener]
    forms: Mapping[str, Listener]
    shortcuts: Mapping[str, Listener]
    home: Listener
    bare: Listener
    unknown: Listener

    def command(self, text: str) -> Listener:
        """The listener for what was typed after ``/klacht``."""
        word = text.split(maxsplit=1)[0].lower() if text.strip() else ""
        if not word:
            return self.bare
        for command in self.commands:
            if word == command.name or word in command.aliases:
                return command.listener
        return self.unknown

    def action(self, action_id: str) -> Listener:
        return self.actions.get(action_id.partition(":")[0], self.unknown)

    def shortcut(self, callback_id: str) -> Listener:
        return self.shortcuts.get(callback_id, self.unknown)

    def submission(self, callback_id: str) -> Listener:
        return self.forms.get(callback_id, self.unknown)
