"""The ``Binder`` of the use cases: a dossier as PDF, set by a process of its own that lives for this one dossier.

Setting two hundred pages takes a few hundred megabytes, and foreign PDFs are read on the way: neither belongs in the
bot. The child gets the words and the documents over a pipe and answers with the PDF; nothing is written to disk in
the clear, by neither. It has no setting, key or token of the bot in its environment, may take so much memory and time,
and what it says about a failure is a code. (ADR 0026)
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import IO, Any

from klachtbot.letters.blocks import clean
from klachtbot.letters.days import in_words
from klachtbot.letters.setting import LABELS, LINE, NARROW, set_lines
from klachtbot.letters.spool import CHUNK, Spool
from klachtbot.usecases.delivery import Stream
from klachtbot.usecases.dossier_pdf import ContentOf, Dossier, NotMade, Piece

SECONDS = 120
"""Longer than the largest dossier takes on a slow machine."""

MEGABYTES = 2048
"""The address space of the child. Two hundred pages take some 400; the rest is for pictures and foreign pages."""

MOST_INSIDE = 100 * 1024 * 1024
"""As many bytes of documents go inside one PDF; what comes after them is named, and fetched one by one."""

CHILD = "klachtbot.letters.dossier_child"
_STEPS = ("whole", "plain")
"""How it is tried: with pictures on pages; when that fails, with every document attached as it is."""


class ProcessBinder:
    """``usecases.dossier_pdf.Binder``. ``seconds`` and ``megabytes`` bound the child."""

    def __init__(self, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes

    def bind(self, dossier: Dossier, content_of: ContentOf, *, merged: bool) -> Stream:
        for step in _STEPS:
            spool = self._try(dossier, content_of, merged=merged, plain=step == "plain")
            if spool is not None:
                return spool
        raise NotMade("renderer")

    def _try(self, dossier: Dossier, content_of: ContentOf, *, merged: bool, plain: bool) -> Spool | None:
        """None when the child did not make it."""
        inside = _inside(dossier)
        order = {
            "content": _content(dossier),
            "inside": [{"number": one.number, "size": one.size} for one in inside],
            "merged": merged,
            "plain": plain,
        }
        limits = [str(self._seconds), str(self._megabytes)]
        # -I: nothing of the surroundings is read; -B: nothing is written.
        child = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-I", "-B", "-m", CHILD, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_BARE,
            close_fds=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Timer(self._seconds, child.kill)
        late.daemon = True
        late.start()
        spool = Spool()
        try:
            _hand_over(child.stdin, order, inside, content_of)
            while chunk := child.stdout.read(CHUNK):
                spool.write(chunk)
            made = child.wait() == 0 and len(spool) > 0
        except BaseException:
            spool.close()
            raise
        finally:
            late.cancel()
            child.kill()
            child.wait()
            child.stdout.close()
        if made:
            return spool
        spool.close()
        return None


# Two threads are enough, and memory that threads set aside each for themselves counts towards the limit.
_BARE: Mapping[str, str] = {"LANG": "C.UTF-8", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}


def _inside(dossier: Dossier) -> list[Piece]:
    found, room = [], MOST_INSIDE
    for piece in dossier.pieces:
        if piece.size <= room:
            found.append(piece)
            room -= piece.size
    return found


def _hand_over(pipe: IO[bytes], order: Mapping[str, Any], inside: list[Piece], content_of: ContentOf) -> None:
    try:
        with pipe:
            head = json.dumps(order, ensure_ascii=False).encode("utf-8", "replace")
            pipe.write(struct.pack(">Q", len(head)))
            pipe.write(head)
            for piece in inside:
                content = content_of(piece.id)
                if len(content) != piece.size:
                    raise NotMade("changed")
                pipe.write(content)
    except BrokenPipeError:
        pass  # it ended before it had everything; how it ended is looked at next


def _content(dossier: Dossier) -> dict[str, Any]:
    """What ``dossier.typ`` reads; how each document goes into it, the child adds."""
    return {
        "language": dossier.language,
        "region": LABELS[dossier.language]["region"],
        "title": clean(dossier.title),
        "number": dossier.number,
        "organisation": clean(dossier.organisation),
        "year": dossier.made_on.year,
        "month": dossier.made_on.month,
        "day": dossier.made_on.day,
        "date": in_words(dossier.made_on, dossier.language),
        "words": dict(dossier.words),
        "front": [{"label": pair.label, "text": _line(pair.text)} for pair in dossier.front],
        "chapters": [
            {
                "title": chapter.title,
                "lead": chapter.lead,
                "pairs": [
                    {"label": _line(pair.label, NARROW), "text": list(_paragraphs(pair.text))} for pair in chapter.pairs
                ],
                "happened": [
                    {"day": one.day, "what": _line(one.what), "who": _line(one.who, NARROW), "corrects": one.corrects}
                    for one in chapter.happened
                ],
                "told": [{"heading": _line(one.heading), "text": list(_paragraphs(one.text))} for one in chapter.told],
            }
            for chapter in dossier.chapters
        ],
        "pieces": [_piece(dossier, piece) for piece in dossier.pieces],
        "missing": [
            _line(" · ".join(part for part in (one.day, one.kind, clean(one.name), one.why) if part))
            for one in dossier.missing
        ],
    }


def _piece(dossier: Dossier, piece: Piece) -> dict[str, Any]:
    heading = dossier.words["piece_heading"].format(n=piece.number)
    return {
        "number": piece.number,
        "heading": heading,
        "day": piece.day,
        "name": _line(piece.name),
        "what": _line(" · ".join(part for part in (piece.kind, piece.remark) if part)),
        "alt": clean(f"{heading}: {piece.name}. {dossier.words['picture']}"),
        "file": piece.file,
        "media_type": piece.media_type,
        "source": f"{piece.number}",
        "how": "apart",
        "where": dossier.words["apart"],
        "pages": 0,
    }


def _line(text: str, longest: int = LINE) -> dict[str, Any]:
    return set_lines(clean(text).split("\n"), longest)


def _paragraphs(text: str) -> Iterator[dict[str, Any]]:
    """A text as it was typed: an empty line parts paragraphs, any other line stays a line."""
    lines: list[str] = []
    for line in [*clean(text).split("\n"), ""]:
        if line.strip():
            lines.append(line.strip())
        elif lines:
            yield set_lines(lines)
            lines = []
