"""The table of signatures: each row is found by the text that it quotes, and says where it comes from."""

from __future__ import annotations

import time

import pytest

from eks_gpu.doctor import Stage, examine, findings, observe, signatures
from eks_gpu.doctor.answers.messages import as_evidence
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.hidden import hidden
from eks_gpu.doctor.signatures.condensed import condensed
from eks_gpu.doctor.signatures.index import Index
from eks_gpu.doctor.signatures.words.phrases import PROSE
from eks_gpu.doctor.signatures.words.sentences import LONGEST
from tests.doctor import healthy

ROWS = signatures.signatures()
RULES = findings.by_id()
ROW = dict.fromkeys(("id", "means", "where", "next", "source", "said"), "x")


def may_be_in(row: signatures.Signature, text: str) -> bool:
    """Whether the filter in front of the patterns lets a text pass."""
    return any(Index([row]).candidates(text.lower()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_quoted_text_gives_that_finding_first(row: signatures.Signature) -> None:
    """Or the rule that knows more about it, which the row names."""
    found = examine(healthy.design(), observe([(PASTED, row.said)]))

    assert found[0].id in {row.id, *row.covers}
    assert found[0].because == ()


def said_of(row: signatures.Signature) -> list[str]:
    return [row.means, *(branch.means for branch in row.branches)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_complete(row: signatures.Signature) -> None:
    assert row.where.upper() in Stage.__members__
    assert row.source
    assert row.next
    assert row.id not in RULES
    # "secrets: another" would look like a secret, and a reader would not see the word.
    assert [hidden(text) for text in said_of(row)] == said_of(row)
    assert set(row.covers) <= set(RULES)
    assert set(row.after) <= {*RULES, *signatures.by_id()}
    # The filter in front of the pattern must never hide a line that the pattern knows.
    assert may_be_in(row, as_evidence(row.said))


def test_ids_are_unique() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_the_first_cause_in_time_comes_before_its_followers() -> None:
    log = (
        "train-0:1:9 [0] NCCL INFO Bootstrap : Using eth0:10.0.3.9<0>\n"
        "OSError: [Errno 28] No space left on device: '/data/checkpoint-1000'\n"
        "[rank3]:[E ProcessGroupNCCL.cpp:563] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(\n"
        "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n"
    )

    first, *others = examine(healthy.design(), observe([("train.log", log)]))

    assert first.id == "disk-full-in-pod"
    assert {one.id: one.because for one in others}["gpu-memory-full"] == ("disk-full-in-pod",)
    assert all("disk-full-in-pod" in one.because for one in others)


def test_one_pods_message_does_not_explain_another_pod() -> None:
    folder = healthy.scaled_up()
    folder.files["others.txt"] = (
        "$ kubectl -n other describe pod slow\nName:  slow\nNamespace:  other\nNode:  ip-10-0-1-9/10.0.1.9\n"
        "Status:  Running\nContainers:\n  main:\n    State:          Waiting\n      Reason:       CrashLoopBackOff\n"
        "    Ready:          False\nEvents:\n  Type     Reason   Age   From     Message\n"
        "  Warning  Unhealthy  1m  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503\n"
        "$ kubectl get pods -n third\nNAME     READY   STATUS             RESTARTS   AGE\n"
        "lone-1   0/1     CrashLoopBackOff   9          10m\n"
    )

    found = examine(healthy.design(), observe(folder.texts()))

    assert found[0].id == "probe-kills"
    assert next(one for one in found if "lone-1" in one.where).because == ()


def test_events_that_are_over_are_no_finding() -> None:
    folder = healthy.scaled_up()
    folder.files["more-events.txt"] = (
        "LAST SEEN   TYPE      REASON        OBJECT                             MESSAGE\n"
        "9m          Warning   FailedMount   pod/serve-7c9d4f6b5-00000          MountVolume.SetUp failed for volume x\n"
        "9m          Warning   Unhealthy     pod/serve-7c9d4f6b5-00000          Liveness probe failed: timeout\n"
    )

    assert examine(healthy.design(), observe(folder.texts())) == ()


@pytest.mark.slow
def test_a_long_log_takes_seconds() -> None:
    line = (
        'I1120 10:00:00.000000 1 server.go:1] "HTTP" verb="GET" URI="/apis/x" latency="1ms" resp=200 nvidia.com/gpu=1\n'
    )
    began = time.process_time()

    observe([("x.log", line * 60_000)])

    assert time.process_time() - began < 20


@pytest.mark.slow
@pytest.mark.parametrize("letter", [*' a1(\n{"/', "Error: ", "NCCL WARN ", "failed ", "0/1 nodes ", "a\n"])
def test_no_pattern_is_slow_on_repeated_text(letter: str) -> None:
    text = letter * (40_000 // len(letter))
    began = time.process_time()

    for row in ROWS:
        # The words of people are looked for in one sentence at a time.
        row.place_in(text[:LONGEST] if row.area == PROSE else text)
        for branch in row.branches:
            branch.beside.search(text)

    assert time.process_time() - began < 20


@pytest.mark.slow
def test_the_filter_never_hides_a_line_that_a_pattern_knows() -> None:
    texts = [row.said for row in ROWS]

    index = Index(ROWS)
    passed = {text: {row.id for row in index.candidates(text.lower())} for text in texts}

    assert [(row.id, text) for row in ROWS for text in texts if row.id not in passed[text] and row.found_in(text)] == []


def test_the_digits_of_an_escape_are_no_word() -> None:
    row = signatures.Signature.of_row("pods", {**ROW, "says": r"no attribute \x27pending\x27"})

    assert may_be_in(row, "AttributeError: 'NoneType' object has no attribute 'pending'")


def test_a_class_with_a_bracket_ends_no_alternative() -> None:
    row = signatures.Signature.of_row("pods", {**ROW, "says": r"worker \(pid[^)]{0,40}\) is killed|Bus error"})

    assert may_be_in(row, "fatal python error: bus error")


def test_a_choice_of_a_group_counts_as_a_word() -> None:
    row = signatures.Signature.of_row("pods", {**ROW, "says": r"(?:alpha|beta) \d+|(?:gamma)? \d\d"})
    other = signatures.Signature.of_row("pods", {**ROW, "says": r"(?:alpha|beta) \d+"})

    assert row.needles == ()
    assert other.needles == (("alpha",), ("beta",))


def test_every_word_of_one_alternative_is_needed() -> None:
    row = signatures.Signature.of_row("pods", {**ROW, "says": r"disk (?:of|on) \S+ is full|out of space"})

    assert row.needles == (("disk", "full"), ("space", "out"))
    assert may_be_in(row, "the disk on node-1 is full")
    assert not may_be_in(row, "the disk is new")


def test_a_failure_and_the_setting_behind_it_may_stand_in_two_parts_of_a_paste() -> None:
    error = "## What happens\nNodeCreationFailure: Instances failed to join the kubernetes cluster\n"
    setting = '## Reproduction\n  gpu = {\n    ami_id = "ami-0123456789abcdef0"\n  }\n'

    alone, both = (examine(healthy.design(), observe([(PASTED, text)])) for text in (error, error + setting))

    assert "join-custom-ami" not in {one.id for one in alone}
    assert both[0].id == "join-custom-ami"


def test_a_row_that_knows_nothing_quotes_the_first_line_that_no_row_knows() -> None:
    known = (
        'E1120 10:00:01.1 1 kubelet_node_status.go:92] "Unable to register node with API server" err="Unauthorized"\n'
    )
    unknown = 'E1120 10:00:02.1 1 frobnicator.go:13] "The flux is out of range"\n'

    cause, rest = examine(healthy.design(), observe([(PASTED, known + unknown + known)]))

    assert cause.id == "instances-not-joined"
    assert rest.id == "program-panicked"
    assert rest.seen == (unknown.strip(),)


def test_prose_of_a_paste_that_looks_like_yaml_is_no_unread_answer() -> None:
    text = "## Versions\n- Module version: `>= 19\n- Terraform: v1\n\n## Error\nError: Module not installed\n"

    assert observe([(PASTED, text)]).unread == ()


def test_lines_of_a_long_log_that_differ_in_numbers_are_looked_at_once() -> None:
    calm = 'I1120 10:00:00.000000 1 server.go:1] "HTTP" verb="GET" latency="1ms" resp=200\n'
    log = calm * 4_000 + "RuntimeError: No CUDA GPUs are available\n" + calm * 4_000

    assert "no-gpu-in-container" in {match.signature.id for match in signatures.matches(log)}
    assert len(condensed(log)) < 1_000
    assert condensed(calm) == calm
