"""Lines that a terminal folded are joined, and no other line is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from textwrap import indent

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.unfolded import unfolded

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
THREADS: list[dict[str, str]] = [
    thread for area in sorted(HERE.glob("threads/*.toml")) for thread in tomllib.loads(area.read_text())["thread"]
]
CALM: list[dict[str, str]] = [
    {"source": program["name"], **program} for program in tomllib.loads((HERE / "calm.toml").read_text())["program"]
]

EVENTS = """\
Events:
  Type     Reason            Age   From               Message
  ----     ------            ----  ----               -------
  Warning  FailedScheduling  54s   default-scheduler  0/7 nodes are available: 2 Insufficient cpu, 5 node(s) had untolerated taint {team: vision}. preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling.
  Normal   Nominated         50s   karpenter          Pod should schedule on: nodeclaim/gpu-5t2hq
"""  # noqa: E501 - the line that terminals fold
LOG = """\
E1120 10:00:01.000000       1 aws_manager.go:125] Failed to regenerate ASG cache: AccessDenied: User: arn:aws:sts::111122223333:assumed-role/nodes/i-0abc is not authorized to perform: autoscaling:DescribeTags
I1120 10:00:02.000000       1 main.go:12] exiting
"""  # noqa: E501 - the line that terminals fold


def folded(text: str, width: int) -> str:
    """A text as a terminal shows it, and a copy loses the spaces at the last column."""
    pieces = (line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))
    return "\n".join(piece.rstrip(" ") for piece in pieces)


def first(text: str) -> str:
    """The first finding of a paste."""
    found = examine_unfiled(observe([(PASTED, text)]), [text])[1]
    return found[0].id if found else ""


@pytest.mark.parametrize("width", [76, 80, 100, 140, 160])
@pytest.mark.parametrize("text", [EVENTS, LOG], ids=["events", "log"])
def test_a_terminal_folds_at_its_width(text: str, width: int) -> None:
    assert "".join(unfolded(folded(text, width)).split()) == "".join(text.split())
    assert unfolded(folded(text, width)).count("\n") == text.count("\n")


def test_a_block_that_was_moved_to_the_right_is_joined() -> None:
    moved = indent(folded(LOG, 90), "    ")

    assert LOG.splitlines()[0] in unfolded(moved)


def test_prose_around_does_not_matter() -> None:
    around = (
        f"It has happened since we updated the cluster to the newest version of everything, and I do not know why. \
Does anybody know what could cause this, and what I should do next?\n\n{folded(LOG, 90)}\nThanks!\n"
    )

    assert LOG.splitlines()[0] in unfolded(around)


@pytest.mark.parametrize("texts", [THREADS, CALM], ids=["threads", "programs that are well"])
def test_texts_that_nobody_folded_stay(texts: list[dict[str, str]]) -> None:
    changed = {one["source"] for one in texts if unfolded(one["text"]) != one["text"]}

    # Somebody pasted this one from a terminal.
    assert changed <= {"eksctl-io/eksctl#3859"}


@pytest.mark.parametrize("pattern", ["docs/**/*.md", "constructs/**/*.py", "constructs/**/*.toml", "examples/**/*"])
def test_prose_code_and_settings_stay(pattern: str) -> None:
    """All of them have lines that somebody broke near one width."""
    files = [file for file in ROOT.glob(pattern) if file.is_file() and file.suffix not in {".svg", ".png"}]
    changed = [file.name for file in files if unfolded(text := file.read_text(encoding="utf-8")) != text]

    assert files
    assert changed == []


def test_most_threads_have_the_same_cause_when_a_terminal_folds_them() -> None:
    threads = [thread for thread in THREADS[::6] if folded(thread["text"], 90) != thread["text"]]
    same = sum(first(folded(thread["text"], 90)) == thread["first"] for thread in threads)

    assert same / len(threads) >= 0.8


def test_a_message_that_yaml_folds_is_one_line() -> None:
    text = (
        '  - lastTransitionTime: "2026-11-20T10:00:00Z"\n'
        "    message: 'launching nodeclaim, creating instance, with fleet error(s), UnauthorizedOperation:\n"
        "      You are not authorized to perform this operation. Encoded authorization\n"
        "      failure message: abc'\n"
        "    reason: LaunchFailed\n"
        '    status: "False"\n'
        "    type: Launched\n"
    )

    assert first(text) == "karpenter-launch-unauthorised"


def test_quotes_of_a_word_processor_are_quotes() -> None:
    text = "Can\u2019t drain: admission webhook \u201cvscaledobject.kb.io\u201d denied the request: "

    assert first(text + "MinReplicaCount=5 must be less than MaxReplicaCount=4") == "keda-object-invalid"
