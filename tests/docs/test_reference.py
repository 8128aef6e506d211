"""The pages of docs/reference: every field, command and output, as the code has them."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML
from typer.testing import CliRunner

import eks_gpu
from eks_gpu import changes, checks, effects
from eks_gpu.cli import app
from eks_gpu.cli.frame.examples import INVOCATIONS
from eks_gpu.effects import FIELDS
from tests.synthesized import EXAMPLES as CLUSTERS
from tests.synthesized import ROOT
from tools.pages import anchor, escaped
from tools.reference import cli, cluster_file, index, python_api
from tools.reference.examples import EXAMPLES
from tools.reference.fields import Field, fields
from tools.reference.kinds import kind
from tools.reference.rules import by_field, field_of
from tools.reference.values import default, example, line
from tools.write_reference import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = {field.path: field for field in fields()}
PLACES = {"clusters/", *(path.relative_to(ROOT).as_posix() for path in CLUSTERS), "examples/fleet/production.yaml"}


@cache
def written(page: Callable[[], str]) -> str:
    """A page, written once, and by the worker that runs these tests: every worker imports this file."""
    return page()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_current(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == written(PAGES[page])


def test_the_fields_are_those_of_the_table_of_effects() -> None:
    assert set(ALL) == set(FIELDS)


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)


def test_every_field_has_one_section() -> None:
    found = re.findall(r"^##+ `(.+)`$", written(cluster_file.page), flags=re.MULTILINE)

    assert len(found) == len(set(found))
    assert set(found) == set(ALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_headings_have_anchors_of_their_own(page: Path) -> None:
    found = [anchor(heading) for heading in headings(written(PAGES[page]))]

    assert len(found) == len(set(found))


@cache
def sections(text: str, level: str) -> dict[str, str]:
    parts = re.split(rf"^{level} `(.+)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("field", ALL.values(), ids=list(ALL))
def test_a_section_says_everything(field: Field) -> None:
    section = sections(written(cluster_file.page), "##+")[field.path]

    assert escaped(str(field.info.description)) in section
    assert f"**Type**: {kind(field.info).type}; " in section
    assert "**Example**: `" in section, "add an edit to tools/edits/, or a value to tools/reference/examples.py"
    assert "**On a running cluster**: " in section
    for condition in FIELDS[field.path].cases:
        assert f"Exception ({condition})" in section


@pytest.mark.parametrize("field", ALL.values(), ids=list(ALL))
def test_examples_are_allowed_and_read_back(field: Field) -> None:
    value = example(field)
    wanted: Any = Annotated[field.info.annotation, *(field.info.metadata or [None])]
    text = line(field.name, value)

    TypeAdapter(wanted).validate_python(value)
    assert "`" not in text
    assert "\n" not in text
    assert YAML(typ="safe").load(io.StringIO(text)) == {field.name: value}


def test_a_block_of_two_forms_says_which_keys_each_has() -> None:
    section = sections(written(cluster_file.page), "##+")["network"]

    assert "Its keys: `zones`, `cidr`, `nat`, `endpoints`, `flow_logs`, " in section
    assert "Its keys: `vpc_id`, `private_subnets`, `pod_subnets`, " in section


def test_a_required_value_is_only_changed() -> None:
    section = sections(written(cluster_file.page), "##+")["workloads[].image"]

    assert "unset" not in section
    assert section.count(": changed: *") == 3


def test_the_index_lists_every_file() -> None:
    folder = ROOT / "docs" / "reference"
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    pages |= {path.relative_to(folder).as_posix() for path in folder.glob("*/README.md")}
    schemas = {f"../{path.name}" for path in (ROOT / "docs").glob("*.schema.json")}
    listed = index.PAGES | index.WRITTEN

    assert listed.keys() == pages | schemas
    assert all((folder / file).exists() for file in listed)


def test_no_example_is_about_a_field_that_does_not_exist() -> None:
    assert EXAMPLES.keys() - ALL.keys() == set()


@pytest.mark.parametrize(
    ("path", "type_", "forms"),
    [
        ("gpu_node_groups[].max", "whole number (1 to 450)", ()),
        ("gpu_node_groups[].instance_types", "list of text (1 to 20 items)", ("each item",)),
        ("network.private_subnets", "map from text to text (1 to 6 items)", ("each key", "each value")),
        ("network.cidr", "text", ("",)),
        ("gpu_node_groups[].capacity", "one of `on-demand`, `spot`, `capacity-block`", ()),
        ("gpu_node_groups[].sharing", "`none`, or block", ()),
        ("gpu_node_groups[].capacity_reservation", "text, or block", ("",)),
        ("monitoring.alerts.idle_percent", "number (0 or more and less than 100)", ()),
        ("ignore[].reason", "text (10 characters or more)", ()),
        ("storage[].fsx_lustre.size_gib", "whole number (1200 or more)", ()),
        ("workloads[].volumes", "list of blocks", ()),
    ],
)
def test_types_are_in_words(path: str, type_: str, forms: tuple[str, ...]) -> None:
    found = kind(ALL[path].info)

    assert found.type == type_
    assert tuple(part for part, _ in found.forms) == forms


def test_every_text_with_a_form_says_it() -> None:
    """What a user is refused with, the page says before: no field has a pattern without its words."""
    refused = [path for path, field in ALL.items() if kind(field.info).type == "text" and not kind(field.info).forms]

    assert {path.rpartition(".")[2] for path in refused} == {"user_data"}


def test_defaults() -> None:
    assert default(ALL["name"]) == "required"
    assert default(ALL["gpu_node_groups[].disk_gib"]) == "`200`"
    assert default(ALL["gpu_node_groups[].update"]) == "`{max_unavailable: 1}`"
    assert default(ALL["daemons[].tolerations"]) == "`[{operator: Exists}]`"
    assert default(ALL["gpu_node_groups[].zones"]) == "unset"


def test_every_rule_leads_from_a_field() -> None:
    linked = {rule for rules in by_field().values() for rule in rules}

    assert linked == {*checks.by_id(), *changes.by_id()}
    assert by_field().keys() <= ALL.keys()


def test_paths_of_findings_belong_to_fields() -> None:
    assert field_of("workloads[3].env.API_TOKEN") == "workloads[].env"
    assert field_of("workloads[0]") == "workloads"
    assert field_of("addons.vpc-cni") == "addons"
    assert field_of("gpu_node_groups[0].taints[1].key") == "gpu_node_groups[].taints[].key"


def test_the_most_disruptive_edit_is_in_the_table() -> None:
    row = re.search(
        r"^\| \[`instance_types`\]\(#gpu_node_groupsinstance_types\) \|.*", written(cluster_file.page), re.MULTILINE
    )

    assert row is not None
    assert effects.Effect.REPLACES_GROUP.value in row[0]


def test_placeholders_are_not_html() -> None:
    text = re.sub(r"`[^`\n]*`", "", written(cluster_file.page))

    assert re.findall(r"(?<!\\)<", text) == []


def test_every_command_has_a_section() -> None:
    names = {f"eks-gpu {name}" for name in cli.commands()}
    listed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output

    assert set(sections(written(cli.page), "##")) == names
    assert all(name.split()[1] in listed for name in names)


@pytest.mark.parametrize("name", list(cli.commands()))
def test_a_command_is_described_as_its_help_says(name: str) -> None:
    """The help goes another way through Typer than the page does."""
    section = sections(written(cli.page), "##")[f"eks-gpu {name}"]
    shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "250", "TERM": "dumb"}).output
    own = shown.partition("Options of every command")[0]
    options = set(re.findall(r"^\s+(?:-\w, )?(--[a-z-]+)\b", own, flags=re.MULTILINE)) - {"--help"}

    assert set(re.findall(r"^\| (?:`-\w`, )?`(--[a-z-]+)` \|", section, flags=re.MULTILINE)) == options
    assert "| exit code | meaning |" in section
    assert all(word in shown.upper() for word in re.findall(r"^\| `([A-Z]+)` \|", section, flags=re.MULTILINE))


def test_exit_codes_are_read_out_of_the_help() -> None:
    _, codes = cli.summary(cli.commands()["review"])

    assert set(codes) == {"0", "1", "2"}
    assert sections(written(cli.page), "##")["eks-gpu smoke"].count("\n| 1 | ") == 1


def test_every_command_has_examples() -> None:
    assert set(INVOCATIONS) == set(cli.commands())


@pytest.mark.parametrize("typed", [typed for found in INVOCATIONS.values() for typed in found])
def test_examples_run(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those about files that are here end well; the others are understood, and only miss their files."""
    monkeypatch.chdir(ROOT)
    arguments = typed.partition(" > ")[0].partition(" < ")[0].partition(" | ")[0].split()
    has_files = not any(word.endswith(".json") or word in {"gathered", "-"} for word in arguments)
    needs_more = "--since" in arguments or (arguments[0] == "doctor" and "--commands" not in arguments)
    # They write into this folder, and have tests of their own.
    needs_more = needs_more or arguments[0] in {"init", "synth", "import", "report"}
    if needs_more:
        arguments.append("--help")
    done = CliRunner().invoke(app, arguments)

    assert "No such option" not in done.output
    assert "Usage: " not in done.output or needs_more
    assert done.exit_code == (0 if has_files or needs_more else 2), done.output
    # A file that is written need not be there.
    read = arguments[: arguments.index("-o")] if arguments[0] == "import" and "-o" in arguments else arguments
    assert {word for word in read if word.startswith(("clusters/", "examples/"))} <= PLACES


def test_the_python_page_has_every_public_name_with_its_signature() -> None:
    text = python_api.page()
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", text, flags=re.MULTILINE | re.DOTALL))

    assert set(sections) == set(eks_gpu.__all__)
    assert all(len(section.split()) > 5 for section in sections.values())
    constructs = [section for section in sections.values() if "scope: Construct" in section]
    assert len(constructs) >= 20
    assert "Raises `DeclarationError`" in sections["design_checked"]
    assert "| `rests_on` | `tuple[str, ...]` |" in sections["Problem"]
