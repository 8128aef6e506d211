"""Every address of the examples: who has applied a stack has these in the state.

An address that changes is, to Terraform, a resource to destroy and another to create, node groups and the cluster
included. So a change here is a change that users have to be told of.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.synthesized import EXAMPLES, addresses, stack_names

if TYPE_CHECKING:
    from tests.synthesized import Synthesized

pytestmark = pytest.mark.engine
FOLDER = Path(__file__).parent / "addresses"

ADVICE = """
Addresses of {stack} changed. In every state that holds them, Terraform would now
  destroy {gone}
  create  {new}
If that is meant, say in CHANGELOG.md how to move them (`terraform state mv`, or a `moved` block) and run
`make snapshots`, which writes {file} anew. If not, give the construct its old id back.
"""


@pytest.mark.parametrize("stack", stack_names(EXAMPLES))
def test_addresses(stack: str, synthesized: Synthesized, pytestconfig: pytest.Config) -> None:
    file = FOLDER / f"{stack}.txt"
    found = addresses(synthesized.stack(stack))
    if pytestconfig.getoption("update_snapshots"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text("".join(f"{address}\n" for address in found), encoding="utf-8")
    pinned = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    gone, new = sorted(set(pinned) - set(found)), sorted(set(found) - set(pinned))
    assert found == pinned, ADVICE.format(stack=stack, file=file.name, gone=gone or "nothing", new=new or "nothing")


def test_no_list_is_left_over() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == stack_names(EXAMPLES)


def test_no_address_holds_a_hash(synthesized: Synthesized) -> None:
    """cdktf's own addresses end in eight hexadecimal digits; ours are read by people, but for a principal's."""
    for stack in synthesized.names():
        document = synthesized.stack(stack)
        for address in addresses(document):
            if "_access_" not in address:
                assert not _ends_in_hash(address), address


def _ends_in_hash(address: str) -> bool:
    tail = address.rsplit("_", 1)[-1]
    return len(tail) == 8 and all(letter in "0123456789ABCDEF" for letter in tail)
