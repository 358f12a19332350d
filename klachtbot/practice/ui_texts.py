"""What the browser UI of the practice workspace itself says, in Dutch and English.

What the app says comes from the app. Dates are written here, too, whatever the locale of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

TEXTS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "lang": "nl",
        "workspace": "Oefenwerkruimte",
        "not_slack": "Dit is niet Slack. Alles wat je hier doet, is oefenen.",
        "who": "Wie wil je zijn?",
        "who_hint": "Kies een persoon. Je kunt altijd van persoon wisselen.",
        "you_are": "Je bent nu",
        "switch": "Wissel van persoon",
        "menu": "Kanalen en personen",
        "app": "App",
        "apps": "App",
        "channels": "Kanalen",
        "dms": "Directe berichten",
        "no_channels": "Je zit nog in geen enkel kanaal.",
        "home": "Startpagina",
        "messages": "Berichten",
        "no_messages": "Hier staat nog niets.",
        "no_messages_hint": "Typ een bericht, of begin met een opdracht:",
        "no_home": "De app heeft nog geen startpagina gemaakt.",
        "only_you": "Alleen zichtbaar voor jou",
        "edited": "(bewerkt)",
        "compose": "Schrijf een bericht, of typ /",
        "send": "Versturen",
        "commands": "Opdrachten",
        "optional": "(niet verplicht)",
        "choose": "Kies…",
        "more": "Meer",
        "close": "Sluiten",
        "back": "Terug",
        "cancel": "Annuleren",
        "characters": "tekens",
        "clock": "Oefendatum",
        "hour": "+1 uur",
        "day": "+1 dag",
        "working_day": "Volgende werkdag",
        "pick_date": "Kies een datum",
        "traffic": "Verkeer",
        "traffic_hint": "Wat de app en de werkruimte elkaar sturen. Nooit wat er gezegd is.",
        "no_traffic": "Nog geen verkeer.",
        "no_app": "Er is geen app verbonden. Berichten en knoppen doen nu niets.",
        "failed": "Het lukte niet. Probeer het nog eens.",
        "offline": "De oefenwerkruimte reageert niet. Draait hij nog?",
        "unknown_block": "Dit onderdeel kan de oefenwerkruimte niet tonen:",
        "new": "nieuw",
        "skip": "Naar de inhoud",
    },
    "en": {
        "lang": "en",
        "workspace": "Practice workspace",
        "not_slack": "This is not Slack. Everything you do here is practice.",
        "who": "Who do you want to be?",
        "who_hint": "Pick a person. You can switch at any time.",
        "you_are": "You are",
        "switch": "Switch person",
        "menu": "Channels and people",
        "app": "App",
        "apps": "App",
        "channels": "Channels",
        "dms": "Direct messages",
        "no_channels": "You are not in any channel yet.",
        "home": "Home",
        "messages": "Messages",
        "no_messages": "Nothing here yet.",
        "no_messages_hint": "Type a message, or start with a command:",
        "no_home": "The app has not made a home page yet.",
        "only_you": "Only visible to you",
        "edited": "(edited)",
        "compose": "Write a message, or type /",
        "send": "Send",
        "commands": "Commands",
        "optional": "(optional)",
        "choose": "Choose…",
        "more": "More",
        "close": "Close",
        "back": "Back",
        "cancel": "Cancel",
        "characters": "characters",
        "clock": "Practice date",
        "hour": "+1 hour",
        "day": "+1 day",
        "working_day": "Next working day",
        "pick_date": "Pick a date",
        "traffic": "Traffic",
        "traffic_hint": "What the app and the workspace send each other. Never what was said.",
        "no_traffic": "No traffic yet.",
        "no_app": "No app is connected. Messages and buttons do nothing now.",
        "failed": "That did not work. Please try again.",
        "offline": "The practice workspace does not answer. Is it still running?",
        "unknown_block": "The practice workspace cannot show this part:",
        "new": "new",
        "skip": "Skip to content",
    },
}


def language(locale: str) -> str:
    """``nl`` or ``en`` for a Slack locale such as ``en-GB``; Dutch when in doubt."""
    return "en" if locale.lower().startswith("en") else "nl"


def long_date(moment: datetime, lang: str) -> str:
    """``dinsdag 8 december 2026``, in Amsterdam."""
    return format_date(moment.astimezone(AMSTERDAM), "EEEE d MMMM y", locale=lang)


def time_of_day(moment: datetime) -> str:
    """``09:05``, in Amsterdam."""
    return f"{moment.astimezone(AMSTERDAM):%H:%M}"
