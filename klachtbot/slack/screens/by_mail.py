"""What who of the committee reads who is not in Slack: a reminder or a question, by mail.

A number, a step and a day, and whom to call. Never the name of a party, and no story: a mail is read over shoulders and
forwarded. In Dutch, for nobody knows what else they read.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

from klachtbot.domain.model import Complaint, Seat
from klachtbot.domain.terms import Deadline, Term
from klachtbot.slack import labels
from klachtbot.slack.screens import room
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.delivery import Mail
from klachtbot.usecases.organisation import Contact
from klachtbot.usecases.panel_messages import CONFIRM, DECLARE


def reminder(complaint: Complaint, due: Deadline, to: str, contact: Contact, today: date, t: Texts) -> Mail:
    """By when the committee has to do what. ``contact``: who to call (R24), or the supervisor's (R23)."""
    case, term, day = complaint.label, t(labels.TERMS[due.term]), t.full_day(due.due_on)
    late = today > due.due_on
    subject = t("Klacht {case}: {term} moest {day}") if late else t("Klacht {case}: {term} uiterlijk {day}")
    asked = t("Dit moest op {day} klaar zijn: {term}. Wilt u dit zo snel mogelijk doen?", day=day, term=term)
    said = [
        t("Dit is een herinnering aan klacht {case}.", case=case),
        asked if late else _asked(due, t),
        t("Is het al gedaan? Geef het dan aan ons door."),
    ]
    return _mail(to, subject.format(case=case, term=term, day=day), said, contact, t)


def _asked(due: Deadline, t: Texts) -> str:
    if due.term is Term.AGREEMENT:
        day = t.full_day(due.due_on)
        return t("De uitspraak is gedaan. Wilt u uiterlijk {day} laten weten of u het ermee eens bent?", day=day)
    return room.asked_of_them(due, t)


_SUBJECTS = {
    CONFIRM: N_("Klacht {case}: is de commissie goed zo?"),
    DECLARE: N_("Klacht {case}: bent u betrokken?"),
}

_QUESTIONS: dict[str, tuple[str, ...]] = {
    CONFIRM: (
        N_("Voor klacht {case} is een commissie gekozen. U bent daarvan de voorzitter."),
        N_("Wij vragen u of de commissie goed is zo. Wij bellen u hierover, en noemen dan de namen."),
    ),
    DECLARE: (
        N_("Wij vragen u voor de commissie bij klacht {case}, als {seat}."),
        N_("Eerst willen wij weten of u betrokken bent. U bent betrokken als u iemand uit de klacht kent."),
        N_("Wij bellen u hierover, en noemen dan de namen."),
    ),
}


def question(complaint: Complaint, kind: str, seat: Seat, to: str, contact: Contact, t: Texts) -> Mail:
    """What the office asks the chair or a member before they get the dossier (R13)."""
    case = complaint.label
    said = [t(one).format(case=case, seat=t(labels.SEATS[seat])) for one in _QUESTIONS[kind]]
    return _mail(to, t(_SUBJECTS[kind]).format(case=case), said, contact, t)


def _mail(to: str, subject: str, said: Sequence[str], contact: Contact, t: Texts) -> Mail:
    reached = [one for one in (contact.name, contact.phone, contact.email) if one]
    parts = [
        [t("Goedendag,")],
        *([one] for one in said),
        [t("Hebt u een vraag, of liever niet wachten? Bel of mail ons, of antwoord op deze mail."), *reached],
        [t("Zet geen namen in uw mail.")],
    ]
    text = "\n\n".join("\n".join(lines) for lines in parts) + "\n"
    return Mail(to=to, subject=subject, text=text, html=_html(parts), reply_to=contact.email)


def _html(parts: Sequence[Sequence[str]]) -> str:
    shown = "\n".join(f"<p>{'<br>'.join(html.escape(line) for line in lines)}</p>" for lines in parts)
    return (
        '<!DOCTYPE html>\n<html lang="nl">\n<head><meta charset="utf-8"></head>\n'
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">\n'
        f"{shown}\n</body>\n</html>\n"
    )
