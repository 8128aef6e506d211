"""A permissions boundary limits every role of a cluster, or none, and each has the path of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.synthesized import EXAMPLES, SPECS, Synthesized, synthesize

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine
PATH = "/platform/"
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"
# Together they have every kind of role: flow logs, control plane, nodes, add-ons with and without inline policies, the
# autoscaler, workloads.
WIDE = ("llm-serving", "training", "watched")


def boundaries(made: Synthesized, argument: str = "permissions_boundary") -> dict[str, str | None]:
    """The boundary, or another argument, of every role, by stack and address."""
    return {
        f"{name} {address}": role.get(argument)
        for name in made.names()
        for address, role in made.stack(name).get("resource", {}).get("aws_iam_role", {}).items()
    }


def test_every_role_has_the_boundary(tmp_path: Path, wider: Synthesized) -> None:
    paths = []
    for path in (*EXAMPLES, *SPECS):
        if path.stem in WIDE:
            paths.append(tmp_path / path.name)
            text = path.read_text(encoding="utf-8")
            paths[-1].write_text(
                f"{text}\niam: {{permissions_boundary: '{BOUNDARY}', path: {PATH}}}\n", encoding="utf-8"
            )

    made = synthesize(paths, tmp_path / "out")
    bounded = boundaries(made)

    assert len(paths) == len(WIDE)
    assert len({address.partition(" ")[2] for address in bounded}) >= 10
    assert set(bounded.values()) == {BOUNDARY}
    assert set(boundaries(made, "path").values()) == {PATH}
    # One of the wider files has them, and it alone.
    others = {stack for stack, value in boundaries(wider).items() if value is None}
    assert {stack.partition("-")[0] for stack in boundaries(wider).keys() - others} <= {"company", "theirs"}
