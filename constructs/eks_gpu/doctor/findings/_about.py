"""Words that several rules use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.kubernetes import Pod
    from eks_gpu.doctor.situation import Situation


def pods(found: Sequence[Pod]) -> str:
    """One pod, and how many more are alike."""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"pod {found[0].full_name}{more}"


def group_names(situation: Situation, pod: Pod) -> tuple[str, ...]:
    """Groups that a pod may use, as far as the declaration says; none where it does not know the pod."""
    workload = situation.workload_of(pod)
    return workload.groups if workload else ()


def restart_of(name: str) -> str:
    """The command that starts a deployment of kube-system anew."""
    return f"kubectl -n kube-system rollout restart deployment/{name}"
