"""A small app of the tests' own, on the real ``slack_bolt``: every input element, buttons, menus, a Home tab.

``heard`` keeps what reached it, so that a test can see what the browser sent.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.http_retry import RateLimitErrorRetryHandler

from klachtbot.practice.manifest import Manifest, parse_manifest
from klachtbot.practice.server import PracticeServer

Json = dict[str, Any]

MANIFEST: Manifest = parse_manifest(
    {
        "display_information": {"name": "Echo"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "echo"},
            "slash_commands": [
                {"command": "/echo", "description": "Laat zien wat er kan", "usage_hint": "formulier · knoppen · stil"}
            ],
            "shortcuts": [
                {"name": "Iets melden", "type": "global", "callback_id": "report", "description": "Open het formulier"},
                {"name": "Dit melden", "type": "message", "callback_id": "report_this", "description": "Neem dit over"},
                {"name": "Dit bewaren", "type": "message", "callback_id": "keep_this", "description": "Voor later"},
            ],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history", "im:write", "users:read"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
)

HOSTILE = "<img src=x onerror=\"document.title='gekaapt'\">"


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def option(words: str, value: str) -> Json:
    return {"text": text(words), "value": value}


def ask(name: str, label: str, kind: str, *, optional: bool = False, hint: str = "", **more: Any) -> Json:
    block = {
        "type": "input",
        "block_id": name,
        "label": text(label),
        "optional": optional,
        "element": {"type": kind, "action_id": name, **more},
    }
    return {**block, "hint": text(hint)} if hint else block


def form() -> Json:
    """Every input element once."""
    vias = [option("E-mail", "mail"), option("Telefoon", "phone")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Formulier"),
        "submit": text("Opslaan"),
        "close": text("Annuleren"),
        "blocks": [
            {
                "type": "section",
                "block_id": "intro",
                "text": {"type": "mrkdwn", "text": "Alles op *één* plek."},
                "accessory": {"type": "button", "action_id": "rename", "text": text("Andere naam")},
            },
            ask("subject", "Onderwerp", "plain_text_input", max_length=40, hint="Een paar woorden."),
            ask("story", "Verhaal", "plain_text_input", multiline=True, optional=True),
            ask("mail", "E-mailadres", "email_text_input", optional=True),
            ask("count", "Aantal", "number_input", is_decimal_allowed=False, optional=True),
            ask("day", "Dag", "datepicker", initial_date="2026-12-08"),
            ask("time", "Tijd", "timepicker", optional=True),
            ask("via", "Binnengekomen via", "static_select", options=vias, optional=True),
            ask("who", "Door wie", "radio_buttons", options=[option("Cliënt", "client"), option("Ander", "other")]),
            ask("wishes", "Wensen", "checkboxes", options=[option("Gesprek", "talk"), option("Brief", "letter")]),
            ask("colleague", "Collega", "users_select", optional=True),
            {
                "type": "actions",
                "block_id": "further",
                "elements": [{"type": "button", "action_id": "push", "text": text("Nog iets erbij")}],
            },
        ],
    }


def more() -> Json:
    """A view to lie on top of the form."""
    return {
        "type": "modal",
        "callback_id": "more",
        "title": text("Erbij"),
        "submit": text("Toevoegen"),
        "blocks": [ask("extra", "Nog iets", "plain_text_input", optional=True)],
    }


CITIES = ("Arnhem", "Breda", "Delft", "Ede", "Gouda", "Hoorn", "Leiden", "Sneek", "Weert")


def choices(heading: str = "Kies maar") -> Json:
    """Every way to choose several, and to search."""
    cities = [option(city, city.lower()) for city in CITIES]
    return {
        "type": "modal",
        "callback_id": "choices",
        "title": text(heading),
        "submit": text("Opslaan"),
        "blocks": [
            ask("people", "Wie zijn erbij", "multi_users_select"),
            ask("cities", "Welke steden", "multi_static_select", options=cities, max_selected_items=2, optional=True),
            ask("case", "Welke zaak", "external_select", min_query_length=2, optional=True, hint="Nummer of naam."),
            {
                "type": "section",
                "block_id": "also",
                "text": {"type": "mrkdwn", "text": "Wie kijkt er mee?"},
                "accessory": {"type": "multi_users_select", "action_id": "watchers", "initial_users": ["U0BRAM"]},
            },
        ],
    }


CASES = ("K-2026-001 · Jansen", "K-2026-002 · Jansma", "K-2026-003 · Pietersen")


def buttons() -> list[Json]:
    confirm = {
        "title": text("Weggooien?"),
        "text": text("Dit kun je niet ongedaan maken."),
        "confirm": text("Weggooien"),
        "deny": text("Toch niet"),
    }
    return [
        {"type": "header", "text": text("Wat wil je doen?")},
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "🔴 `K-2026-011` · *vandaag*"}},
        {
            "type": "actions",
            "block_id": "choice",
            "elements": [
                {"type": "button", "action_id": "open", "text": text("Invullen"), "style": "primary"},
                {
                    "type": "button",
                    "action_id": "drop",
                    "text": text("Weggooien"),
                    "style": "danger",
                    "confirm": confirm,
                },
                {
                    "type": "overflow",
                    "action_id": "menu",
                    "options": [option("Bekijken", "look"), option("Later", "later")],
                },
            ],
        },
    ]


@dataclass
class Echo:
    """The running app. ``heard``: what happened, in order; ``release`` lets an answer through that was held back."""

    heard: list[Any] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    submissions: int = 0


def start(server: PracticeServer) -> tuple[Echo, SocketModeHandler]:
    """Connect the app to this workspace."""
    echo = Echo()
    client = WebClient(
        token=server.workspace.bot_token,
        base_url=server.api_url,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)],
    )
    app = App(client=client, token_verification_enabled=False)
    _listen(app, echo)
    # Closing waits for the ping thread: a short interval is a short wait.
    handler = SocketModeHandler(app, server.workspace.app_token, web_client=client, ping_interval=0.3)
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    return echo, handler


def _listen(app: App, echo: Echo) -> None:
    @app.command("/echo")
    def on_command(ack: Any, command: Json, client: WebClient, respond: Any) -> None:
        echo.heard.append(command["text"])
        if command["text"] == "formulier":
            client.views_open(trigger_id=command["trigger_id"], view=form())
            ack()
        elif command["text"] == "knoppen":
            ack()
            client.chat_postMessage(channel=command["channel_id"], text="Wat wil je doen?", blocks=buttons())
        elif command["text"] == "keuzes":
            client.views_open(trigger_id=command["trigger_id"], view=choices())
            ack()
        elif command["text"] == "vijandig":
            ack()
            client.chat_postMessage(channel=command["channel_id"], text=HOSTILE)
        else:
            ack(f"Je zei: {command['text']}")

    @app.shortcut("report")
    def on_report(ack: Any, shortcut: Json, client: WebClient) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=form())
        ack()

    @app.shortcut("report_this")
    def on_report_this(ack: Any, shortcut: Json, client: WebClient) -> None:
        message = shortcut["message"]
        echo.heard.append((message["text"], [file["name"] for file in message.get("files", [])]))
        client.views_open(trigger_id=shortcut["trigger_id"], view=choices("Overgenomen"))
        ack()

    @app.shortcut("keep_this")
    def on_keep_this(ack: Any, respond: Any) -> None:
        ack()
        respond("Bewaard.")

    @app.options("case")
    def on_search(ack: Any, body: Json) -> None:
        echo.searched.append(body["value"])
        found = [case for case in CASES if body["value"].lower() in case.lower()]
        ack(options=[option(case, case[:10].lower()) for case in found])

    @app.action("watchers")
    def on_watchers(ack: Any, action: Json) -> None:
        echo.heard.append(action["selected_users"])
        ack()

    @app.view("choices")
    def on_choices(ack: Any, view: Json) -> None:
        echo.heard.append({name: block[name] for name, block in view["state"]["values"].items() if name in block})
        ack()

    @app.action("open")
    def on_open(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form())
        ack()

    @app.action("rename")
    def on_rename(ack: Any, body: Json, client: WebClient) -> None:
        client.views_update(view_id=body["view"]["id"], view={**form(), "title": text("Nieuwe naam")})
        ack()

    @app.action("push")
    def on_push(ack: Any, body: Json, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=more())
        ack()

    @app.view("more")
    def on_more(ack: Any, view: Json) -> None:
        echo.heard.append(view["state"]["values"]["extra"]["extra"]["value"])
        ack()

    @app.action("drop")
    def on_drop(ack: Any, body: Json, client: WebClient) -> None:
        echo.heard.append("dropped")
        ack()
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Weggegooid.", blocks=[])

    @app.action("menu")
    def on_menu(ack: Any, action: Json) -> None:
        echo.heard.append(action["selected_option"]["value"])
        ack()

    @app.view("form")
    def on_form(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        values = {name: block[name] for name, block in view["state"]["values"].items()}
        echo.heard.append(values)
        if values["subject"]["value"] == "fout":
            ack(response_action="errors", errors={"subject": "Noem het anders dan fout."})
            return
        client.chat_postMessage(channel=body["user"]["id"], text=f"Opgeslagen: {values['subject']['value']}")
        ack()

    @app.event("app_home_opened")
    def on_home(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": buttons()})
