"""Refusals, typed. They carry codes, never words to show and never anything personal; texts are made at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klachtbot.domain.model import ComplaintId


class Refusal(Exception):
    """What was asked cannot be done now, and the person can be told why. Nothing was changed.

    ``field`` names the form field it belongs to ("" when it is about the whole step).
    """

    def __init__(self, *, field: str = "") -> None:
        super().__init__(type(self).__name__)
        self.field = field


class NotFound(Refusal):
    """The case does not exist, or not for this person: the two must never be told apart."""


class Stale(Refusal):
    """Somebody else recorded something since the form was opened."""


class StorageAway(Refusal):
    """The database did not answer in time; nothing was recorded, or the same submission may safely be sent again."""


class AlreadyRecorded(Refusal):
    """This submission was recorded before (pressed twice, or sent again): ``complaint`` is the dossier it is in."""

    def __init__(self, complaint: ComplaintId) -> None:
        super().__init__()
        self.complaint = complaint
