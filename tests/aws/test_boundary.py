"""A permissions boundary limits every role of a cluster, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.synthesized import EXAMPLES, SPECS, Synthesized, synthesize

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"
# Together they have every kind of role: flow logs, control plane, nodes, add-ons with and without inline policies, the
# autoscaler, workloads.
WIDE = ("llm-serving", "training", "watched")


def boundaries(made: Synthesized) -> dict[str, str | None]:
    """The boundary of every role, by stack and address."""
    return {
        f"{name} {address}": role.get("permissions_boundary")
        for name in made.names()
        for address, role in made.stack(name).get("resource", {}).get("aws_iam_role", {}).items()
    }


def test_every_role_has_the_boundary(tmp_path: Path, wider: Synthesized) -> None:
    paths = []
    for path in (*EXAMPLES, *SPECS):
        if path.stem in WIDE:
            paths.append(tmp_path / path.name)
            text = path.read_text(encoding="utf-8")
            paths[-1].write_text(f"{text}\niam: {{permissions_boundary: '{BOUNDARY}'}}\n", encoding="utf-8")

    bounded = boundaries(synthesize(paths, tmp_path / "out"))

    assert len(paths) == len(WIDE)
    assert len({address.partition(" ")[2] for address in bounded}) >= 10
    assert set(bounded.values()) == {BOUNDARY}
    assert set(boundaries(wider).values()) == {None}
