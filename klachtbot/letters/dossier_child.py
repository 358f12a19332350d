"""The process that sets one dossier: words and documents come in over a pipe, a PDF goes out. Nothing is kept.

It bounds itself before it reads a word: so much memory, so many seconds, no core file. How it ends says whether there
is a PDF; why there is none is said to nobody, for the words of an error may quote what somebody wrote.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from klachtbot.letters.setting import faces, shown

if TYPE_CHECKING:
    import typst

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What can stand on a page. A TIFF or HEIC goes along as a file."""

PDF = "application/pdf"


def main() -> int:
    """``seconds megabytes``, and the order on standard input; see ``dossier.ProcessBinder``."""
    seconds, megabytes = (int(one) for one in sys.argv[1:3])
    _bound(seconds, megabytes)
    try:
        made = bound(*_taken_over(sys.stdin.buffer))
        _give(sys.stdout.fileno(), made)
    except Exception:  # its words may be personal
        return 1
    return 0


def _bound(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2,) * 2)
    signal.alarm(seconds)  # ends it, also when who started it is gone
    os.nice(5)  # people at the desk come first


def _taken_over(pipe: IO[bytes]) -> tuple[dict[str, Any], dict[int, bytes]]:
    (size,) = struct.unpack(">Q", _read(pipe, 8))
    order = json.loads(_read(pipe, size))
    return order, {one["number"]: _read(pipe, one["size"]) for one in order["inside"]}


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) != size:
        raise EOFError
    return found


def _give(out: int, made: bytes) -> None:
    view = memoryview(made)
    while view:
        view = view[os.write(out, view) :]


def bound(order: Mapping[str, Any], files: Mapping[int, bytes]) -> bytes:
    """The PDF of this order. ``files`` are the documents that go inside, by number."""
    content, merged = order["content"], order["merged"]
    foreign = dict(_foreign(content, files)) if merged and not order["plain"] else {}
    for piece in content["pieces"]:
        if piece["number"] in files:
            _place(piece, content["words"], foreign, placed=not order["plain"])
    standards: list[typst.PDFStandard] = [] if merged else ["a-3a", "ua-1"]
    setting = _Setting(files, standards)
    try:
        made = setting.of(content)
    except Exception:
        # A picture that cannot be shown: find which, and let those go along as they are.
        for piece in content["pieces"]:
            if piece["how"] == "placed" and not setting.shows(piece["number"]):
                _attach(piece, content["words"])
        made = setting.of(content)
    return _merged(made, content, foreign) if foreign else made


def _place(piece: dict[str, Any], words: Mapping[str, str], foreign: Mapping[int, Any], *, placed: bool) -> None:
    """How a document goes in: on a page, as pages behind this one, or as a file inside the PDF."""
    if piece["number"] in foreign:
        pages = len(foreign[piece["number"]].pages)
        piece |= {"how": "merged", "pages": pages, "where": words["behind_one" if pages == 1 else "behind"]}
        piece["where"] = piece["where"].format(pages=pages)
    elif placed and piece["media_type"] in PICTURES:
        piece["how"] = "placed"
    else:
        _attach(piece, words)


def _attach(piece: dict[str, Any], words: Mapping[str, str]) -> None:
    piece |= {"how": "attached", "where": words["inside"].format(file=piece["file"])}


class _Setting:
    """Typst, with these files beside the pages. It reads them by path, so they get one that leads into memory."""

    def __init__(self, files: Mapping[int, bytes], standards: list[typst.PDFStandard]) -> None:
        self._paths = {number: _in_memory(file) for number, file in files.items()}
        self._standards = standards

    def of(self, content: dict[str, Any]) -> bytes:
        for piece in content["pieces"]:
            piece["source"] = self._paths.get(piece["number"], "")
        made, _ = shown(json.dumps(content, ensure_ascii=False), self._compile)
        return made

    def _compile(self, content: str) -> bytes:
        return self._made(_source(), dossier=_in_memory(content.encode("utf-8", "replace")))

    def _made(self, source: bytes, **inputs: str) -> bytes:
        import typst

        compiler = typst.Compiler(source, root=_FILES, font_paths=faces(), ignore_system_fonts=True, sys_inputs=inputs)
        made = compiler.compile(format="pdf", pdf_standards=self._standards)
        assert isinstance(made, bytes)
        return made

    def shows(self, number: int) -> bool:
        """Whether this picture can stand on a page."""
        import typst

        try:
            self._made(_PICTURE, picture=self._paths[number])
        except typst.TypstError:
            return False
        return True


_FILES = "/proc/self/fd"

_PICTURE = b"""
#set document(title: "-")
#set text(lang: "nl")
#image(read(sys.inputs.picture, encoding: none), alt: "-", width: 1cm)
"""


def _in_memory(content: bytes) -> str:
    """Its path under ``_FILES``. It stands on no disk."""
    file = os.memfd_create("klachtbot")
    _give(file, content)
    return f"/{file}"


@cache
def _source() -> bytes:
    return (Path(__file__).parent / "dossier.typ").read_bytes()


# The reading copy -----------------------------------------------------------------------------------------------------


def _foreign(content: Mapping[str, Any], files: Mapping[int, bytes]) -> Iterator[tuple[int, Any]]:
    """The PDFs whose pages can be read."""
    from pypdf import PdfReader

    for piece in content["pieces"]:
        if piece["number"] in files and piece["media_type"] == PDF:
            try:
                reader = PdfReader(BytesIO(files[piece["number"]]))
                sizes = [page.mediabox for page in reader.pages]
            except Exception:  # noqa: S112 - it goes along as it is, for who has a better reader
                continue
            if sizes:
                yield piece["number"], reader


def _merged(made: bytes, content: Mapping[str, Any], foreign: Mapping[int, Any]) -> bytes:
    """The pages of others behind the page that announces them, each with the case, the document and the page on it."""
    from pypdf import PdfReader, PdfWriter

    own = PdfReader(BytesIO(made))
    dividers = {
        number: own.get_destination_page_number(own.named_destinations[f"piece-{number}"]) for number in foreign
    }
    writer = PdfWriter(clone_from=own)
    for number in sorted(foreign, reverse=True):  # from behind, so that earlier places stay
        at = (dividers[number] or 0) + 1
        first = at + 1 + sum(len(foreign[other].pages) for other in foreign if other < number)
        pages = [writer.insert_page(page, at + offset) for offset, page in enumerate(foreign[number].pages)]
        for page in pages:
            for key in ("/Annots", "/AA", "/StructParents", "/Tabs"):  # nothing in it acts, or points to what is gone
                page.pop(key, None)
            page.transfer_rotation_to_content()
        sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages]
        heading = content["words"]["piece_heading"].format(n=number)
        lines = [f"{content['number']} · {heading} · {content['words']['page']} {first + n}" for n in range(len(pages))]
        for page, stamp in zip(pages, PdfReader(BytesIO(_stamps(sizes, lines))).pages, strict=True):
            page.merge_translated_page(stamp, float(page.mediabox.left), float(page.mediabox.bottom))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _stamps(sizes: Sequence[tuple[float, float]], lines: Sequence[str]) -> bytes:
    """Empty pages of these sizes, in points, with a line on top of each."""
    import typst

    told = json.dumps([{"w": w, "h": h, "line": line} for (w, h), line in zip(sizes, lines, strict=True)])
    compiler = typst.Compiler(_STAMPS, font_paths=faces(), ignore_system_fonts=True, sys_inputs={"pages": told})
    made = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(made, bytes)
    return made


_STAMPS = b"""
#set text(font: "Source Sans Pro", size: 8pt, fill: luma(35%))
#for one in json(bytes(sys.inputs.pages)) {
  page(width: one.w * 1pt, height: one.h * 1pt, margin: 0pt, fill: none,
    place(top + right, dx: -8pt, dy: 6pt, box(fill: white, inset: 2pt, one.line)))
}
"""


if __name__ == "__main__":
    sys.exit(main())
