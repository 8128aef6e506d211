"""Documents that users pass instead of a plan, and the command that they should run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eks_gpu.printable import printable
from eks_gpu.review import UnreadableError, parse, plan, read, review
from tests.review.recorded import document, made_up, resource

if TYPE_CHECKING:
    from pathlib import Path

SHOW = "terraform show -json plan.out > plan.json"
MISTAKES = {
    "nothing": (b"", "this is empty"),
    "a binary plan": (b"PK\x03\x04\x14\x00\x08", "in Terraform's binary format"),
    "not text": (b"\xff\xfe\xfa\xc3\x28\x00\xd8", "not text"),
    "a state file": (b'{"version": 4, "serial": 3, "lineage": "a", "resources": []}', "this is a state file"),
    "a state as JSON": (b'{"format_version": "1.0", "values": {"root_module": {}}}', "it was given no plan"),
    "synthesized Terraform": (b'{"terraform": {}, "resource": {"aws_vpc": {}}}', "synthesized Terraform"),
    "a log": (b'{"@level":"info","@message":"a"}\n{"@level":"info"}', "the log of `terraform plan -json`"),
    "one line of a log": (b'{"@level":"info","@message":"a"}', "the log of `terraform plan -json`"),
    "a printed plan": (b"Terraform will perform the following actions:\n", "in its printed form"),
    "a cluster file": (b"name: quickstart\nregion: us-west-2\n", "not JSON"),
    "half of a plan": (b'{"format_version": "1.2", "resource_chan', "broken or cut off"),
    "a list": (b"[]", "is not a plan"),
    "another format": (b'{"format_version": "2.0", "resource_changes": []}', "format '2.0'"),
    "no format": (b'{"resource_changes": []}', "no `format_version`"),
    "schemas": (b'{"format_version": "1.0", "provider_schemas": {}}', "schemas of providers"),
    "another shape": (b'{"format_version": "1.2", "resource_changes": {}}', "`resource_changes` is not a list"),
    "a deep hole": (b'{"format_version": "1.2", "checks": ' + b"[" * 300 + b"]" * 300 + b"}", "nested deeper"),
    "an abyss": (b"[" * 200_000, "nested deeper"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_and_answered(name: str) -> None:
    content, says = MISTAKES[name]
    with pytest.raises(UnreadableError) as refused:
        parse(content)

    assert says in str(refused.value)
    if name not in {"another format", "a deep hole", "an abyss"}:
        assert SHOW in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        read(tmp_path / "plan.json")
    with pytest.raises(UnreadableError, match="Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_powershell_are_read(encoding: str) -> None:
    content = json.dumps(made_up(resource("aws_vpc", "v", ["create"]))).encode(encoding)

    assert [change.address for change in plan(parse(content)).changes] == ["aws_vpc.v"]


def test_the_redacted_plan_of_hcp_terraform_is_a_plan() -> None:
    """Its version has another key, and the schemas of the providers are next to it."""
    redacted = made_up(resource("aws_vpc", "v", ["create"])) | {"plan_format_version": "1.2", "provider_schemas": {}}
    del redacted["format_version"]

    assert len(review([plan(parse(json.dumps(redacted).encode()))]).changes) == 1


def test_a_plan_of_an_older_terraform_is_whole() -> None:
    """`complete` and `errored` came with 1.8."""
    old = document("disk")
    for key in ("complete", "errored", "applyable"):
        del old[key]

    found = review([plan(parse(json.dumps(old).encode()))])
    assert found.whole
    assert not found.errored


def test_no_terminal_takes_a_name_for_a_command() -> None:
    name = "\x1b[2J\u202eabc\ud800"
    content = json.dumps(made_up(resource("aws_vpc", name, ["create"], after={"cidr_block": name}))).encode()

    (change,) = plan(parse(content)).changes
    assert change.address.isprintable()
    assert change.address.encode() == rb"aws_vpc.\x1b[2J\u202eabc\ud800"


SIGNS = (
    "::",
    "##",
    "[",
    "vso[",
    "error",
    "arn:aws:iam::1",
    " ",
    "\n",
    "\t",
    "\r",
    "\x7f",
    "é",
    "\u202e",
    '"',
    "\\",
    "n",
)


@given(st.lists(st.sampled_from(SIGNS), max_size=8).map("".join), st.booleans())
@example("\t::error::all is well", True)  # noqa: FBT003 - the name of json.dumps
def test_no_pipeline_takes_a_value_for_a_command(value: str, ascii: bool) -> None:  # noqa: FBT001 - as above
    content = json.dumps(made_up(resource("aws_vpc", "v", ["create"], after={"a": value})), ensure_ascii=ascii)

    (change,) = plan(parse(content.encode())).changes
    assert change.after["a"] == printable(value, "\n\t")
