"""An organisation's own templates are looked at when the bot starts, and refused with the place that is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from klachtbot.letters import TypstPrinter
from klachtbot.letters.checking import TemplateRefused, check
from klachtbot.letters.templates import OURS
from tests.letters.examples import SENDER, letter


def own(folder: Path, file: str, text: str) -> Path:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def ours(file: str) -> str:
    return (OURS / file).read_text(encoding="utf-8")


def test_a_folder_without_templates_changes_nothing(tmp_path: Path) -> None:
    check(tmp_path)

    assert TypstPrinter(tmp_path).print(letter()) == TypstPrinter().print(letter())


def test_a_template_of_the_organisation_replaces_ours(tmp_path: Path) -> None:
    text = ours("nl/acknowledgement.txt").replace("Fijn dat u het ons vertelt", "Dank voor uw moed")
    own(tmp_path, "nl/acknowledgement.txt", text)

    check(tmp_path)

    assert "Dank voor uw moed" in TypstPrinter(tmp_path).text(letter())
    assert "Dank voor uw moed" not in TypstPrinter(tmp_path).text(letter(language="en"))


def test_one_shared_file_changes_all_letters_it_stands_in(tmp_path: Path) -> None:
    own(tmp_path, "nl/_greeting.txt", "Goedendag {{ addressee }},\n")

    check(tmp_path)

    assert "Goedendag Gülşen Çağlayan-Özdemir,\n\nOp vrijdag" in TypstPrinter(tmp_path).text(letter())


def test_all_our_templates_pass(tmp_path: Path) -> None:
    for path in OURS.rglob("*.txt"):
        own(tmp_path, path.relative_to(OURS).as_posix(), path.read_text(encoding="utf-8"))

    check(tmp_path)


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        pytest.param("nl/aknowledgement.txt", "# Titel\n", 1, "no letter of this name", id="a name that is none"),
        pytest.param("nl/closing.txt", "# Titel\n\n{% if %}\n", 3, "Expected an expression", id="no Jinja"),
        pytest.param("nl/closing.txt", "# Titel\n\nDag,\n{{ story }}\n", 4, "'story' is undefined", id="not told"),
        pytest.param(
            "nl/closing.txt", "# Titel\n\n{% call part('diary') %}{% endcall %}\n", 3, "free part 'diary'", id="no part"
        ),
        pytest.param("nl/closing.txt", "{% include '_hallo.txt' %}\n", 1, "_hallo.txt", id="no such file"),
        pytest.param("nl/closing.txt", "# T\n{{ ''.__class__.mro() }}\n", 2, "unsafe", id="out of the sandbox"),
        pytest.param("nl/_greeting.txt", "Dag\n{{ naam }}\n", 2, "'naam' is undefined", id="in a shared file"),
        pytest.param("nl/closing.txt", "Dag,\n\n{{ closed_on }}\n", 1, "one title", id="no title"),
        pytest.param("nl/acknowledgement.txt", "# T\n\n{{ subject }}\n", 1, "received_on is missing", id="R5 date"),
        pytest.param("nl/acknowledgement.txt", "# T\n\n{{ received_on }}\n", 1, "subject is missing", id="R5 subject"),
        pytest.param(
            "en/report_unsettled.txt",
            ours("en/report_unsettled.txt").replace("committee_contact", "own_words"),
            1,
            "committee_contact is missing",
            id="R11",
        ),
    ],
)
def test_a_template_that_is_wrong_is_refused_with_its_file_and_line(
    tmp_path: Path, file: str, text: str, line: int, said: str
) -> None:
    own(tmp_path, file, text)

    with pytest.raises(TemplateRefused) as refused:
        check(tmp_path)

    assert (refused.value.file, refused.value.line) == (file, line)
    assert said in refused.value.en
    assert f"{file}, regel {line}: " in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused):
        check(tmp_path / "brieven")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "closing.txt").write_bytes(b"# Titel\n\xff\xfe\n")

    with pytest.raises(TemplateRefused, match=r"nl/closing\.txt"):
        check(tmp_path)


def test_templates_are_looked_at_whatever_the_sender_is(tmp_path: Path) -> None:
    own(tmp_path, "nl/_closing.txt", ours("nl/_closing.txt"))
    one = replace(letter(), sender=replace(SENDER, phone="", position=""))

    check(tmp_path)

    assert "Mail mij gerust: klachten@voorbeeld.example." in TypstPrinter(tmp_path).text(one)
