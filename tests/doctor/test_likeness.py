"""Likeness of sentences to symptoms: it ranks the right one first mostly, and corrects phrases that mislead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eks_gpu.doctor import signatures
from eks_gpu.doctor.signatures.words.likeness import Likeness

LIKENESS = Likeness.of(signatures.signatures())
WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
REPORTS = [(name, text) for name, texts in WORDS["reports"].items() for text in texts if name in LIKENESS.ids]
# Sentences that have the words of another row's phrases.
CORRECTED = {
    "Auto Mode keeps killing our training jobs after three weeks": "words-node-expiry",
    "The pod's address answers within the VPC, but not from the peered VPC or over Direct Connect": "words-source-nat",
    "Spot instances of g5 are reclaimed after minutes, so training with Karpenter never ends": "words-spot-lost",
    "A pod's branch ENI is not assigned the security group of its SecurityGroupPolicy": "words-pod-security-groups",
}
# Sentences that no phrase fits.
FOUND = {
    "MPS control daemon with the wrong pod selector": "words-mps",
    "Ray Serve: failure to make Serve applications": "words-ray-serve-unhealthy",
}


def test_the_right_symptom_is_mostly_ranked_first() -> None:
    right = [name for name, text in REPORTS if _first(text) == name]

    assert len(right) / len(REPORTS) > 0.75


@pytest.mark.parametrize("text", [*CORRECTED, *FOUND])
def test_likeness_corrects_phrases(text: str) -> None:
    assert [match.signature.id for match in signatures.in_words(f"{text}.")] == [(CORRECTED | FOUND)[text]]


def test_a_term_that_no_symptom_has_says_nothing() -> None:
    assert LIKENESS.to("frobnication of a zygomorph") == {}
    assert LIKENESS.share("frobnication of a zygomorph", 3.0) == 0


def test_a_sentence_without_the_subject_of_a_row_is_not_taken_by_it() -> None:
    text = "S3 objects are out of reach for Triton even though the command line lists them."

    assert "words-pod-sees-more-gpus" not in {match.signature.id for match in signatures.in_words(text)}


def _first(text: str) -> str:
    values = LIKENESS.to(text)
    return max(values, key=lambda one: values[one], default="")
