"""Names of objects and commands, as several rules print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.situation.fits import fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eks_gpu.doctor.answers.kubernetes import KubernetesObject, Pod
    from eks_gpu.doctor.situation.gpu_node import GpuNode
    from eks_gpu.doctor.situation.whole import Situation


def pods(found: Sequence[Pod]) -> str:
    """The name of the first pod, and how many more are like it."""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"pod {found[0].full_name}{more}"


def group_names(situation: Situation, pod: Pod) -> tuple[str, ...]:
    """Groups that a pod may use, from its declaration or its requests; none if both are unknown."""
    workload = situation.gpu_pods.workload_of(pod)
    return workload.groups if workload else fitting(situation, pod)


def restart_of(situation: Situation) -> str:
    """The command that restarts the autoscaler."""
    return f"kubectl rollout restart {situation.programs.autoscaler_name}"


def deploy_platform(situation: Situation, theirs: str) -> str:
    """The command that installs a component of the platform stack, or what to say to those who installed it."""
    return theirs or f"cdktf deploy {situation.design.name}-platform"


def autoscaler_of_others(situation: Situation, edit: str) -> str:
    """The edit to an autoscaler that others run; empty if eks-gpu installs it."""
    return "" if situation.design.autoscaler else f"others run it ('autoscaler.kind' is existing): {edit}"


def logs_of(situation: Situation) -> str:
    """The command that prints the autoscaler's log."""
    return f"kubectl logs {situation.programs.autoscaler_name}"


def kubectl(one: KubernetesObject) -> str:
    """The command for an object's namespace; without one, kubectl takes that of the reader, as the table did."""
    return f"kubectl -n {one.metadata.namespace}" if one.metadata.namespace else "kubectl"


def describe(pod: Pod) -> str:
    """The command that describes a pod."""
    return f"{kubectl(pod)} describe pod {pod.name}"


def previous_log(pod: Pod) -> str:
    """The command that prints the log of a pod's previous container."""
    return f"{kubectl(pod)} logs {pod.name} --previous | tail -30"


def terminate(gpu: GpuNode) -> str:
    """The commands that remove a node, so that its group starts another."""
    instance = gpu.node.instance_id
    ends = f"aws ec2 terminate-instances --instance-ids {instance}" if instance else "terminate its instance"
    return (
        f"kubectl drain {gpu.node.name} --ignore-daemonsets --delete-emptydir-data, then {ends}: the group "
        f"starts another"
    )
