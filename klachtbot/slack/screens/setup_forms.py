"""The forms about the committee's list (R13): who comes on it, what changes, who leaves; and the organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from klachtbot.domain.model import Position
from klachtbot.slack import blocks, forms
from klachtbot.slack.blocks import Block
from klachtbot.slack.fields import NO_EMAIL, Field, Kind, Option, Value
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.organisation_member import LONGEST, LONGEST_EMAIL, Fault, Rule
from klachtbot.usecases.roster_view import ORDER, OnTheList

SEATS: Mapping[Position, str] = {
    Position.CHAIR: N_("Voorzitter"),
    Position.DEPUTY_CHAIR: N_("Plaatsvervangend voorzitter"),
    Position.PARTNER_MEMBER: N_("Lid van een convenantpartner"),
    Position.SUBSTITUTE: N_("Plaatsvervangend lid"),
    Position.MUNICIPAL_OFFICIAL: N_("Ambtenaar van de gemeente"),
    Position.SECRETARY: N_("Secretaris"),
}

NONE = "none"
"""No organisation."""

_SEAT = Field("seat", N_("Welke plaats?"), Kind.CHOICE, options=tuple(Option(one.value, SEATS[one]) for one in ORDER))
_NAME = Field("name", N_("Naam"), Kind.TEXT, longest=LONGEST)
_EMAIL = Field("email", N_("E-mailadres"), Kind.TEXT, longest=LONGEST_EMAIL)
_ORGANISATION = Field(
    "organisation",
    N_("Van welke organisatie?"),
    Kind.CHOICE,
    optional=True,
    hint=N_("Gaat een klacht over deze organisatie? Dan zit een ander op deze plaats."),
)
_NEW = Field(
    "new_organisation",
    N_("Of een andere organisatie"),
    Kind.TEXT,
    optional=True,
    longest=LONGEST,
    hint=N_("Alleen als de organisatie er nog niet bij staat."),
)
_SINCE = Field("since", N_("Eerste dag van de termijn"), Kind.DAY, optional=True)
_UNTIL = Field(
    "until",
    N_("Laatste dag van de termijn"),
    Kind.DAY,
    optional=True,
    hint=N_("Na deze dag vragen we deze persoon niet meer. Leeg: geen einde."),
)

ADD = Form(
    "setup_add",
    N_("Iemand in Slack"),
    N_("Op de lijst zetten"),
    (_SEAT, Field("slack", N_("Wie?"), Kind.PEOPLE, most=1), _ORGANISATION, _NEW, _SINCE, _UNTIL),
)
ADD_BY_MAIL = Form(
    "setup_add_mail",
    N_("Iemand per e-mail"),
    N_("Op de lijst zetten"),
    (_SEAT, _NAME, _EMAIL, _ORGANISATION, _NEW, _SINCE, _UNTIL),
)
CHANGE = Form(
    "setup_change",
    N_("Wijzigen"),
    N_("Vastleggen"),
    (
        _SEAT,
        _NAME,
        Field(
            "slack",
            N_("Persoon in Slack"),
            Kind.PEOPLE,
            optional=True,
            most=1,
            hint=N_("Leeg: deze persoon doet per e-mail mee. Vul dan een e-mailadres in."),
        ),
        replace(_EMAIL, optional=True),
        replace(_ORGANISATION, hint=N_("Staat de organisatie er niet bij? Voeg die eerst toe, onder de lijst.")),
        _SINCE,
        _UNTIL,
    ),
)
REMOVE = Form("setup_remove", N_("Van de lijst halen"), N_("Van de lijst halen"), ())
ADD_ORGANISATION = Form(
    "setup_organisation", N_("Organisatie toevoegen"), N_("Toevoegen"), (replace(_NAME, label=N_("Naam")),)
)
RENAME = Form(
    "setup_rename",
    N_("Naam wijzigen"),
    N_("Vastleggen"),
    (_NAME,),
    intro=N_("Het blijft dezelfde organisatie: ook in klachten die al lopen."),
)

SETUP_FORMS: Mapping[str, Form] = {
    form.name: form for form in (ADD, ADD_BY_MAIL, CHANGE, REMOVE, ADD_ORGANISATION, RENAME)
}


def add(form: Form, organisations: Mapping[str, str], t: Texts) -> Block:
    """The empty form, for somebody in Slack or not."""
    return forms.view(_offering(form, organisations), t, Carried.fresh(), {})


def change(one: OnTheList, organisations: Mapping[str, str], version: int, t: Texts) -> Block:
    """Somebody as they stand there. ``version``: the last change that was seen."""
    member = one.member
    organisation = next((id for id, name in organisations.items() if name == member.organisation), NONE)
    values: Mapping[str, Value] = {
        "seat": one.position.value,
        "name": member.name,
        "slack": (member.slack_id,) if member.slack_id else (),
        "email": member.email,
        "organisation": organisation,
        "since": member.since,
        "until": member.until,
    }
    carried = Carried.fresh(version=version, subject=f"{one.id}:{one.position}")
    return forms.view(_offering(CHANGE, organisations), t, carried, values)


def remove(one: OnTheList, t: Texts) -> Block:
    """Whether they are sure, and what follows."""
    who, seat = plain(one.member.name), t(SEATS[one.position])
    said = (
        t("*{who}* · {seat}", who=who, seat=seat),
        t("Vanaf nu vragen we deze persoon niet meer voor nieuwe klachten."),
        t("Zit deze persoon nu in een commissie? Dan blijft dat zo, tot de behandelaar de commissie opnieuw "
          "samenstelt."),
    )  # fmt: skip
    carried = Carried.fresh(subject=f"{one.id}:{one.position}")
    return forms.view(REMOVE, t, carried, {}, [blocks.say(text) for text in said])


def rename(id: str, name: str, t: Texts) -> Block:
    return forms.view(RENAME, t, Carried.fresh(subject=id), {"name": name})


def add_organisation(t: Texts) -> Block:
    return forms.view(ADD_ORGANISATION, t, Carried.fresh(), {})


def _offering(form: Form, organisations: Mapping[str, str]) -> Form:
    """The form with the organisations there are to choose from: at most a hundred fit, with none at all."""
    listed = [Option(id, shorten(name, 75)) for id, name in organisations.items()][:99]
    options = (Option(NONE, N_("Geen organisatie")), *listed)
    fields = (replace(one, options=options) if one.key == "organisation" else one for one in form.fields)
    return replace(form, fields=tuple(fields))


# What is wrong with what was sent in ----------------------------------------------------------------------------------


def errors(found: Iterable[Fault], form: Form, t: Texts) -> Mapping[str, str]:
    """A sentence at each field of the form that needs another look."""
    said: dict[str, str] = {}
    for fault in found:
        said.setdefault(_field(fault, form), t(_WRONG.get((fault.key, fault.rule)) or _WRONG["", fault.rule]))
    return said


def _field(fault: Fault, form: Form) -> str:
    """The field of the form where it can be put right."""
    there = [field.key for field in form.fields]
    wanted: Sequence[str] = _WHERE.get(fault.key, (fault.key,))
    return next((key for key in wanted if key in there), there[0])


_WHERE = {
    "slack": ("email", "slack"),
    "name": ("name", "slack"),
    "positions": ("slack", "seat"),
}
"""Of a part of a member: the field it is in; in a form without that one, the next."""

_WRONG: Mapping[tuple[str, Rule], str] = {
    ("", Rule.MISSING): N_("Vul dit veld in."),
    ("name", Rule.MISSING): N_("Slack zegt nu niet hoe deze persoon heet. Probeer het over een minuut nog eens."),
    ("slack", Rule.MISSING): N_("Vul een e-mailadres in, of kies de persoon in Slack."),
    ("organisation", Rule.MISSING): N_("Kies een organisatie. Bij deze plaats moeten we die weten."),
    ("", Rule.TOO_LONG): N_("Dit is te lang. Maak het korter."),
    ("", Rule.UNSEEN): N_("Hier staat een teken dat je niet ziet. Typ het opnieuw."),
    ("", Rule.NO_SLACK_ID): N_("Kies deze persoon opnieuw."),
    ("", Rule.SLACK_TAKEN): N_("Deze persoon staat al op de lijst. Kies daar Wijzigen."),
    ("", Rule.NO_EMAIL): NO_EMAIL,
    ("", Rule.EMAIL_TAKEN): N_("Dit adres is al van iemand anders. Vul een ander adres in."),
    ("", Rule.NEEDS_SLACK): N_("Deze persoon doet hier ook ander werk, en blijft daarom in Slack."),
    ("", Rule.BOTH_SIDES): N_("Wie hier werkt, zit niet zelf in de klachtencommissie. Kies iemand anders."),
    ("", Rule.NO_TERM): N_("Een secretaris heeft geen termijn. Laat dit leeg."),
    ("", Rule.TURNED): N_("Deze dag ligt voor de eerste dag. Kies een latere dag."),
}
