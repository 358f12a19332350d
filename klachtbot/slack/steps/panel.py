"""The committee, from the card: whom to ask, and what chair and members answered by phone or mail (R13)."""

from __future__ import annotations

from klachtbot.domain.committee import Ground
from klachtbot.domain.model import Action, Complaint, Seat
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import Form
from klachtbot.slack.steps.options import MEANS
from klachtbot.slack.steps.row import DOCUMENT, Group, StepForm, when
from klachtbot.slack.texts import N_

GROUNDS = (
    Option(Ground.ORGANISATION.value, N_("De klacht gaat over de eigen organisatie")),
    Option(Ground.PARTY.value, N_("Is zelf partij in deze klacht")),
    Option(Ground.HANDLED.value, N_("Behandelde deze klacht eerder")),
    Option(Ground.PERSONAL_TIE.value, N_("Kent iemand uit deze klacht")),
    Option(Ground.ILLNESS.value, N_("Is ziek of kan nu niet")),
    Option(Ground.VACANCY.value, N_("Is geen lid meer")),
)


def _was_asked(complaint: Complaint) -> bool:
    """The chair confirmed a panel: before that no member hears whom the case is about."""
    return any(event.action is Action.CONFIRM_PANEL for event in complaint.events)


_ANSWERS = (
    Option("not_involved", N_("Niet betrokken")),
    Option("involved", N_("Wel betrokken")),
)
_MEANS = Field("means", N_("Hoe kwam het antwoord?"), Kind.CHOICE, options=MEANS)
_WHEN = when(N_("Wanneer kwam het antwoord?"))


def _why(label: str) -> Field:
    return Field("ground", label, Kind.CHOICE, optional=True, options=GROUNDS)


GROUP = Group(
    N_("Commissie"),
    (
        StepForm(
            Action.COMPOSE_PANEL,
            N_("Commissie samenstellen"),
            Form(
                "step.compose_panel",
                N_("Commissie samenstellen"),
                N_("Vragen"),
                (
                    Field(Seat.CHAIR.value, N_("Voorzitter"), Kind.CHOICE),
                    Field(Seat.PARTNER_MEMBER.value, N_("Lid van een convenantpartner"), Kind.CHOICE),
                    Field(Seat.MUNICIPAL_OFFICIAL.value, N_("Ambtenaar van de gemeente"), Kind.CHOICE),
                    Field("secretary", N_("Secretaris"), Kind.CHOICE, optional=True),
                    Field(
                        "ground",
                        N_("Koos je iemand anders? Waarom?"),
                        Kind.CHOICE,
                        optional=True,
                        options=GROUNDS,
                        hint=N_("Dit gaat over het lid dat je vervangt."),
                    ),
                ),
                intro=N_("Dit zijn de voorgestelde leden. Eerst bevestigt de voorzitter, daarna antwoordt ieder lid."),
            ),
            N_("Vastgelegd. Nu is de voorzitter aan zet."),
            codes=("ground", "secretary"),
        ),
        StepForm(
            Action.CONFIRM_PANEL,
            N_("Bel de voorzitter"),
            Form(
                "step.confirm_panel",
                N_("Antwoord voorzitter"),
                N_("Vastleggen"),
                (
                    _WHEN,
                    _MEANS,
                    Field(
                        DOCUMENT,
                        N_("Welk stuk hoort erbij?"),
                        Kind.CHOICE,
                        optional=True,
                        hint=N_("Nodig bij een mail of brief. Voeg die eerst toe als stuk."),
                    ),
                ),
                intro=N_("Hiermee leg je vast dat de voorzitter de samenstelling goed vindt."),
            ),
            N_("Vastgelegd. Nu antwoordt ieder lid."),
            on="on",
            codes=("means", DOCUMENT),
        ),
        StepForm(
            Action.DECLARE_UNINVOLVED,
            N_("Bel dit lid"),
            Form(
                "step.declare_uninvolved",
                N_("Antwoord vastleggen"),
                N_("Vastleggen"),
                (
                    _WHEN,
                    _MEANS,
                    Field("answer", N_("Wat was het antwoord?"), Kind.RADIO, options=_ANSWERS),
                    _why(N_("Waarom betrokken?")),
                ),
                intro=N_("Bel dit lid en noem wie er klaagt en over wie. Vraag of het lid betrokken is."),
            ),
            N_("Antwoord vastgelegd."),
            on="on",
            codes=("means", "ground"),
            only=_was_asked,
        ),
        StepForm(
            Action.DECLARE_INVOLVED,
            N_("Lid doet niet meer mee"),
            Form(
                "step.declare_involved",
                N_("Lid doet niet meer mee"),
                N_("Vastleggen"),
                (_WHEN, _MEANS, _why(N_("Waarom niet meer?"))),
                intro=N_("Dit lid leest het dossier daarna niet meer. Kies dan wie de plaats inneemt."),
            ),
            N_("Vastgelegd. Kies nu wie de plaats inneemt."),
            on="on",
            codes=("means", "ground"),
        ),
    ),
)
