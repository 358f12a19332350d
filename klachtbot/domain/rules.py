"""The rules of the regulation by number, with the short Dutch title a person sees (the regulation has no numbers)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Rule:
    """``id`` is ours ("R4"), for people who read the code; ``title`` is what stands on the screen."""

    id: str
    title: str


_TITLES = (
    "Alle klachten komen binnen",
    "Klager en beklaagde",
    "Waarneming",
    "Eerste contact",
    "Ontvangstbevestiging",
    "Bevestiging zonder contact",
    "Beklaagde informeren",
    "Gesprek",
    "Gespreksverslag",
    "Naar tevredenheid",
    "Niet naar tevredenheid",
    "Keuze van de klager",
    "Samenstelling commissie",
    "Stukken opvragen",
    "Voorbespreking",
    "Zitting",
    "Beraad en tweede zitting",
    "Uitspraak",
    "Dossier en archief",
    "Inzage",
    "Privacy",
    "Halfjaarlijkse evaluatie",
    "Klacht over een coördinator",
    "Contactgegevens",
    "Leren van klachten",
)

RULES: Mapping[str, Rule] = MappingProxyType({f"R{n}": Rule(f"R{n}", title) for n, title in enumerate(_TITLES, 1)})

OURS = "ours"
"""The mark of a step that goes beyond the text; it is never shown as a rule of the regulation."""
