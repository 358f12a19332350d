"""The committee's list as storage keeps it for the forms: who stands on it, and what was changed when, by whom.

The organisation file and the forms change the same rows, by the same rules (``organisation_member.faults``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from klachtbot.domain.model import PersonId
from klachtbot.usecases.organisation_member import Member

OrganisationId = NewType("OrganisationId", str)


class ChangeKind(StrEnum):
    """What happened to the organisation. No more is kept of it than who it is about: names stand with the people."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_RENAMED = "organisation_renamed"
    APPLIED = "applied"  # a file was taken over
    EXPORTED = "exported"  # the file was written as things stand


BY_FILE = frozenset({ChangeKind.APPLIED, ChangeKind.EXPORTED})
"""From such a moment on the file knows what was done by form before it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody the organisation knows now, with the id that stays."""

    id: PersonId
    member: Member


@dataclass(frozen=True, slots=True)
class RosterChange:
    """``by`` is None for the command line; ``about`` None when it is about an organisation, or about all."""

    id: int
    at: datetime
    by: PersonId | None
    kind: ChangeKind
    about: PersonId | None = None
    organisation: OrganisationId | None = None


class Roster(Protocol):
    """Who stands in the organisation, and the changes made to it."""

    def take_turn(self) -> None:
        """From here to the end of this unit nobody else changes the organisation; who comes second waits."""

    def listed(self) -> tuple[Listed, ...]:
        """Who is in the organisation now, in the order of the file: who stands first is asked first."""

    def put(self, id: PersonId | None, member: Member) -> PersonId:
        """Make this of somebody, from today on: of ``id``, or of somebody new, who comes last. Who has no position left
        stays who they are: what they sit on in a case is theirs until it is composed anew."""

    def add_organisation(self, name: str) -> OrganisationId:
        """The organisation of this name, made when it is new."""

    def rename(self, organisation: OrganisationId, name: str) -> None:
        """It is called this from now on, also with everybody who fills a seat for it. The name is nobody else's."""

    def note(
        self,
        kind: ChangeKind,
        *,
        by: PersonId | None = None,
        about: PersonId | None = None,
        organisation: OrganisationId | None = None,
        submission: str = "",
    ) -> None:
        """Keep that this was done, now. ``submission`` names the form that was sent in, and is kept once."""

    def noted(self, submission: str) -> bool:
        """Whether what this form said was done before."""

    def last(self, limit: int) -> tuple[RosterChange, ...]:
        """The last changes, newest first."""

    def changed_since(self, id: int, about: PersonId) -> bool:
        """Whether something after the change with this id was about this person, or about all."""

    def since_the_file(self) -> tuple[RosterChange, ...]:
        """What was done by form since the file was last written or taken over, oldest first."""
