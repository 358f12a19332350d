"""mrkdwn as people see it, and that nothing an app or a person writes becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from klachtbot.practice.mrkdwn import mrkdwn, plain

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "li", "a", "span", "time"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<javascript:alert(1)|klik>",
    '<https://x.nl" onmouseover="alert(1)|klik>',
    "*<b onclick=x>*",
    "`<i>`",
    "```<iframe>```",
    "> <svg/onload=alert(1)>",
    "• <style>",
    "<@U1|<script>>",
    '<!date^1^{date}"><script>|x>',
    'https://x.nl/"onclick="alert(1)',
    "\"'><script>",
]


class Seen(HTMLParser):
    """The tags and attributes a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name: value or "" for name, value in attrs}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_becomes_markup(text: str) -> None:
    html = str(mrkdwn(text, {"U1": "<script>"}))

    seen = Seen(html)

    assert seen.tags <= TAGS
    assert seen.attributes.keys() <= {"href", "target", "rel", "class", "datetime"}
    assert seen.attributes.get("href", "https:").startswith("https:")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*vet*", "<p><strong>vet</strong></p>"),
        ("_schuin_", "<p><em>schuin</em></p>"),
        ("~weg~", "<p><s>weg</s></p>"),
        ("*_beide_*", "<p><strong><em>beide</em></strong></p>"),
        ("`K-2026-007`", "<p><code>K-2026-007</code></p>"),
        ("3*4*5 en snake_case_naam", "<p>3*4*5 en snake_case_naam</p>"),
        ("een\ntwee", "<p>een<br>twee</p>"),
        ("&gt; citaat\n&gt; verder", "<blockquote>citaat<br>verder</blockquote>"),
        ("• een\n• twee", "<ul><li>een</li><li>twee</li></ul>"),
        ("a &amp; b &lt;c&gt;", "<p>a &amp; b &lt;c&gt;</p>"),
        ("<@U1> en <#C1>", '<p><span class="mention">@Fatima</span> en <span class="mention">#team</span></p>'),
        ("📎 bijlage", "<p>📎 bijlage</p>"),
    ],
)
def test_mrkdwn_is_shown_as_slack_shows_it(text: str, html: str) -> None:
    shown = mrkdwn(text, {"U1": "Fatima", "C1": "team"})

    assert str(shown) == html


def test_a_link_opens_elsewhere_and_tells_nobody_where_it_came_from() -> None:
    shown = mrkdwn("<https://example.org/a|de regeling>")

    assert 'href="https://example.org/a" target="_blank" rel="noopener noreferrer"' in shown
    assert ">de regeling</a>" in shown


def test_a_status_dot_is_drawn_and_still_reads_as_the_sign_that_was_sent() -> None:
    shown = mrkdwn("🔴 vandaag")

    assert shown == '<p><span class="dot dot-red">🔴</span> vandaag</p>'


def test_the_sign_for_waiting_is_drawn_too() -> None:
    shown = mrkdwn("⏸ wacht op de klager")

    assert '<span class="dot dot-pause">⏸</span>' in str(shown)


def test_plain_text_shows_formatting_signs_as_they_are() -> None:
    shown = plain("*vet* &amp; <b>\ntweede")

    assert shown == "*vet* &amp;amp; &lt;b&gt;<br>tweede"
