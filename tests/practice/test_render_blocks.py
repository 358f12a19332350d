"""Blocks and elements as HTML: escaped, labelled, reachable by keyboard, errors at the field, nothing typed lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from klachtbot.practice.render import BLOCKS, ELEMENTS, Surface, initials

HOSTILE = '"><script>alert(1)</script>'

Json = dict[str, Any]


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def option(words: str, value: str) -> Json:
    return {"text": text(words), "value": value}


CHOICES = [option("Eerste", "a"), option("Tweede", "b")]

INPUTS: dict[str, Json] = {
    "plain_text_input": {"initial_value": "woorden"},
    "email_text_input": {"initial_value": "a@example.org"},
    "url_text_input": {"initial_value": "https://example.org"},
    "number_input": {"initial_value": "12", "is_decimal_allowed": False},
    "datepicker": {"initial_date": "2026-12-08"},
    "timepicker": {"initial_time": "09:30"},
    "static_select": {"options": CHOICES, "initial_option": CHOICES[1]},
    "radio_buttons": {"options": CHOICES, "initial_option": CHOICES[1]},
    "checkboxes": {"options": CHOICES, "initial_options": [CHOICES[1]]},
    "multi_static_select": {"options": CHOICES, "initial_options": [CHOICES[1]]},
    "users_select": {"initial_user": "b"},
    "multi_users_select": {"initial_users": ["b"]},
    "external_select": {"initial_option": CHOICES[1]},
    "file_input": {"filetypes": ["pdf"], "max_files": 2},
}
CLICKED: dict[str, Json] = {
    "button": {"text": text("Registreren")},
    "overflow": {"options": CHOICES},
}
GROUPS = {"radio_buttons", "checkboxes", "multi_static_select", "multi_users_select"}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "actie 1", **INPUTS.get(kind, {}), **CLICKED.get(kind, {}), **more}


def field_of(kind: str, **more: Any) -> Json:
    return {"type": "input", "block_id": "blok 1", "label": text("Naam van het veld"), "element": element(kind), **more}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str]
    words: str = ""


VOID = {"input", "br", "hr", "img"}


@dataclass
class Page(HTMLParser):
    """The elements of a fragment in order, each with the text directly inside it."""

    nodes: list[Node] = field(default_factory=list)
    inside: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes.append(Node(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(self.nodes[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.inside[-1].words += data

    def with_id(self, id: str) -> Node:
        return next(node for node in self.nodes if node.attributes.get("id") == id)

    def having(self, **attributes: str) -> list[Node]:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [node for node in self.nodes if wanted.items() <= node.attributes.items()]


def page(*blocks: Json, **more: Any) -> Page:
    parsed = Page()
    parsed.feed(str(Surface("view V1", people={"a": "Anna", "b": "Bram"}, **more).draw(blocks)))
    return parsed


def test_every_block_and_element_the_workspace_names_has_a_sample_here() -> None:
    sampled = set(INPUTS) | set(CLICKED) | {"image"}

    assert sampled == ELEMENTS
    assert {"header", "section", "divider", "context", "actions", "input", "image", "rich_text"} == BLOCKS


@pytest.mark.parametrize("kind", sorted(set(INPUTS) - GROUPS))
def test_an_input_is_a_native_control_with_a_label_of_its_own(kind: str) -> None:
    shown = page(field_of(kind))

    (control,) = shown.having(data_control=kind)
    (label,) = [node for node in shown.nodes if node.tag == "label"]
    assert control.tag in {"input", "textarea", "select"}
    assert label.attributes["for"] == control.attributes["id"]
    assert label.words.strip() == "Naam van het veld"
    assert "tabindex" not in control.attributes


@pytest.mark.parametrize("kind", sorted(GROUPS))
def test_a_group_of_boxes_is_named_as_a_group_and_each_box_by_its_option(kind: str) -> None:
    shown = page(field_of(kind))

    (group,) = [node for node in shown.nodes if node.attributes.get("role") in {"group", "radiogroup"}]
    boxes = [node for node in shown.nodes if node.tag == "input"]
    assert shown.with_id(group.attributes["aria-labelledby"]).words.strip() == "Naam van het veld"
    assert [box.attributes["value"] for box in boxes] == ["a", "b"]
    assert sum(node.tag == "label" for node in shown.nodes) == len(boxes)


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_an_element_beside_a_section_is_named_by_the_text_of_that_section(kind: str) -> None:
    section = {"type": "section", "block_id": "b", "text": text("Kies een partner"), "accessory": element(kind)}

    shown = page(section)

    (named,) = [node for node in shown.nodes if "aria-labelledby" in node.attributes]
    words = shown.with_id(named.attributes["aria-labelledby"]).words
    assert words.strip() == "Kies een partner"


@pytest.mark.parametrize("kind", sorted(CLICKED))
def test_buttons_and_menus_are_native_and_carry_what_the_app_called_them(kind: str) -> None:
    shown = page({"type": "actions", "block_id": "b", "elements": [element(kind)]})

    pressed = [node for node in shown.nodes if "data-press" in node.attributes]
    assert pressed
    assert {node.tag for node in pressed} == {"button"}
    assert {(node.attributes["data-block"], node.attributes["data-action"]) for node in pressed} == {("b", "actie 1")}


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_an_error_stands_at_its_field_and_is_read_with_it(kind: str) -> None:
    shown = page(field_of(kind), errors={"blok 1": "Vul een dag in die geweest is."})

    described = [node for node in shown.nodes if "aria-describedby" in node.attributes]
    (invalid,) = shown.having(aria_invalid="true")
    assert described
    for node in described:
        assert shown.with_id(node.attributes["aria-describedby"]).words == "Vul een dag in die geweest is."
    assert invalid.attributes["data-control"] == kind


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_a_hint_is_read_with_its_field(kind: str) -> None:
    shown = page(field_of(kind, hint=text("Alleen als je het weet.")))

    described = [node.attributes["aria-describedby"] for node in shown.nodes if "aria-describedby" in node.attributes]
    assert described
    assert {shown.with_id(id).words for id in described} == {"Alleen als je het weet."}


FILLED: list[tuple[str, Any, set[str]]] = [
    ("plain_text_input", "getypt", {"getypt"}),
    ("email_text_input", "geen adres", {"geen adres"}),
    ("url_text_input", "geen url", {"geen url"}),
    ("number_input", "twaalf", {"twaalf"}),
    ("datepicker", "2026-12-24", {"2026-12-24"}),
    ("timepicker", "16:45", {"16:45"}),
    ("static_select", "a", {"a"}),
    ("radio_buttons", "a", {"a"}),
    ("checkboxes", ["a"], {"a"}),
    ("multi_static_select", ["a"], {"a"}),
    ("users_select", "a", {"a"}),
    ("multi_users_select", ["a"], {"a"}),
    ("external_select", "b", {"Tweede"}),
]


def standing(shown: Page) -> set[str]:
    """What the controls of this page hold."""
    chosen = [n for n in shown.nodes if "selected" in n.attributes or "checked" in n.attributes]
    typed = [n for n in shown.nodes if n.tag == "input" and n.attributes["type"] not in {"radio", "checkbox", "file"}]
    return {node.attributes["value"] for node in [*chosen, *typed]}


@pytest.mark.parametrize(("kind", "filled", "expected"), FILLED, ids=[row[0] for row in FILLED])
def test_what_was_filled_in_stands_there_again(kind: str, filled: Any, expected: set[str]) -> None:
    shown = page(field_of(kind), values={"blok 1": {"actie 1": filled}})

    assert standing(shown) == expected


@pytest.mark.parametrize("kind", sorted(INPUTS))
def test_a_field_that_was_emptied_does_not_fall_back_to_the_initial_value(kind: str) -> None:
    shown = page(field_of(kind), values={"blok 1": {"actie 1": None}})

    assert standing(shown) <= {""}


def test_a_long_text_keeps_its_lines() -> None:
    block = field_of("plain_text_input")
    block["element"] = element("plain_text_input", multiline=True, initial_value="\neerste\n\nderde")

    html = str(Surface("v").draw([block]))

    assert ">\n\neerste\n\nderde</textarea>" in html  # a browser drops the first line break after the tag


@pytest.mark.parametrize(("lang", "words"), [("nl", "(niet verplicht)"), ("en", "(optional)")])
def test_an_optional_field_says_so_in_the_language_of_who_looks(lang: str, words: str) -> None:
    shown = page(field_of("plain_text_input", optional=True), lang=lang)

    assert words in [node.words for node in shown.nodes]


def hostile_blocks() -> list[Json]:
    bad = text(HOSTILE)
    choices = [{"text": bad, "value": HOSTILE, "description": bad}]
    confirm = {"title": bad, "text": bad, "confirm": bad, "deny": bad}
    inputs = [
        field_of(kind, label=bad, hint=bad, block_id=HOSTILE + kind)
        | {"element": element(kind, placeholder=bad, options=choices, action_id=HOSTILE, initial_value=HOSTILE)}
        for kind in INPUTS
    ]
    clicked = [
        element("button", text=bad, value=HOSTILE, confirm=confirm, accessibility_label=HOSTILE),
        element("overflow", options=choices, confirm=confirm, action_id=HOSTILE),
        element("button", text=bad, url="javascript:alert(1)", action_id="u"),
    ]
    rich = [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": HOSTILE}, {"type": "user", "user_id": HOSTILE}],
        }
    ]
    return [
        {"type": "header", "text": bad},
        {"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}, "fields": [bad]},
        {"type": "context", "elements": [bad, {"type": "image", "alt_text": HOSTILE}]},
        {"type": "image", "alt_text": HOSTILE},
        {"type": "actions", "elements": clicked},
        {"type": "rich_text", "elements": rich},
        {"type": HOSTILE},
        *inputs,
    ]


def test_hostile_text_in_any_corner_of_any_block_stays_text() -> None:
    shown = page(*hostile_blocks(), errors={HOSTILE + kind: HOSTILE for kind in INPUTS})

    tags = {node.tag for node in shown.nodes}
    addresses = [node.attributes["href"] for node in shown.nodes if "href" in node.attributes]
    assert "script" not in tags
    assert addresses == []


def test_a_confirmation_waits_beside_its_button() -> None:
    confirm = {
        "title": text("Intrekken?"),
        "text": text("Dit kun je niet ongedaan maken."),
        "confirm": text("Intrekken"),
        "deny": text("Toch niet"),
    }

    shown = page({"type": "actions", "block_id": "b", "elements": [element("button", confirm=confirm)]})

    (button,) = [node for node in shown.nodes if "data-press" in node.attributes]
    assert shown.having(data_confirm=button.attributes["id"])
    assert {"Intrekken", "Toch niet"} <= {node.words for node in shown.nodes}


def test_an_unknown_block_is_named_and_not_left_out() -> None:
    shown = page({"type": "hologram"})

    assert "hologram" in [node.words for node in shown.nodes]


def test_ids_stay_the_same_from_one_rendering_to_the_next_and_differ_between_surfaces() -> None:
    first, again, other = (Surface(key).draw([field_of("datepicker")]) for key in ("view V1", "view V1", "view V2"))

    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Fatima de Wit", "FW"), ("Joris van den Berg", "JB"), ("Klachtbot", "K"), ("", "?"), ("sam", "S")],
)
def test_a_face_shows_the_first_letters_of_a_name(name: str, letters: str) -> None:
    assert initials(name) == letters
