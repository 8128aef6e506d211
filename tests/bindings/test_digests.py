"""The digest of an archive is kept while the archive is the same file."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from eks_gpu.lazy import node

PROGRAM = Path(node.__file__).with_name("digests.cjs")
pytestmark = pytest.mark.engine

# As jsii's kernel reads an archive: once for its key, and again where it unpacks it.
KERNEL = r"""
const crypto = require("crypto");
const fs = require("fs");
require(process.argv[1]);
let bytes = 0;
function digest(file, ...comments) {
  const hash = crypto.createHash("sha256");
  const opened = fs.openSync(file, "r");
  let read = 0;
  do {
    const part = Buffer.alloc(16384);
    read = fs.readSync(opened, part);
    if (read > 0) hash.update(part.subarray(0, read));
    bytes += read;
  } while (read > 0);
  fs.closeSync(opened);
  for (const one of comments) hash.update("\0"), hash.update(one);
  return hash.digest().toString("hex");
}
const [, , file, times] = process.argv;
const found = Array.from({ length: Number(times) }, () => digest(file, "aws", "1.0.0"));
console.log(JSON.stringify([bytes, ...found]));
"""


@dataclass(frozen=True)
class Read:
    """The bytes that were read, and the digests."""

    bytes: int
    digests: tuple[str, ...]


@dataclass(frozen=True)
class Machine:
    """An archive, and the file of digests."""

    archive: Path
    kept: Path

    def start(self, times: int = 1) -> Read:
        node.use_packaged_node()
        command = [os.environ.get("JSII_NODE", "node"), "-e", KERNEL, str(PROGRAM), str(self.archive), str(times)]
        environment = os.environ | {"EKS_GPU_JSII_DIGESTS": str(self.kept)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        count, *digests = json.loads(done.stdout)
        return Read(count, tuple(digests))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.archive.read_bytes() + b"\0aws\x001.0.0").hexdigest()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    archive = tmp_path / "aws@1.jsii.tgz"
    archive.write_bytes(b"abc" * 20_000)
    return Machine(archive, tmp_path / "digests.json")


def test_an_archive_is_read_once(machine: Machine) -> None:
    assert machine.start() == Read(60_000, (machine.digest,))
    assert machine.start() == Read(0, (machine.digest,))


def test_what_is_unpacked_is_read_in_any_case(machine: Machine) -> None:
    machine.start()

    assert machine.start(times=2) == Read(60_000, (machine.digest, machine.digest))


def test_an_archive_that_changed_is_read_again_although_it_looks_the_same(machine: Machine) -> None:
    machine.start()
    before = machine.archive.stat()
    with machine.archive.open("r+b") as file:
        file.write(b"xyz")
    os.utime(machine.archive, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert machine.archive.stat().st_mtime_ns == before.st_mtime_ns
    assert machine.start() == Read(60_000, (machine.digest,))


@pytest.mark.parametrize("text", ["", "[", "null", "7", '{"digest": "x"}'])
def test_a_damaged_file_of_digests_is_written_again(text: str, machine: Machine) -> None:
    machine.start()
    whole = machine.kept.read_text(encoding="utf-8")
    machine.kept.write_text(text, encoding="utf-8")

    assert machine.start() == Read(60_000, (machine.digest,))
    assert json.loads(machine.kept.read_text(encoding="utf-8")) == json.loads(whole)


def test_a_digest_of_another_form_is_not_used(machine: Machine) -> None:
    machine.start()
    damaged = machine.kept.read_text(encoding="utf-8").replace(machine.digest, "../..")
    machine.kept.write_text(damaged, encoding="utf-8")

    assert machine.start() == Read(60_000, (machine.digest,))


def test_archives_that_are_gone_are_forgotten(machine: Machine, tmp_path: Path) -> None:
    machine.start()
    other = machine.archive.rename(tmp_path / "other.jsii.tgz")

    Machine(other, machine.kept).start()
    assert [*json.loads(machine.kept.read_text(encoding="utf-8"))] == [str(other)]


def test_a_folder_that_cannot_be_written_does_no_harm(machine: Machine, tmp_path: Path) -> None:
    nowhere = Machine(machine.archive, tmp_path / "absent" / "digests.json")

    assert nowhere.start() == nowhere.start() == Read(60_000, (machine.digest,))
