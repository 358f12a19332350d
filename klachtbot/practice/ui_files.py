"""Files in the browser: choosing one in a form, and fetching one that was shared."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import asdict, dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from klachtbot.practice.model import File
from klachtbot.practice.ui_texts import TEXTS
from klachtbot.practice.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message. ``address``: where it can be had; "" when only its name is known, or it was deleted."""

    name: str
    address: str


def attached(me: str, file: File, lang: str) -> Attached:
    """A file of a message, as this person may fetch it."""
    t = TEXTS[lang]
    address = f"/als/{me}/bestand/{file.id}" if file.content is not None else ""
    return Attached(t["file_gone"] if file.deleted else file.title, address)


async def upload(workspace: Workspace, request: Request) -> Response:
    """A file that was chosen in a form; its content in base64."""
    body = await request.json()
    uploaded = await workspace.upload(
        request.path_params["user"],
        view_id=body["view_id"],
        block_id=body["block_id"],
        action_id=body["action_id"],
        name=body["name"],
        content=b64decode(body["content"]),
    )
    return JSONResponse(asdict(uploaded))


async def download(workspace: Workspace, request: Request) -> Response:
    """A file, for who is in a channel where it was shared."""
    file = workspace.file_for(request.path_params["user"], request.path_params["file"])
    if file is None or file.content is None:
        return PlainTextResponse("nothing", 404)
    # Never shown as a page of ours, whatever is in it.
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.content, media_type="application/octet-stream", headers=named)
