"""Failures that people describe in words: named as a possibility, and only where nothing else explains."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eks_gpu.doctor import Finding, examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.signatures.words.sentences import sentences

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
REPORTS = [(name, text) for name, texts in WORDS["reports"].items() for text in texts]
SILENT = [text for texts in WORDS["silent"].values() for text in texts]
TABLES = Path(signatures.__file__).parent / "table" / signatures.PROSE
ROWS = [row for row in signatures.signatures() if row.area == signatures.PROSE]


def found(text: str) -> tuple[Finding, ...]:
    return examine_unfiled(observe([(PASTED, text)]), [text])[1]


@pytest.mark.parametrize(("name", "text"), REPORTS, ids=[text[:60] for _, text in REPORTS])
def test_a_symptom_in_words_gets_its_causes(name: str, text: str) -> None:
    first = found(text)[0]

    assert first.id == name
    assert first.message.startswith("no program's line says why")


@pytest.mark.parametrize("text", SILENT, ids=lambda text: text[:60])
def test_a_text_that_reports_no_failure_has_no_symptom(text: str) -> None:
    assert [one.id for one in found(text) if one.id in {row.id for row in ROWS}] == []


def test_the_filter_never_hides_a_sentence_that_a_row_knows() -> None:
    texts = [row.said for row in ROWS] + [sentence for _, text in REPORTS for sentence in sentences(text)]

    hidden = [(row.id, text) for row in ROWS for text in texts if row.found_in(text) and not row.may_say(text.lower())]

    assert hidden == []


def test_every_symptom_orders_its_causes_or_has_one() -> None:
    unordered = [row.id for row in ROWS if "Most often, in this order:" not in row.means and ";" in row.means]

    assert unordered == []
    assert len(ROWS) >= 40


@pytest.mark.parametrize("file", sorted(TABLES.rglob("*.toml")), ids=lambda file: file.stem)
def test_a_phrase_is_divided_outside_of_parentheses(file: Path) -> None:
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["signature"]
    parts = [part for row in rows for phrase in row["phrases"] for part in phrase.split(" & ")]

    assert [part for part in parts if part.count("(") != part.count(")")] == []


def test_a_line_of_a_program_counts_more_than_words() -> None:
    text = "The node group does not scale from zero.\n\nRuntimeError: No CUDA GPUs are available\n"

    assert [one.id for one in found(text)] == ["no-gpu-in-container"]


def test_a_mild_cause_that_is_known_counts_more_than_words() -> None:
    text = (
        "Nodes that are half empty are never removed.\n\n"
        "44m Normal Unconsolidatable node/ip-10-0-1-9.ec2.internal pdb mesh/istiod prevents pod evictions\n"
    )

    assert found(text)[0].id == "karpenter-cannot-disrupt"


def test_words_come_before_a_failure_that_nothing_explains() -> None:
    table = "NAME    READY   STATUS    RESTARTS   AGE\nrun-0   0/1     Pending   0          30m\n"

    first, *others = found(f"Karpenter does not launch a node.\n\n{table}")

    assert first.id == "words-karpenter-starts-nothing"
    assert "failure-unexplained" in {one.id for one in others}


def test_a_signal_says_more_than_that_a_pod_crashes() -> None:
    text = "Our pod restarts every few minutes.\n    Last State:  Terminated\n      Exit Code:  139\n"

    assert [one.id for one in found(text)] == ["exit-signal"]


def test_a_sentence_that_is_explained_is_not_quoted_again() -> None:
    text = "Nodes join and look healthy, but the pods on them cannot resolve DNS names.\n"

    assert [one.id for one in found(text)] == ["words-no-way-out"]


def test_a_symptom_that_another_sentence_explains_is_not_reported() -> None:
    text = "The managed node group fails every time.\n\nThe error is that the IP address cannot be auto assigned.\n"

    ids = [one.id for one in found(text)]

    assert ids[0] == "words-no-public-address"
    assert "words-group-stuck" not in ids


def test_lines_of_programs_and_files_are_no_sentences() -> None:
    text = (
        "I1120 10:00:00.1 1 static_autoscaler.go:300] node group is not scaled up from zero\n"
        "description: the group does not scale from zero\n"
        "$ kubectl get pods that do not start\n"
        "| pod | does not see the GPU |\n"
    )

    assert sentences(text) == []


def test_a_program_may_stand_before_a_title() -> None:
    text = "vllm: server hangs at startup with two GPUs\n\nvllm: v0.9.2 latest\n\nimage: the server hangs at startup\n"

    assert sentences(text) == ["vllm: server hangs at startup with two GPUs"]


def test_a_title_that_names_models_and_versions_is_a_sentence() -> None:
    assert sentences("[Bug]: Load Qwen3-32B-FP8 failed on 4090") == ["Load Qwen3-32B-FP8 failed on 4090"]
    assert sentences("[f8107735c673549d7acd-n0-0] terminated with exit code (137). Reason [Error]. Message:") == []
    assert sentences("train-0 0/1 Error 3 5m") == []


def test_broken_lines_are_one_sentence() -> None:
    text = "The autoscaler of our\ncluster does not\nadd a node. OK.\n\nPods wait for hours"

    assert sentences(text) == ["The autoscaler of our cluster does not add a node.", "Pods wait for hours"]


POD = "kind: Pod\nspec:\n  containers:\n    - name: main\n      image: example/serve\n"


def test_the_fact_chooses_the_words_of_the_symptom() -> None:
    first = found(f"nvidia-smi works on the node but not in my pod.\n\n```yaml\n{POD}```\n")[0]

    assert first.id == "words-no-gpu-in-pod"
    assert first.message.startswith("the pod in the paste requests no nvidia.com/gpu")


def test_a_short_paste_puts_the_cause_that_it_names_first() -> None:
    title = "Airflow GPU task never starts"

    alone = found(title)[0].message
    with_taint = found(f"{title}\n\nThe nodes have a taint and the task has no tolerations")[0].message
    with_toleration = found(f"{title}\n\nThe taint is tolerated, I checked the tolerations")[0].message
    long = found(f"{title}\n\nThe nodes have a taint and the task has no tolerations. {'We run many jobs. ' * 50}")[
        0
    ].message

    assert "Most often, in this order: its pod waits" in alone
    assert "because the paste names the first: the pod does not tolerate" in with_taint
    assert with_toleration == alone
    assert long == alone


@pytest.mark.parametrize(
    "text",
    [
        "Support for larger tasks: currently the pod sees no GPU",
        "How do I make the GPU visible? The pod still sees no GPU",
        "Is it expected that my pod sees no GPU?",
        "How to solve: no GPU visible in my pod",
    ],
)
def test_the_reason_of_a_request_is_a_failure(text: str) -> None:
    assert found(text)[0].id == "words-no-gpu-in-pod"
