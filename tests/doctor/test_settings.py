"""Settings that a paste shows together with the failure they cause: a finding needs both."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED

ROWS = [row for row in signatures.signatures() if row.area == signatures.SETTINGS]


def found(text: str) -> list[str]:
    _, findings = examine_unfiled(observe([(PASTED, text)]), [text])
    return [one.id for one in findings]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_setting_counts_only_beside_its_failure(row: signatures.Signature) -> None:
    assert row.beside
    *setting, failure = row.said.splitlines()
    # A fact of a file is that of the whole file.
    found_at = row.says.search(row.said)
    alone = found_at[0] if found_at else "\n".join(setting)

    assert row.id in found(row.said)
    assert row.id not in found(f"Our configuration:\n\n{alone}\n")
    assert found_at or row.id not in found(failure)


def test_a_failure_without_the_setting_is_that_of_its_own_row() -> None:
    text = (
        'failed pulling image "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/pause:3.1": no basic auth credentials'
    )

    assert found(text)[0] == "image-auth"
    assert found(f"We have a VPC endpoint for ecr.dkr.\n{text}")[:2] == ["endpoint-of-ecr-api-missing", "image-auth"]
    assert found(f"We have VPC endpoints for ecr.dkr and ecr.api.\n{text}")[0] == "image-auth"


def test_a_setting_explains_the_failure_that_it_quotes_and_no_other() -> None:
    text = """
kubelet runs with --cpu-manager-policy=static
Failed to initialize NVML: Unknown Error
"""
    other = "Output: mount.nfs4: Connection timed out\n"
    _, findings = examine_unfiled(observe([(PASTED, text + other)]), [text + other])
    because = {one.id: one.because for one in findings}

    assert findings[0].id == "cpu-manager-drops-gpu"
    assert because["nvml-unknown-error"] == ("cpu-manager-drops-gpu",)
    assert all(
        "cpu-manager-drops-gpu" not in causes for name, causes in because.items() if name != "nvml-unknown-error"
    )
