"""What Slack itself says to a person, in the language of that person's Slack: Dutch, or else English."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "required": ("Vul dit veld in.", "Please complete this required field."),
    "too_short": ("Gebruik minstens {} tekens.", "Please use at least {} characters."),
    "too_long": ("Gebruik hoogstens {} tekens.", "Please use at most {} characters."),
    "no_email": ("Vul een geldig e-mailadres in.", "Please enter a valid email address."),
    "no_number": ("Vul een getal in.", "Please enter a number."),
    "no_date": ("Kies een datum.", "Please choose a date."),
    "no_time": ("Kies een tijd.", "Please choose a time."),
    "no_option": ("Kies een van de mogelijkheden.", "Please choose one of the options."),
    "too_many": ("Kies er hoogstens {}.", "Please choose at most {}."),
    "file_type": ("Kies een bestand van een van deze soorten: {}.", "Please choose a file of one of these types: {}."),
    "file_size": (
        "Een bestand is hoogstens 10 MB groot, en niet leeg.",
        "A file can be 10 MB at most, and not be empty.",
    ),
    "no_suggestions": ("De mogelijkheden konden niet worden opgehaald.", "The options could not be loaded."),
    "look_at_fields": ("Kijk de velden met een melding nog eens na.", "Please check the fields with a message."),
    "trouble": (
        "We konden de app niet bereiken. Probeer het opnieuw.",
        "We had some trouble connecting. Please try again.",
    ),
    "gone": ("Dit staat er niet meer.", "This is no longer here."),
    "not_allowed": ("Je hebt geen toegang tot dit kanaal.", "You do not have access to this channel."),
    "command_failed": ("`{}` is mislukt met de fout `{}`.", "`{}` failed with the error `{}`."),
    "no_command": ("`{}` is geen geldige opdracht.", "`{}` is not a valid command."),
}
"""Name -> (Dutch, English)."""


def sentence(name: str, locale: str, *parts: object) -> str:
    """``locale`` as Slack writes it (``nl-NL``)."""
    dutch, english = SENTENCES[name]
    return (dutch if locale.startswith("nl") else english).format(*parts)
