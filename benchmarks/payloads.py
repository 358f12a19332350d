"""What Slack sends when the officer types ``/klacht lijst``, and when a filled-in form is submitted."""

from __future__ import annotations

import uuid

from benchmarks.seed import OFFICER
from benchmarks.slack import Json
from klachtbot.locale import catalogue
from klachtbot.practice.forms import merged, state_of
from klachtbot.slack import forms
from klachtbot.slack.forms import Carried
from klachtbot.slack.texts import Texts
from klachtbot.wiring import WallClock

_TEAM = {"id": "T0", "domain": "meten"}
_FILLED = {
    "channel": "phone",
    "about": "Tom Visser",
    "subject": "De afspraak ging twee keer niet door.",
}


def command(text: str) -> Json:
    return {
        "token": "unused",
        "team_id": _TEAM["id"],
        "team_domain": _TEAM["domain"],
        "channel_id": "D0",
        "channel_name": "directmessage",
        "user_id": OFFICER,
        "user_name": "sanne",
        "command": "/klacht",
        "text": text,
        "api_app_id": "A0",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/respond",
        "trigger_id": uuid.uuid4().hex,
    }


def submission() -> Json:
    """A new complaint, with a submission of its own, of somebody who complains for the first time."""
    texts = Texts("nl", catalogue("nl"))
    view = forms.view(forms.REGISTER, texts, Carried.fresh(), {"received_on": WallClock().today()})
    somebody = uuid.uuid4().hex[:12]
    who = {"complainant": f"Roza {somebody}", "contact": f"{somebody}@voorbeeld.example"}
    values = merged(view["blocks"], {key: {key: value} for key, value in {**_FILLED, **who}.items()})
    id = "V" + uuid.uuid4().hex[:10].upper()
    return {
        "type": "view_submission",
        "token": "unused",
        "team": _TEAM,
        "user": {"id": OFFICER, "username": "sanne", "name": "sanne", "team_id": _TEAM["id"]},
        "api_app_id": "A0",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": uuid.uuid4().hex,
        "view": {
            **view,
            "id": id,
            "team_id": _TEAM["id"],
            "app_id": "A0",
            "bot_id": "B0",
            "hash": uuid.uuid4().hex,
            "root_view_id": id,
            "previous_view_id": None,
            "state": state_of(view["blocks"], values),
        },
        "response_urls": [],
    }
