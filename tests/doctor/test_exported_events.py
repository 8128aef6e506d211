"""Events that an exporter writes as lines of JSON, without their kind: what they are about is not an object itself."""

from __future__ import annotations

import json

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

ABOUT = {"kind": "Node", "name": "ip-10-0-1-9.ec2.internal", "uid": "473d160c", "apiVersion": "v1"}
WORDS = 'Cannot disrupt Node: Pod "ml/train-0" has "karpenter.sh/do-not-disrupt" annotation'


@pytest.mark.parametrize("key", ["message", "eventMessage"])
@pytest.mark.parametrize("count", [1, 2])
def test_an_exported_event_is_heard(key: str, count: int) -> None:
    event = {"involvedObject": ABOUT, "reason": "DisruptionBlocked", key: WORDS, "type": "Normal", "count": 1}
    text = "\n".join([json.dumps(event)] * count)
    observed = observe([(PASTED, text)])
    findings = examine_unfiled(observed, [text])[1]

    assert "Node" not in observed.answers
    assert "karpenter-do-not-disrupt" in [finding.id for finding in findings]
