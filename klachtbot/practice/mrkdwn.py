"""Slack's mrkdwn as safe HTML.

Apps send ``&``, ``<`` and ``>`` escaped and put mentions and links between angle brackets; everything else is text.
Whatever comes in, only the few tags below come out, and every character of text passes ``markupsafe.escape``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby

from markupsafe import Markup, escape

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)\"'])"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<italic>[^\s_](?:[^\n]*?[^\s])??)_(?!\w)"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|(?P<dot>[🔴🟠🟡🟢⚪🔵⚫⏸])\ufe0f?"
)
_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"^(?:&gt;|>) ?")
_ITEM = re.compile(r"^\s*[•◦-] +")
_NUMBERED = re.compile(r"^\s*\d+[.)] +")
_BROADCAST = frozenset({"channel", "here", "everyone"})

# Fonts without colour glyphs would show an empty box; a drawn dot with the sign inside reads and copies the same.
_DOTS = {
    "🔴": "red",
    "⏸": "pause",
    "🟠": "orange",
    "🟡": "yellow",
    "🟢": "green",
    "⚪": "white",
    "🔵": "blue",
    "⚫": "black",
}


def mrkdwn(text: str, names: Mapping[str, str] | None = None) -> Markup:
    """``text`` as Slack would show it. ``names`` gives the name behind an id (person or channel)."""
    known = names or {}
    parts = _FENCE.split(text)
    return Markup("").join(
        Markup("<pre>{}</pre>").format(_plain(part)) if odd else Markup("").join(_lines(part, known))
        for odd, part in ((position % 2, part) for position, part in enumerate(parts))
        if part
    )


def plain(text: str) -> Markup:
    """A ``plain_text`` object: no formatting, only line breaks and drawn dots."""
    return Markup("<br>").join(_with_dots(line) for line in text.split("\n"))


def _lines(text: str, names: Mapping[str, str]) -> Iterator[Markup]:
    """Neighbouring lines of one kind stand in one element: a quote, a list, or a paragraph."""
    for kind, run in groupby(text.strip("\n").split("\n"), key=_kind):
        yield _RUNS[kind](list(run), names)


def _kind(line: str) -> str:
    if _QUOTE.match(line):
        return "quote"
    if _ITEM.match(line):
        return "list"
    return "numbered" if _NUMBERED.match(line) else "text"


def _paragraph(lines: list[str], names: Mapping[str, str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(_inline(line, names) for line in lines))


def _quote(lines: list[str], names: Mapping[str, str]) -> Markup:
    inner = [_inline(_QUOTE.sub("", line), names) for line in lines]
    return Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(inner))


def _list(lines: list[str], names: Mapping[str, str]) -> Markup:
    items = [Markup("<li>{}</li>").format(_inline(_ITEM.sub("", line), names)) for line in lines]
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def _numbered(lines: list[str], names: Mapping[str, str]) -> Markup:
    # The number is kept as it was sent: a list may start at 3.
    items = [Markup("<li>{}</li>").format(_inline(line.strip(), names)) for line in lines]
    return Markup('<ul class="numbered">{}</ul>').format(Markup("").join(items))


_RUNS: dict[str, Callable[[list[str], Mapping[str, str]], Markup]] = {
    "text": _paragraph,
    "quote": _quote,
    "list": _list,
    "numbered": _numbered,
}


def _inline(text: str, names: Mapping[str, str]) -> Markup:
    done, parts = 0, []
    for match in _INLINE.finditer(text):
        parts.append(_plain(text[done : match.start()]))
        kind = str(match.lastgroup)
        parts.append(_INLINE_KINDS[kind](match[kind], names))
        done = match.end()
    parts.append(_plain(text[done:]))
    return Markup("").join(parts)


def _angle(inside: str, names: Mapping[str, str]) -> Markup:
    """``@U1``, ``#C1``, ``!channel``, ``!date^…`` or a link, each with an optional ``|label``."""
    target, _, label = inside.partition("|")
    sign, rest = target[:1], target[1:]
    if sign == "@":
        return Markup('<span class="mention">@{}</span>').format(_plain(label or names.get(rest, rest)))
    if sign == "#":
        return Markup('<span class="mention">#{}</span>').format(_plain(label or names.get(rest, rest)))
    if sign == "!":
        return _special(rest, label)
    if target.startswith(("https://", "http://", "mailto:")):
        shown = _plain(label or target.removeprefix("mailto:"))
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(_plain(target), shown)
    return _plain(f"<{inside}>")


def _special(name: str, label: str) -> Markup:
    kind, *rest = name.split("^")
    if kind in _BROADCAST:
        return Markup('<span class="mention">@{}</span>').format(kind)
    if kind == "date" and rest and rest[0].isascii() and rest[0].isdigit() and len(rest[0]) <= 10:
        moment = datetime.fromtimestamp(int(rest[0]), UTC).isoformat()
        return Markup('<time datetime="{}">{}</time>').format(moment, _plain(label))
    return _plain(label)


def _tag(name: str) -> Callable[[str, Mapping[str, str]], Markup]:
    def wrap(text: str, names: Mapping[str, str]) -> Markup:
        return Markup(f"<{name}>{{}}</{name}>").format(_inline(text, names))  # noqa: S704 - the tag is ours

    return wrap


def _code(text: str, _names: Mapping[str, str]) -> Markup:
    return Markup("<code>{}</code>").format(_plain(text))


def _url(text: str, _names: Mapping[str, str]) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(_plain(text))


def _dot(sign: str, _names: Mapping[str, str]) -> Markup:
    return Markup('<span class="dot dot-{}">{}</span>').format(_DOTS[sign], sign)


_INLINE_KINDS: dict[str, Callable[[str, Mapping[str, str]], Markup]] = {
    "code": _code,
    "angle": _angle,
    "url": _url,
    "bold": _tag("strong"),
    "italic": _tag("em"),
    "strike": _tag("s"),
    "dot": _dot,
}


def _plain(text: str) -> Markup:
    """Text as sent: what the app escaped is unescaped once, then everything is escaped for HTML."""
    return escape(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _with_dots(text: str) -> Markup:
    # plain_text is not mrkdwn: nothing was escaped by the app, so nothing is unescaped here.
    return Markup("").join(_dot(char, {}) if char in _DOTS else escape(char) for char in text)
