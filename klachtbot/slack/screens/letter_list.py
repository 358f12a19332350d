"""The letters of a dossier: which are still to be written, how each stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from klachtbot.domain.letters import (
    DISPATCHES,
    MEMBERS,
    SECRETARY,
    Means,
    SentLetter,
    Standing,
    letters,
    under_way,
)
from klachtbot.domain.model import Action, Complaint, Notice, Seat
from klachtbot.domain.owed_letters import OwedLetter, owed_letters
from klachtbot.domain.parties import parties
from klachtbot.domain.procedure import Possible
from klachtbot.domain.readers import NOBODY
from klachtbot.domain.requests import requested_as
from klachtbot.domain.sharing import Lacks, kept_back
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens.letters import TITLES, chunks
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.enclosures import numbered_before
from klachtbot.usecases.letter_mail import LEFT, NOT_SHARED, STOPPED

STANDINGS: Mapping[Standing, str] = {
    Standing.PREPARED: N_("staat klaar"),
    Standing.SENT: N_("verstuurd op {day}"),
    Standing.REFUSED: N_("niet aangekomen"),
    Standing.IN_DOUBT: N_("niet zeker of hij aankwam"),
    Standing.DROPPED: N_("toch niet verstuurd"),
}

WAITS: Mapping[Means, str] = {
    Means.EMAIL: N_("gaat nu per mail weg"),
    Means.POST: N_("ligt klaar om te posten of te geven"),
    Means.SLACK: N_("gaat nu als bericht in Slack weg"),
}


WAITS_FOR: Mapping[Lacks, str] = {
    Lacks.CONSENT: N_("wacht tot de klager het goed vindt dat de commissie het krijgt"),
    Lacks.WILL: N_("mag van de klager niet naar de commissie"),
    Lacks.AUTHORISATION: N_("wacht op de machtiging"),
}
"""Why the committee does not have the dossier yet, and with which form (by its name) that is put right."""
FIRST: Mapping[Lacks, str] = {Lacks.CONSENT: "consent", Lacks.WILL: "consent", Lacks.AUTHORISATION: "complainant"}

ON_CARD, MOST_ON_CARD, IN_VIEW = 4, 12, 90
"""As many letters as fit: on a card beside the rest (of those still to go: more), and in a view of their own."""


def section(
    complaint: Complaint,
    t: Texts,
    steps: Sequence[Possible],
    *,
    first: bool,
    outside: Collection[str] = NOBODY,
) -> list[Block]:
    """The letters of a dossier on its card: what has still to go first, with its button; nothing when there are none.

    ``steps`` are those this person may take; ``first``: nothing goes before them; ``outside`` see ``owed_letters``.
    """
    made = _in_order(complaint)
    to_write = owed(complaint, t, steps, first=first, outside=outside)
    if not made and not to_write:
        return []
    shown = made[: max(ON_CARD, sum(one.open for one in made))][:MOST_ON_CARD]
    every = Button(t("Alle brieven ({n})", n=str(len(made))), "letters_all", complaint.id)
    title = blocks.say(f"*{t('Brieven')}*", every if len(shown) < len(made) else None)
    top = shown[0] if first and not to_write and shown and shown[0].open else None
    return [title, *to_write, *(_line(complaint, one, t, first=one is top) for one in shown)]


def every(complaint: Complaint, t: Texts) -> Block:
    """All letters that were made, what has still to go first, then the newest."""
    lines = [_line(complaint, one, t) for one in _in_order(complaint)[:IN_VIEW]]
    return blocks.modal(t("Brieven"), [blocks.title(complaint.label), *lines], close=t("Terug"))


def _in_order(complaint: Complaint) -> list[SentLetter]:
    newest_first = letters(complaint)[::-1]
    return sorted(newest_first, key=lambda one: not one.open)


def owed(
    complaint: Complaint,
    t: Texts,
    steps: Sequence[Possible],
    *,
    first: bool,
    outside: Collection[str] = NOBODY,
) -> list[Block]:
    """The letters that follow on a step and are still to be written, each with its button for who may write it; the
    oldest has the primary one, when nothing goes ``first``."""
    found = owed_letters(complaint, outside)
    return [_owed(complaint, one, t, acts=_acts(steps), first=first and one is found[0]) for one in found]


def _acts(steps: Sequence[Possible]) -> bool:
    return any(step.action is Action.PREPARE_LETTERS for step in steps)


def _owed(complaint: Complaint, one: OwedLetter, t: Texts, *, acts: bool, first: bool) -> Block:
    to = f" ({plain(reader(complaint, one.about, t))})" if one.about else ""
    text = f"🟠 {t(TITLES[one.notice])}{to}: {t('nog te schrijven')}"
    value = order_value(complaint, one.notice, one.cause, one.about)
    lacks = kept_back(complaint) if DISPATCHES[one.notice].dossier else None
    if lacks is not None:
        text = f"{'–' if lacks is Lacks.WILL else '⏸'} {t(TITLES[one.notice])}{to}: {t(WAITS_FOR[lacks])}"
        value = f"{FIRST[lacks]}:{complaint.id}:"
        return blocks.say(text, Button(t("Vastleggen"), "step:share", value) if acts else None)
    if not acts:
        return blocks.say(text)
    write = Button(t("Brief schrijven"), f"letters:{one.notice}:{one.cause}:{one.about}", value, primary=first)
    return blocks.say(text, write)


def order_value(complaint: Complaint, notice: Notice, cause: int = 0, about: str = "") -> str:
    """What a button that opens the form for letters carries."""
    return f"{notice}:{complaint.id}:{cause}:{about}"


def _line(complaint: Complaint, one: SentLetter, t: Texts, *, first: bool = False) -> Block:
    sign = {Standing.SENT: "✓", Standing.DROPPED: "–"}.get(one.standing, "🟠")
    text = f"{sign} {t(TITLES[one.notice])} ({plain(reader(complaint, one.to, t))}): {_stands(one, t)}"
    return blocks.say(text, Button(t("Bekijken"), f"letter:{one.ref}", _view(complaint, one), first))


def _view(complaint: Complaint, one: SentLetter) -> str:
    """What a button that opens a letter carries."""
    return f"{complaint.id}:{one.ref}"


def waiting(complaint: Complaint, one: SentLetter, number: int, t: Texts) -> Block:
    """A letter that waits for somebody, in a message: no name, and the button that opens it."""
    text = f"🟠 `{complaint.label}` · {t(TITLES[one.notice])}: {_stands(one, t)}"
    return blocks.say(text, Button(t("Bekijken"), f"letter:waits:{number}", _view(complaint, one)))


def on_its_way(complaint: Complaint, action: Action, t: Texts) -> str:
    """Of a step that is the sending of letters which are ready: what it waits for; "" when none is."""
    waiting = [one for one in under_way(complaint, action) if one.open]
    standings = {one.standing for one in waiting}
    if Standing.REFUSED in standings:
        return t("een brief is niet aangekomen")
    if Standing.IN_DOUBT in standings:
        return t("niet zeker of de brief aankwam")
    if any(one.means is Means.POST for one in waiting):
        return t("de brief ligt klaar om te posten of te geven")
    return t("de brief gaat nu weg") if waiting else ""


def reader(complaint: Complaint, ref: str, t: Texts) -> str:
    """Who gets a letter: by name in an opened dossier."""
    known = parties(complaint)
    names = {"complainant": known.complainant, "representative": known.representative}
    names |= {one.ref: one.name for one in known.respondents}
    if ref in MEMBERS:
        return t("secretaris") if ref == SECRETARY else t(labels.SEATS[Seat(ref)])
    asked = requested_as(complaint, ref)
    if asked is not None:
        return asked.holder_name or t("wie het stuk heeft")
    otherwise = {
        "complainant": t("de klager"),
        "representative": t("wie namens de klager spreekt"),
        "committee": t("de klachtencommissie"),
    }
    return names.get(ref) or otherwise.get(ref) or t("de beklaagde")


def named(complaint: Complaint, ref: str, t: Texts) -> str:
    """A letter of the dossier as a line tells of it: "verslag (Tom Visser)"; "" when there is none."""
    found = next((one for one in letters(complaint) if one.ref == ref), None)
    return "" if found is None else f"{t(TITLES[found.notice]).lower()} ({plain(reader(complaint, found.to, t))})"


_NOW: Mapping[Standing, str] = {
    Standing.REFUSED: N_("Kijk het adres na, en verstuur de brief dan anders."),
    Standing.IN_DOUBT: N_("Vraag na of de brief aankwam. Zo niet, verstuur hem dan anders."),
}
"""What somebody does about a letter."""

TOO_LARGE = "552"
"""A mail server's own word for a mail that is larger than it takes."""

_OUR_SERVER = N_("Onze mailserver verstuurde de brief niet. Verstuur hem anders, bijvoorbeeld per post.")
_NOW_FOR: Mapping[str, str] = {
    "no_mail": _OUR_SERVER,
    "not_taken": _OUR_SERVER,
    "no_login": _OUR_SERVER,
    STOPPED: N_("De brief ging niet vanzelf weg. Kies ‘Toch niet versturen’, of verstuur hem alsnog."),
    TOO_LARGE: N_("De mail is te groot voor de mailserver. Stuur de brief per post."),
    LEFT: N_("Dit lid van de commissie doet niet meer mee. Kies ‘Toch niet versturen’."),
    NOT_SHARED: N_("De commissie mag het dossier nu niet krijgen. Vraag de klager ernaar en leg het vast."),
}
"""The same for a refusal that has nothing to do with the address, by its code (``clock.delivery``, ``mail.smtp``)."""

_MOVED = N_(
    "De klacht ging naar de leidinggevende. Deze brief noemt nog de coördinatoren. Kies ‘Toch niet versturen’ en "
    "schrijf hem opnieuw."
)


def one(
    complaint: Complaint, letter: SentLetter, text: str, t: Texts, *, address: str, acts: bool, moved: bool
) -> Block:
    """A letter as it was frozen, and what can still be done with it. ``address`` is where it goes; ``moved``: it still
    names the coordinators (R23)."""
    to = plain(reader(complaint, letter.to, t))
    parts: list[Block] = [blocks.say(f"*{t(TITLES[letter.notice])}* ({to}): {_stands(letter, t)}")]
    if address and letter.means is not Means.SLACK:
        parts += blocks.told(t("Adres"), address)
    if acts and moved and letter.open:
        parts.append(blocks.say(t(_MOVED)))
    elif acts and letter.standing in _NOW:
        parts.append(blocks.say(t(_NOW_FOR.get(letter.code) or _NOW[letter.standing])))
    row = _to_do(complaint, letter, t) if acts else []
    row.append(Button(t("Als PDF"), "document:letter", f"{complaint.id}:{letter.document}"))
    parts += [blocks.buttons(*row), *_enclosed(complaint, letter, t), blocks.line()]
    parts += [blocks.typed(chunk) for chunk in chunks(text)]
    return blocks.modal(complaint.label, parts, close=t("Terug"))


IN_ROW, MOST_ROWS = 5, 8


def _enclosed(complaint: Complaint, letter: SentLetter, t: Texts) -> list[Block]:
    """A button for each document that goes along, by the number it has in the letter."""
    if not letter.enclosed:
        return []
    first = 1 + (numbered_before(complaint, letter.to, letter.batch) if letter.to in MEMBERS else 0)
    by_hand = letter.means is Means.POST and letter.standing is Standing.PREPARED
    title = t("Doe deze stukken bij de brief:") if by_hand else t("Bij deze brief:")
    row = [
        Button(t("Stuk {n}", n=str(number)), f"document:{id}", f"{complaint.id}:{id}")
        for number, id in enumerate(letter.enclosed, start=first)
    ][: IN_ROW * MOST_ROWS]
    return [blocks.say(title), *(blocks.buttons(*row[at : at + IN_ROW]) for at in range(0, len(row), IN_ROW))]


def _to_do(complaint: Complaint, letter: SentLetter, t: Texts) -> list[Button]:
    """What may be done with it now; first what is most likely: one that was refused goes another way."""
    if not letter.open or (letter.means is not Means.POST and letter.standing is Standing.PREPARED):
        return []
    doubt, refused = letter.standing is Standing.IN_DOUBT, letter.standing is Standing.REFUSED
    went = t("Het is aangekomen") if doubt else t("Gepost of gegeven")
    row = [
        Button(went, "step:sent", f"record_letter_sent:{complaint.id}:{letter.ref}", primary=not refused),
        Button(t("Anders versturen"), "step:resend", f"resend_letter:{complaint.id}:{letter.ref}", primary=refused),
        Button(t("Toch niet versturen"), "step:drop", f"drop_letter:{complaint.id}:{letter.ref}"),
    ]
    return [row[1], row[0], row[2]] if refused else row


def _stands(letter: SentLetter, t: Texts) -> str:
    if letter.standing is Standing.PREPARED:
        return t(WAITS[letter.means])
    return t(STANDINGS[letter.standing], day=t.day(letter.sent_on) if letter.sent_on else "")


def prepared(complaint: Complaint, made: Sequence[SentLetter], t: Texts) -> list[Block]:
    """After letters were prepared: what happens with each now."""
    if not made:
        return [blocks.say(t("Vastgelegd."))]
    parts: list[Block] = []
    if any(letter.means is Means.EMAIL for letter in made):
        parts.append(blocks.say(t("Vastgelegd. De mail gaat nu weg. Je hoort het als hij niet aankomt.")))
    if any(letter.means is Means.SLACK for letter in made):
        parts.append(blocks.say(t("Vastgelegd. Het bericht gaat nu weg in Slack. Je hoort het als het niet aankomt.")))
    posted = [letter for letter in made if letter.means is Means.POST]
    if posted:
        parts.append(blocks.say(t("De brief ligt klaar als PDF. Post of geef hem, en leg daarna vast wanneer.")))
    return [*parts, *(part for letter in posted for part in _to_post(complaint, letter, t))]


def _to_post(complaint: Complaint, letter: SentLetter, t: Texts) -> list[Block]:
    value = f"record_letter_sent:{complaint.id}:{letter.ref}"
    row = (
        Button(t("Als PDF"), f"document:{letter.ref}", f"{complaint.id}:{letter.document}"),
        Button(t("Gepost of gegeven"), f"step:sent_{letter.ref}", value, primary=True),
    )
    name = plain(reader(complaint, letter.to, t))
    parts = [blocks.say(f"*{t('Brief aan {name}', name=name)}*"), blocks.buttons(*row)]
    if letter.enclosed:
        along = Button(
            t("Stukken erbij ({n})", n=str(len(letter.enclosed))), f"letter:{letter.ref}", _view(complaint, letter)
        )
        parts.append(blocks.say(t("Bij deze brief horen stukken. Doe ze er zelf bij."), along))
    return parts
