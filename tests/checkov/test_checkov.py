"""checkov finds nothing in the AWS stacks but what is accepted, in either of its readings."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.checkov.readings import AS_JSON, FRAMEWORKS, Finding, Reading, read, write_as_json, write_as_plan

if TYPE_CHECKING:
    from tests.synthesized import Synthesized
    from tests.terraform.runner import Document, Terraform

pytestmark = [pytest.mark.engine, pytest.mark.checkov]
ACCEPTED: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).parent / "accepted.yaml")
IN_KUBERNETES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).parent / "kubernetes.yaml")
CONTROL = "control"
# Plans take their time, and are alike; the other reading sees all.
PLANNED = ("quickstart-", "p5-training-")


def aws_stacks(stacks: Synthesized) -> list[str]:
    return [name for name in stacks.names() if name.endswith(("-network", "-cluster"))]


def kubernetes_stacks(stacks: Synthesized) -> list[str]:
    return [name for name in stacks.names() if name.endswith(("-platform", "-workloads"))]


def with_a_mistake(document: Document) -> Document:
    """The same with credentials that any pod can read, so that silence can be told from a check that ran."""
    changed = copy.deepcopy(document)
    for template in changed["resource"]["aws_launch_template"].values():
        template["metadata_options"]["http_tokens"] = "optional"
    return changed


@pytest.fixture(scope="module")
def readings(
    synthesized: Synthesized, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Reading]:
    folder = tmp_path_factory.mktemp("read")
    documents = {name: synthesized.stack(name) for name in aws_stacks(synthesized)}
    planned = [name for name in documents if name.startswith(PLANNED)]
    # Accepted by check, for workloads have the names of users. Without a cluster there is no plan of these stacks.
    documents |= {name: synthesized.stack(name) for name in kubernetes_stacks(synthesized)}
    documents[CONTROL] = with_a_mistake(documents["quickstart-cluster"])
    write_as_json(documents, folder / "json")
    write_as_plan(terraform, synthesized, planned, folder / "plans", tmp_path_factory.mktemp("planned"))
    return read(folder)


@pytest.fixture(params=FRAMEWORKS)
def reading(request: pytest.FixtureRequest, readings: dict[str, Reading]) -> Reading:
    return readings[request.param]


def findings(reading: Reading) -> list[Finding]:
    return [one for one in reading.findings if one.stack != CONTROL and not one.check.startswith("CKV_K8S_")]


def test_checks_ran(reading: Reading) -> None:
    """A file in the wrong form gives no checks and no error."""
    assert reading.passed > 100
    assert reading.unread == 0


def test_all_that_is_found_is_accepted(reading: Reading) -> None:
    accepted = {(entry["id"], resource) for entry in ACCEPTED for resource in entry["resources"]}
    new = [finding for finding in findings(reading) if (finding.check, finding.resource) not in accepted]
    assert new == []


def test_all_that_is_accepted_is_found(readings: dict[str, Reading]) -> None:
    found = {(finding.check, finding.resource) for reading in readings.values() for finding in findings(reading)}
    stale = [
        (entry["id"], name) for entry in ACCEPTED for name in entry["resources"] if (entry["id"], name) not in found
    ]
    assert stale == [], "take these out of accepted.yaml"


def test_every_entry_has_a_reason() -> None:
    assert [entry["id"] for entry in ACCEPTED if len(entry["reason"].split()) < 10] == []
    assert len({entry["id"] for entry in ACCEPTED}) == len(ACCEPTED)


def test_a_mistake_is_found(readings: dict[str, Reading]) -> None:
    assert "CKV_AWS_79" in {finding.check for finding in readings[AS_JSON].findings if finding.stack == CONTROL}


def test_what_is_found_in_kubernetes_is_accepted_by_check(readings: dict[str, Reading]) -> None:
    found = {one.check for one in readings[AS_JSON].findings if one.check.startswith("CKV_K8S_")}

    assert found == {entry["id"] for entry in IN_KUBERNETES}
    assert [entry["id"] for entry in IN_KUBERNETES if len(entry["reason"].split()) < 10] == []
