"""What can still be done with a letter that is prepared, and which steps are the sending of one.

These forms open from the letter itself, so they do not stand in the list of steps.
"""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain.letters import address_of
from klachtbot.domain.model import Action, Complaint
from klachtbot.slack.fields import Field, Kind, Option, Value, address
from klachtbot.slack.forms import PRIVACY_HINT, Form
from klachtbot.slack.steps.row import Flag, Group, StepForm, when
from klachtbot.slack.texts import N_

VERBS: Mapping[Action, str] = {
    Action.ACKNOWLEDGE: N_("Ontvangst bevestigen"),
    Action.ACKNOWLEDGE_WITHOUT_CONTACT: N_("Ontvangst bevestigen"),
    Action.SEND_REPORT_SETTLED: N_("Verslag versturen"),
    Action.SEND_REPORT_UNSETTLED: N_("Verslag versturen"),
    Action.REMIND_OF_CHOICE: N_("Herinnering versturen"),
    Action.SEND_RULING: N_("Uitspraak versturen"),
}
"""Steps that are the sending of a letter: their form is that of the letter (``letter_listeners``)."""

ADDRESS = "address"
ANEW = "anew"


def _address(complaint: Complaint, subject: str, today: object) -> Value:
    return address_of(complaint, subject)


GROUP = Group(
    N_("Brieven"),
    (
        StepForm(
            Action.RECORD_LETTER_SENT,
            N_("Gepost of gegeven"),
            Form(
                "step.record_letter_sent",
                N_("Brief verstuurd"),
                N_("Vastleggen"),
                (when(N_("Wanneer ging de brief weg?")),),
                intro=N_("De dag dat je de brief postte of gaf. Was het een mail? De dag dat hij aankwam."),
            ),
            N_("Vastgelegd: de brief is verstuurd."),
            on="on",
        ),
        StepForm(
            Action.RESEND_LETTER,
            N_("Anders versturen"),
            Form(
                "step.resend_letter",
                N_("Anders versturen"),
                N_("Versturen"),
                (
                    Field(
                        ADDRESS,
                        N_("Waar gaat de brief nu heen?"),
                        Kind.LONG_TEXT,
                        optional=True,
                        longest=300,
                        hint=N_("Een e-mailadres, of een postadres. Leeg: je geeft de brief zelf."),
                        check=address,
                    ),
                ),
                intro=N_("Naar een e-mailadres gaat de brief nu weg. Dat kun je niet ongedaan maken."),
            ),
            N_("Vastgelegd."),
            told=(ADDRESS,),
            begins=((ADDRESS, _address),),
        ),
        StepForm(
            Action.DROP_LETTER,
            N_("Toch niet versturen"),
            Form(
                "step.drop_letter",
                N_("Toch niet versturen"),
                N_("Vastleggen"),
                (
                    Field("reason", N_("Waarom niet?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),
                    Field(
                        ANEW,
                        N_("Kruis aan wat klopt"),
                        Kind.TICKS,
                        optional=True,
                        options=(Option(ANEW, N_("Ik schrijf deze brief opnieuw")),),
                    ),
                ),
            ),
            N_("Vastgelegd: deze brief gaat niet weg."),
            told=("reason",),
            flags=(Flag(ANEW, ANEW, ANEW),),
        ),
        StepForm(
            Action.SKIP_LETTERS,
            N_("Geen brief nodig"),
            Form(
                "step.skip_letters",
                N_("Geen brief nodig"),
                N_("Vastleggen"),
                (Field("reason", N_("Waarom is er geen brief nodig?"), Kind.TEXT, longest=300, hint=PRIVACY_HINT),),
            ),
            N_("Vastgelegd: geen brief."),
            told=("reason",),
        ),
    ),
)
