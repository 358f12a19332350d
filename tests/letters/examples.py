"""Letters of invented people, one for every row of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from klachtbot.domain.model import Notice
from klachtbot.letters.contract import LETTERS, Kind
from klachtbot.usecases.letters import Audience, Letter, Paper, Sender, Value

SENDER = Sender(
    organisation="OCO Voorbeeldstad",
    officer="Fatma Yıldız",
    position="klachtenfunctionaris",
    phone="036 000 00 00",
    email="klachten@voorbeeld.example",
    address="Voorbeeldplein 1\n1000 AB Voorbeeldstad",
)
COMPLAINANT = "Gülşen Çağlayan-Özdemir"
NAMES = {
    Audience.COMPLAINANT: COMPLAINANT,
    Audience.REPRESENTATIVE: "Joost van der Wal",
    Audience.RESPONDENT: "Sanne Bakker",
    Audience.COMMITTEE: "Klachtencommissie",
    Audience.MEMBER: "Amina Haddad",
    Audience.HOLDER: "Huisartsenpraktijk Voorbeeld",
}
VALUES: Mapping[str, Value] = {
    "received_on": date(2026, 11, 20),
    "subject": "De afspraak werd twee keer afgezegd.",
    "complainant": COMPLAINANT,
    "contacted_on": date(2026, 11, 23),
    "conversation_by": date(2026, 12, 8),
    "attempts": ("2026-11-23 phone", "2026-11-24 email"),
    "acknowledged_on": date(2026, 11, 24),
    "former_subject": "Een afspraak ging niet door.",
    "informed_on": date(2026, 11, 24),
    "planned_for": date(2026, 12, 3),
    "planned_at": "14:30",
    "place": "Voorbeeldplein 1, kamer 2",
    "apart": "yes",
    "missing": "De agenda van november. Wie zegde de afspraak af?",
    "what": "De agenda van 2 tot en met 20 november.",
    "why": "De commissie wil weten of de afspraak in de agenda stond.",
    "wanted_by": date(2027, 1, 11),
    "from_a_party": "yes",
    "ruling": "upheld",
    "ruled_on": date(2027, 1, 28),
    "members": ("Els Vermeer", "Amina Haddad", "Piet Hendriks"),
    "reasons": "De afspraak is twee keer afgezegd.\n\nNiemand liet dat op tijd weten.",
    "recommendation": "Bevestig een afspraak een dag van tevoren.",
    "attendees": (COMPLAINANT, "Sanne Bakker", "Fatma Yıldız"),
    "former_for": date(2026, 12, 2),
    "former_at": "10:00",
    "until": date(2026, 12, 22),
    "wished_by": "us",
    "conversation_on": date(2026, 12, 3),
    "choose_by": date(2026, 12, 24),
    "report_sent_on": date(2026, 12, 7),
    "reminded_on": date(2026, 12, 21),
    "closed_on": date(2027, 1, 8),
    "withdrawn_on": date(2026, 11, 30),
    "report": "Wij spraken over de afspraken.\n\nSanne legde uit waarom het misging.",
    "agreements": "Wij bellen voortaan een dag van tevoren.",
    "received_by_committee_on": date(2026, 12, 21),
    "deliberation_by": date(2027, 1, 4),
    "hearing_by": date(2027, 1, 18),
    "consented": "yes",
    "representative": "Joost van der Wal",
    "respondents": ("Sanne Bakker", "Emily Carter"),
    "chosen_on": date(2026, 12, 18),
    "papers": (
        Paper(date(2026, 11, 20), "complaint", "brief van 20 november.pdf"),
        Paper(date(2026, 11, 24), "letter", "ontvangstbevestiging", COMPLAINANT),
        Paper(date(2026, 12, 7), "letter", "verslag en vervolg", "Sanne Bakker"),
    ),
    "not_there": (Paper(date(2026, 12, 21), "reaction", "reactie Emily.docx", why="awaited"),),
    "story": "Er kwam twee keer niemand. Ik wachtte de hele ochtend.",
    "views": "Sanne Bakker: Ik was ziek en heb dat niet doorgegeven.",
    "committee_contact": "Klachtencommissie\nPostbus 1\n1000 AA Voorbeeldstad",
    "where_to": "De huisartsenpost, telefoon 036 000 00 01.",
    "lesson": "Wij bevestigen afspraken nu ook per mail.",
}
"""What the dossier of the examples knows; a letter takes from it what its row names."""


def letter(
    notice: Notice = Notice.ACKNOWLEDGEMENT,
    audience: Audience = Audience.COMPLAINANT,
    language: str = "nl",
    **values: Value,
) -> Letter:
    """A letter that may be sent; ``values`` come on top of those of the dossier."""
    return Letter(
        notice=notice,
        audience=audience,
        language=language,
        number="K-2026-007",
        written_on=date(2026, 11, 24),
        sender=SENDER,
        addressee=NAMES[audience],
        values={**VALUES, **values},
    )


def by_post(one: Letter) -> Letter:
    return replace(one, address="Lange Laan 12\n1000 AB Voorbeeldstad")


FLAGS = sorted({value.name for row in LETTERS.values() for value in row.values if value.kind is Kind.FLAG})
EVERY = [(notice, audience, language) for notice, audience in LETTERS for language in ("nl", "en")]
"""Every letter there is, in either language."""
