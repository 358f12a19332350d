"""The choices that several steps offer."""

from __future__ import annotations

from klachtbot.slack.fields import Option
from klachtbot.slack.texts import N_
from klachtbot.usecases.documents import DocumentKind, Reading

MEANS = (
    Option("phone", N_("Telefoon")),
    Option("email", N_("E-mail")),
    Option("letter", N_("Brief")),
    Option("in_person", N_("Persoonlijk gesprek")),
    Option("video", N_("Videogesprek")),
)

SAFETY = (
    Option("safety", N_("Veiligheid")),
    Option("crime", N_("Strafbaar feit")),
    Option("data_breach", N_("Datalek")),
)

RELATIONS = (
    Option("authorised", N_("Gemachtigde")),
    Option("parent", N_("Ouder van de klager")),
    Option("guardian", N_("Voogd")),
    Option("mentor", N_("Mentor")),
    Option("administrator", N_("Bewindvoerder")),
    Option("next_of_kin", N_("Nabestaande")),
)

AUTHORISATION = (
    Option("seen", N_("Ja, die heb ik gezien")),
    Option("asked", N_("Daar is om gevraagd")),
)

LETTERS_TO = (
    Option("complainant", N_("Naar de klager")),
    Option("representative", N_("Naar wie namens de klager spreekt")),
    Option("both", N_("Naar allebei")),
)

AGES = (
    Option("under_12", N_("Jonger dan 12")),
    Option("12_15", N_("12 tot en met 15")),
    Option("16_17", N_("16 of 17")),
    Option("adult", N_("18 of ouder")),
)

SPEAKING = tuple(one for one in MEANS if one.code in ("phone", "in_person", "video"))
"""How a person tells another something: a letter or mail is no talk (R7)."""

PRESENT = (
    Option("complainant", N_("De klager")),
    Option("representative", N_("Wie namens de klager spreekt")),
    Option("respondent", N_("De beklaagde")),
    Option("officer", N_("De behandelaar")),
    Option("support", N_("Iemand die steunt of meekomt")),
)

MINUTES = (
    Option("30", N_("Een half uur")),
    Option("45", N_("Drie kwartier")),
    Option("60", N_("Een uur")),
    Option("90", N_("Anderhalf uur")),
    Option("120", N_("Twee uur")),
)

WISHED_BY = (
    Option("complainant", N_("De klager")),
    Option("respondent", N_("De beklaagde")),
    Option("both", N_("Allebei")),
    Option("us", N_("Wijzelf")),
)

OUTCOMES = (
    Option("settled", N_("De klager is tevreden")),
    Option("unsettled", N_("De klager is niet tevreden")),
)

CHOICES = (
    Option("committee", N_("De klachtencommissie inschakelen")),
    Option("no_step", N_("Geen verdere stap")),
)

FORWARDED = (
    Option("no", N_("Nee, de klager gaat er zelf heen")),
    Option("with_consent", N_("Ja, en de klager vindt dat goed")),
)

LEARNING = (
    Option("lesson", N_("Ja, we leren hiervan")),
    Option("none", N_("Nee, niets")),
)

HANDLING = (
    Option("good", N_("Goed")),
    Option("fair", N_("Redelijk")),
    Option("poor", N_("Niet goed")),
    Option("not_asked", N_("Niet gevraagd")),
)

DOCUMENT_KINDS = (
    Option(DocumentKind.COMPLAINT.value, N_("De klacht zelf")),
    Option(DocumentKind.CORRESPONDENCE.value, N_("Een brief of mail")),
    Option(DocumentKind.REACTION.value, N_("Een reactie van de beklaagde")),
    Option(DocumentKind.REPORT.value, N_("Een verslag")),
    Option(DocumentKind.RULING.value, N_("Een uitspraak van de commissie")),
    Option(DocumentKind.AUTHORISATION.value, N_("Een machtiging")),
    Option(DocumentKind.OTHER.value, N_("Iets anders")),
)

READINGS = (
    Option(Reading.WHOLE.value, N_("Ja, helemaal")),
    Option(Reading.SHIELDED.value, N_("Alleen een afgeschermde versie")),
    Option(Reading.WITHHELD.value, N_("Nee")),
)

WITHOUT_SHIELDED = tuple(one for one in READINGS if one.code != Reading.SHIELDED)
"""For forms that take no second file: a shielded version is one, and goes by the form of the card."""
