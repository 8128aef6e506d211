"""Whatever a cluster file says stands for itself in Terraform, and is never evaluated."""

from __future__ import annotations

import base64
import copy
import json
import os
import re
import subprocess
import sys
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.hcl import base64_encoded, literal
from tests.synthesized import ROOT, without_notes
from tests.terraform.hostile import ESCAPED, MARKED, PAYLOAD, Hostile, hostile_files, text_fields
from tests.terraform.hostile_app import synthesize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.terraform.runner import Terraform

pytestmark = [pytest.mark.engine, pytest.mark.terraform]

# Fields whose text no construct uses.
UNUSED = {"ignore[].reason", "ignore[].where"}
# Names of files that must be there; their content is tried in tests/kubernetes/test_releases.py.
FILES = {"charts[].values_files[]"}
# Times of a Capacity Block, which no group without GPUs can have; and user data for groups of both operating systems.
UNUSABLE = {
    *(f"node_groups[].capacity_reservation.{moment}" for moment in ("start", "end")),
    "defaults.nodes.user_data",
}
# Every short text of what templates are made of, and each character or word that some quoting could trip over.
TEXTS = [
    *("".join(letters) for length in range(7) for letters in product("$%{x", repeat=length)),
    *(
        f"{one}{text}{one}"
        for one in (
            '"',
            "\\",
            "\n",
            "\t",
            "\b",
            "\f",
            "\r\n",
            "\r",
            "$\r",
            "%\r\n\r",
            "\x7f",
            "\x1b",
            "é",
            "\u2028",
            "😀",
            "\nEOF\n",
            "~}",
            "]",
            "[",
        )
        for text in ("", "${", '${file("/etc/hostname")}', "%{for x in [1]}", "\\${", '\\"$${')
    ),
]


@pytest.fixture(scope="module")
def files() -> tuple[Hostile, ...]:
    """Cluster files full of payloads."""
    return hostile_files()


def contents(files: tuple[Hostile, ...]) -> list[dict[str, Any]]:
    """The declarations, each as a cluster of its own."""
    return [copy.deepcopy(one.data) | {"name": f"file{number}"} for number, one in enumerate(files)]


@pytest.fixture(scope="module")
def stacks(files: tuple[Hostile, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile declarations' stacks in JSON."""
    return synthesize(contents(files), tmp_path_factory.mktemp("json") / "out")


@pytest.fixture(scope="module")
def hcl(files: tuple[Hostile, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile declarations' stacks in HCL."""
    folder = tmp_path_factory.mktemp("hcl")
    lines = [json.dumps(one) for one in contents(files)]
    (folder / "files.jsonl").write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "SYNTH_HCL_OUTPUT": "true", "PYTHONPATH": str(ROOT / "constructs")}
    paths = [str(folder / "files.jsonl"), str(folder / "out")]
    command = [sys.executable, "-W", "ignore", "-m", "tests.terraform.hostile_app", *paths]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(folder.glob("out/stacks/*"))) > len(files)
    return folder / "out" / "stacks"


def test_every_text_of_a_cluster_file_is_tried(files: tuple[Hostile, ...]) -> None:
    tried = {field for file in files for field in (*file.taken, *file.refused)}

    def is_tried(field: str) -> bool:
        form = re.escape(field).replace(r"\{\}", r".+").replace(r"\[\]", r"\[\]")
        return any(re.fullmatch(form, one) for one in tried)

    assert {field for field in text_fields() if not is_tried(field)} <= FILES | UNUSABLE


def test_the_fields_that_take_any_text_are_known(files: tuple[Hostile, ...]) -> None:
    """A field that loses its form shows here."""
    taken = {
        re.sub(
            r"\.(env|files|values|annotations|StringEquals|StringLike)\..*",
            r".\1",
            re.sub(r"^addons\.[a-z-]+\.configuration\..*", "addons.configuration", one),
        )
        for file in files
        for one in file.taken
    }

    assert taken == UNUSED | {
        "addons.configuration",
        "charts[].repository",
        "gpu_node_pools[].nodes.user_data",
        "load_balancer_controller.values",
        "provisioner.values",
        "queueing.values",
        "storage[].fsx_lustre.data_repositories[].prefix",
        "workloads[].expose.health_path",
        "workloads[].expose.path",
        "charts[].service_account.statements[].conditions.StringEquals",
        "charts[].service_account.statements[].conditions.StringLike",
        "charts[].service_account.statements[].resources[]",
        "charts[].values",
        *(
            f"{holder}.{field}"
            for holder in ("gpu_node_groups[]", "node_groups[]")
            for field in ("ami.user_data", "capacity_reservation.placement_group")
        ),
        *(f"{holder}.nodes.user_data" for holder in ("gpu_node_groups[]", "node_groups[]", "system_nodes")),
        "storage[].s3_mount.prefix",
        "workloads[].annotations",
        "workloads[].args[]",
        "workloads[].command[]",
        "workloads[].env",
        "workloads[].pre_stop[]",
        "workloads[].volumes[].host_path",
        "workloads[].working_dir",
        *(
            f"workloads[].{containers}[].{field}"
            for containers in ("containers", "init_containers")
            for field in ("args[]", "command[]", "env", "working_dir")
        ),
        *(
            f"workloads[].probes.{probe}.{how}"
            for probe in ("liveness", "readiness", "startup")
            for how in ("command[]", "path")
        ),
        "workloads[].service_account.statements[].conditions.StringEquals",
        "workloads[].service_account.statements[].conditions.StringLike",
        "workloads[].service_account.statements[].resources[]",
        "workloads[].volumes[].files",
        "workloads[].volumes[].mount_path",
    }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for item in value for text in _strings(item))


def _decoded(text: str) -> str:
    """The text, and what is in it as base64."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return text


def _evaluated(terraform: Terraform, folder: Path, *lists: list[str]) -> list[list[str]]:
    """Terraform's result for texts; our references are plain words there."""
    references = re.compile(r"(?<![$])\$\{(?:(?:cidrhost\()?(?:data\.)?(?:aws|kubernetes|terraform)_|each\.)[^{}]*\}")
    outputs = {
        f"o{index}": {"value": [references.sub("word", text) for text in texts]} for index, texts in enumerate(lists)
    }
    (folder / "main.tf.json").write_text(json.dumps({"output": outputs}), encoding="utf-8")
    terraform.succeed(folder, "apply", "-auto-approve", "-no-color", "-input=false")
    found = terraform.succeed(folder, "output", "-json").json
    return [found[name]["value"] for name in outputs]


def test_json_gives_back_every_text(
    files: tuple[Hostile, ...], stacks: Path, terraform: Terraform, tmp_path: Path
) -> None:
    documents = [without_notes(json.loads(path.read_text())) for path in sorted(stacks.glob("*/cdk.tf.json"))]
    found = [text for text in _strings(documents) if MARKED.search(_decoded(text))]
    (values,) = _evaluated(terraform, tmp_path, found)
    evaluated = [_decoded(text) for text in values]

    for text in evaluated:
        assert all(text[one.end() :].startswith(PAYLOAD) for one in MARKED.finditer(text)), text
    emitted = {one for text in evaluated for one in MARKED.findall(text)}
    written = {one for file in files for one in MARKED.findall(json.dumps(without_unused(file.data)))}
    assert emitted == written


def without_unused(data: dict[str, Any]) -> dict[str, Any]:
    """The fields whose text Terraform reads: node pools stand in files of a chart (tests/provisioning)."""
    return {key: value for key, value in data.items() if key not in {"gpu_node_pools", "ignore", "manifests"}}


def test_hcl_holds_no_template_of_others(hcl: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(hcl.glob("*/cdk.tf"))]
    places = [text[one.end() :] for text in texts for one in MARKED.finditer(text)]

    assert len(places) > 20
    assert [place[:40] for place in places if not place.startswith(ESCAPED)] == []


def test_escaped_text_evaluates_to_itself(terraform: Terraform, tmp_path: Path) -> None:
    """As a value in JSON, and within an expression."""
    encoded = [base64_encoded(f"{text} REF", ["REF"]).replace("REF", "${1 + 1}") for text in TEXTS]
    plain, decoded = _evaluated(terraform, tmp_path, list(map(literal, TEXTS)), encoded)

    assert plain == TEXTS
    assert [base64.b64decode(one).decode() for one in decoded] == [f"{text} 2" for text in TEXTS]


def test_hcl_quotes_every_text(terraform: Terraform, tmp_path: Path) -> None:
    """The replacement for the renderer's own quoting."""
    templates = [*map(literal, TEXTS), *(base64_encoded(text, []) for text in TEXTS)]
    quoting = json.dumps(str(ROOT / "constructs" / "eks_gpu" / "lazy" / "hcl_text.cjs"))
    script = f"console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0)).map(require({quoting}).quoted)))"
    done = subprocess.run(
        [_node(), "-e", script], input=json.dumps(templates), capture_output=True, text=True, check=True
    )
    (tmp_path / "main.tf").write_text(
        f"output all {{ value = [{','.join(json.loads(done.stdout))}] }}", encoding="utf-8"
    )
    terraform.succeed(tmp_path, "apply", "-auto-approve", "-no-color", "-input=false")
    values = terraform.succeed(tmp_path, "output", "-json").json["all"]["value"]

    assert values[: len(TEXTS)] == TEXTS
    assert [base64.b64decode(value).decode() for value in values[len(TEXTS) :]] == TEXTS


def _node() -> str:
    """The node that the engine runs in."""
    from eks_gpu.lazy.node import use_packaged_node  # noqa: PLC0415 - sets a variable of this process

    use_packaged_node()
    return os.environ.get("JSII_NODE", "node")
