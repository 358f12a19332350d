"""What chair and members of the committee see (R13): a question in a neutral message, the form behind it, and thanks.

They are asked one thing at a time, and called *u*. The names of the parties stand in the form of the declaration and
nowhere else. Everything in this module is written to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from klachtbot.domain.committee import Occupied
from klachtbot.domain.dossier import first
from klachtbot.domain.model import Complaint, FactName, PersonId, Seat
from klachtbot.domain.parties import parties
from klachtbot.domain.terms import Term, owed
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.organisation import Contact
from klachtbot.usecases.panel import CONFIRM, DECLARE
from klachtbot.usecases.panel_messages import INVOLVED, OPEN, VOID, WAITS, YES

ANSWER, GROUND, NOT_INVOLVED, IS_INVOLVED = "answer", "ground", "not_involved", "involved"

CONFIRM_FORM = Form("panel_confirm", N_("Commissie bevestigen"), N_("Bevestigen"), ())

DECLARE_FORM = Form(
    "panel_declare",
    N_("Bent u betrokken?"),
    N_("Versturen"),
    (
        Field(
            ANSWER,
            N_("Wat is uw antwoord?"),
            Kind.RADIO,
            options=(
                Option(NOT_INVOLVED, N_("Ik ben niet betrokken")),
                Option(IS_INVOLVED, N_("Ik ben betrokken")),
            ),
        ),
        Field(
            GROUND,
            N_("Waarom bent u betrokken?"),
            Kind.CHOICE,
            optional=True,
            hint=N_("Alleen als u betrokken bent. U hoeft het niet te zeggen."),
            options=(
                Option("personal_tie", N_("Ik ken iemand uit deze klacht")),
                Option("organisation", N_("De klacht gaat over mijn organisatie")),
                Option("handled", N_("Ik behandelde deze klacht eerder")),
                Option("party", N_("De klacht gaat over mij, of komt van mij")),
                Option("illness", N_("Ik ben ziek of kan nu niet")),
            ),
        ),
    ),
)


SURE_FORM = Form("panel_sure", N_("Klopt dit?"), N_("Ja, dat klopt"), ())


@dataclass(frozen=True, slots=True)
class Members:
    """Who sits: each seat, what people are called, and of which organisation they are ("" when it is not said)."""

    seats: Sequence[Occupied]
    names: Mapping[PersonId, str] = field(repr=False)
    at: Mapping[PersonId, str]

    def line(self, one: Occupied, t: Texts) -> str:
        """ "*Voorzitter*: Hanneke Smit"."""
        at = self.at.get(one.person)
        who = plain(self.names.get(one.person, "")) + (f" ({plain(at)})" if at else "")
        return f"*{t(labels.SEATS[one.seat]).capitalize()}*: {who}"


# The messages ---------------------------------------------------------------------------------------------------------

_QUESTIONS = {
    CONFIRM: (
        N_("De commissie voor klacht {case} is gekozen. Wilt u kijken of dat zo goed is?"),
        N_("Bekijken"),
    ),
    DECLARE: (
        N_("U bent gevraagd voor klacht {case}. Wilt u laten weten of u betrokken bent?"),
        N_("Antwoorden"),
    ),
}

_ANSWERED = {
    (CONFIRM, YES): N_("Klacht {case}: de commissie is bevestigd. Dank u wel."),
    (DECLARE, YES): N_("Klacht {case}: u bent niet betrokken. Dank u wel. U kunt het dossier nu lezen."),
    (DECLARE, WAITS): N_(
        "Klacht {case}: u bent niet betrokken. Dank u wel. U hoort het zodra u het dossier kunt lezen."
    ),
    (DECLARE, INVOLVED): N_("Klacht {case}: u doet niet mee. Dank u wel voor uw antwoord. U hoeft niets meer te doen."),
    (CONFIRM, VOID): N_("Klacht {case}: deze vraag is niet meer nodig. U hoeft niets te doen."),
    (DECLARE, VOID): N_("Klacht {case}: deze vraag is niet meer nodig. U hoeft niets te doen."),
}


_TERMS = {CONFIRM: Term.CONFIRMATION, DECLARE: Term.DECLARATION}


def message(complaint: Complaint, what: str, stands: str, t: Texts, *, seat_of: Seat) -> Post:
    """The question to who holds this seat, by when, or what became of it: a number, and never a name."""
    button: Button | None
    if stands == OPEN:
        text, label = (t(one) for one in _QUESTIONS[what])
        text += _by_when(complaint, _TERMS[what], seat_of, t)
        button = Button(label, f"panel:{what}", f"{complaint.id}:{what}", primary=True)
    else:
        text = t(_ANSWERED[what, stands])
        button = _dossier(complaint, t) if (what, stands) == (DECLARE, YES) else None
    shown = blocks.say(text.format(case=f"`{complaint.label}`"), button)
    return Post(text.format(case=complaint.label), (shown,))


def _by_when(complaint: Complaint, term: Term, seat: Seat, t: Texts) -> str:
    """Until when an answer is asked: a sentence to put behind the question, or nothing."""
    due = next((one for one in owed(complaint) if one.term is term and one.subject in ("", seat)), None)
    return " " + t("Graag uiterlijk {day}.", day=t.full_day(due.due_on)) if due is not None else ""


def opens(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who waited until the committee may have the dossier."""
    text = t("Klacht {case}: u kunt het dossier nu lezen.")
    shown = blocks.say(text.format(case=f"`{complaint.label}`"), _dossier(complaint, t))
    return Post(text.format(case=complaint.label), (shown,))


def _dossier(complaint: Complaint, t: Texts, *, primary: bool = False) -> Button:
    return Button(t("Dossier lezen"), f"open:{complaint.label}", complaint.id, primary=primary)


# The forms ------------------------------------------------------------------------------------------------------------


def confirm(complaint: Complaint, members: Members, contact: Contact | None, t: Texts) -> Block:
    """Who was asked, and why not the standing member, for the chair to confirm."""
    parts = [
        blocks.say(t("Voor klacht {case} zijn deze mensen gekozen:", case=f"`{complaint.label}`")),
        *(blocks.say(line) for line in _who(members, t)),
        blocks.say(t("Is dit goed zo? Kies dan *Bevestigen*. Daarna vragen wij ieder lid of het betrokken is.")),
        *_not_right(contact, t),
    ]
    carried = Carried.fresh(complaint.id, complaint.version)
    return forms.view(CONFIRM_FORM, t, carried, {}, parts)


def _who(members: Members, t: Texts) -> list[str]:
    return [
        members.line(one, t) + (f"\n_{t('Plaatsvervanger')}: {t(labels.GROUNDS[one.ground])}_" if one.ground else "")
        for one in members.seats
    ]


def _not_right(contact: Contact | None, t: Texts) -> list[Block]:
    return blocks.told(t("Klopt er iets niet? Bel of mail"), reached_by(contact)) if contact else []


def reached_by(contact: Contact) -> str:
    return "\n".join(one for one in (contact.name, contact.phone, contact.email) if one)


def declare(complaint: Complaint, organisations: Mapping[str, str], seat: Seat, t: Texts) -> Block:
    """Whom the case is about and who complains, of an opened dossier, and whether this member is involved."""
    known = parties(complaint)
    about = [
        (one.name or t("naam niet bekend")) + (f" ({at})" if (at := organisations.get(one.organisation)) else "")
        for one in known.respondents
    ]
    parts = [blocks.say(t("Klacht {case} gaat om deze mensen:", case=f"`{complaint.label}`"))]
    parts += blocks.told(t("Van wie de klacht komt"), known.complainant or t("naam niet bekend"))
    if known.representative:
        parts += blocks.told(t("Wie namens die persoon spreekt"), known.representative)
    parts += blocks.told(t("Over wie de klacht gaat"), ", ".join(about) or t("de organisatie als geheel"))
    parts.append(
        blocks.say(
            t(
                "Kent u een van hen? Of gaat de klacht over uw organisatie? Of behandelde u deze klacht eerder? "
                "Dan bent u betrokken."
            )
        )
    )
    said = first(complaint, FactName.DECLARED_UNINVOLVED, subject=seat)
    if said is not None:
        parts.append(blocks.small(t("U liet op {day} weten dat u niet betrokken bent.", day=t.day(said.on))))
    return forms.view(DECLARE_FORM, t, Carried.fresh(complaint.id, complaint.version), {}, parts)


def sure(complaint: Complaint, carried: Carried, ground: str, t: Texts) -> Block:
    """Once more, before somebody leaves the seat: that cannot be taken back."""
    parts = [
        blocks.say(t("U zegt dat u betrokken bent bij klacht {case}.", case=f"`{complaint.label}`")),
        blocks.say(t("Dan doet u niet mee, en leest u het dossier niet. Iemand anders neemt uw plaats in.")),
    ]
    return forms.view(SURE_FORM, t, replace(carried, subject=ground), {}, parts)


# Thanks ---------------------------------------------------------------------------------------------------------------


def thanks(
    complaint: Complaint, what: str, stands: str, contact: Contact | None, t: Texts, *, then_declare: bool = False
) -> Block:
    """What was recorded, and whether something is still asked."""
    parts: list[Block] = [blocks.title(t("Dank u wel"))]
    if what == CONFIRM:
        parts.append(blocks.say(t("De commissie voor klacht {case} is bevestigd.", case=f"`{complaint.label}`")))
        if then_declare:
            parts.append(blocks.say(t("Nog één vraag: bent u zelf betrokken bij deze klacht?")))
            button = Button(t("Antwoorden"), f"panel:{DECLARE}", f"{complaint.id}:{DECLARE}", primary=True)
            parts.append(blocks.buttons(button))
    elif stands == YES:
        parts.append(blocks.say(t("U bent niet betrokken. U kunt het dossier nu lezen.")))
        parts.append(blocks.buttons(_dossier(complaint, t, primary=True)))
    elif stands == WAITS:
        parts.append(blocks.say(t("U bent niet betrokken. U hoort het zodra u het dossier kunt lezen.")))
    elif stands == INVOLVED:
        parts.append(blocks.say(t("U bent betrokken en doet dus niet mee. Iemand anders neemt uw plaats in.")))
        parts.append(blocks.say(t("U hoeft niets meer te doen.")))
        if contact is not None:
            parts += blocks.told(t("Vragen? Bel of mail"), reached_by(contact))
    else:
        parts.append(blocks.say(t("Deze vraag is niet meer nodig. U hoeft niets te doen.")))
    return blocks.modal(t("Uw antwoord"), parts, close=t("Klaar"), metadata=DONE)


def leave(complaint: Complaint, t: Texts) -> Button:
    """On the card of a member: they turn out to be involved after all."""
    return Button(t("Ik ben toch betrokken"), f"panel:{DECLARE}", f"{complaint.id}:{DECLARE}")
