"""May the committee have the dossier? Only with the complainant's consent (R12), and from who may give it (R2)."""

from __future__ import annotations

from enum import StrEnum

from klachtbot.domain import errors
from klachtbot.domain.model import Complaint
from klachtbot.domain.parties import parties


class Lacks(StrEnum):
    """What has to come first."""

    CONSENT = "consent"  # nobody asked yet
    WILL = "will"  # the complainant said no
    AUTHORISATION = "authorisation"


_BY_LAW = frozenset({"parent", "guardian", "mentor", "administrator", "next_of_kin"})
"""Who may speak for somebody without being asked to: of them an authorisation is missing only once it was asked for."""


def consented(complaint: Complaint) -> bool:
    """Whether the complainant agrees that the committee gets the dossier, as was said last."""
    return _last(complaint, "consent") is True


def _last(complaint: Complaint, key: str) -> object:
    said = [event.attributes[key] for event in complaint.events if key in event.attributes]
    return said[-1] if said else None


def kept_back(complaint: Complaint) -> Lacks | None:
    """Why the committee may not have it yet; None when it may. The same of a dossier that is not opened."""
    if not consented(complaint):
        return Lacks.CONSENT if _last(complaint, "consent") is None else Lacks.WILL
    known = parties(complaint)
    spoken_for = bool(known.representative or known.representative_kind or _last(complaint, "spoken_for"))
    asked_of = known.representative_kind not in _BY_LAW or known.authorisation
    return Lacks.AUTHORISATION if spoken_for and asked_of and known.authorisation != "seen" else None


def refusal(complaint: Complaint) -> errors.Refusal | None:
    """The same, as what is said to who would share it."""
    lacks = kept_back(complaint)
    if lacks is None:
        return None
    return errors.NoAuthorisation() if lacks is Lacks.AUTHORISATION else errors.NoConsent()
