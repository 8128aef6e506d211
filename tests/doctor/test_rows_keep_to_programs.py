"""A row answers for its own program: lines of others that share its words get another row, or one of their form."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from eks_gpu.doctor import examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.signatures.signature import DERIVED, LAST

TABLE = Path(signatures.__file__).parent / "table"
GROUPS = tomllib.loads((Path(__file__).parent / "programs.toml").read_text())["group"]
LINES: list[list[str]] = list(chain.from_iterable(group["lines"] for group in GROUPS))
# Rows that know the form of a message, and not its text.
FORMS = {row.id for row in signatures.signatures() if row.area in {DERIVED, LAST}}
# Rows some words of which another area knows more exactly, with the same cause: the row that answers.
SAME_CAUSE = {
    "autoscaler-ec2-delivers-nothing": "ec2-capacity",
    "cni-addresses": "subnet-full",
    "container-name-taken": "containerd-slow",
    "eksctl-efa-subnets": "efa-not-supported-by-type",
    "karpenter-crd-versions": "controller-kind-missing",
    "karpenter-user-data": "user-data-invalid",
    "kubeconfig-in-pod": "kubernetes-provider-unconfigured",
    "memory-cgroup-too-small": "container-cgroup-write",
    "no-gpu-in-container": "vllm-no-platform",
    "node-drained": "karpenter-cannot-disrupt",
    "nvidia-kmod-load": "ami-driver-service",
    "ray-node-died": "torch-ray-worker-killed",
    "ray-no-gpu": "vllm-world-size-ray",
    "selector-matches-no-node": "admission-by-kubelet",
}
# Parts of a pattern that plain words do not have; what an alternative consists of if it is plain words.
_ESCAPED = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
_GROUP = re.compile(r"\([^()]*\)")
_CUT = "\N{NULL}"
_PLAIN = re.compile(r"[\w \-:;,'\"/=<>!@#%&~`]{4,}")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0][:60])
def test_a_line_of_one_program_gets_no_row_of_another(line: list[str]) -> None:
    text, *allowed = line
    found = examine_unfiled(observe([(PASTED, text)]), [text])[1]

    assert found
    assert found[0].id in (FORMS if allowed == ["any-form"] else set(allowed))


@pytest.mark.parametrize("table", sorted(TABLE.rglob("*.toml")), ids=lambda path: str(path.relative_to(TABLE)))
def test_a_table_has_no_key_twice(table: Path) -> None:
    """Tables that were merged line by line can have a key twice, which no TOML parser reads."""
    ids = [row["id"] for row in tomllib.loads(table.read_text())["signature"]]

    assert len(ids) == len(set(ids))


def test_plain_words_of_a_row_lead_to_its_own_area() -> None:
    """A wider row of another area would take each line with these words, and name another program's cause."""
    taken = {
        row.id: found.id
        for row in signatures.signatures()
        if row.area not in {DERIVED, LAST} and not row.is_fallback and row.beside is None
        for words in _alternatives(row.says.pattern.replace(r"\s{1,24}", " "))
        if _PLAIN.fullmatch(words) and (found := signatures.first(words)) and found.area != row.area
    }

    assert taken == SAME_CAUSE


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern outside of every group; those of a group are pieces of a text."""
    flat = _ESCAPED.sub(_CUT, pattern)
    while (flatter := _GROUP.sub(_CUT, flat)) != flat:
        flat = flatter
    return flat.split("|")
