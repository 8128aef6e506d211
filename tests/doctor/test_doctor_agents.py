"""DaemonSets of other tools: which of them the doctor names, and what it says that they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eks_gpu.design import design_cluster
from eks_gpu.doctor import Finding, examine, observe
from eks_gpu.spec import ClusterSpec
from tests.doctor import healthy
from tests.doctor.healthy import agent, node_name, scaled_up, system_pod

if TYPE_CHECKING:
    from tests.doctor.healthy import Folder

GUARDDUTY = {"cpu": "200m", "memory": "256Mi"}


def found(folder: Folder, **declared: Any) -> list[Finding]:
    """Findings about DaemonSets, if the file of the healthy cluster declares these daemons too."""
    spec = healthy.design().spec.model_dump(exclude_unset=True) | declared
    design = design_cluster(ClusterSpec.model_validate(spec))
    return [finding for finding in examine(design, observe(folder.texts())) if finding.id == "daemon-uncounted"]


def running(*sets: dict[str, Any]) -> Folder:
    folder = scaled_up()
    folder.items("daemonsets.json").extend(sets)
    return folder


def test_an_agent_that_the_reserve_has_room_for_is_a_warning() -> None:
    (problem,) = found(running(agent("aws-guardduty-agent", **GUARDDUTY)))

    assert (problem.severity, problem.where) == ("warning", "DaemonSet agents/aws-guardduty-agent")
    assert "each node of gpu runs this DaemonSet, which requests 200m cpu and 256Mi memory" in problem.message
    assert "all declared workloads still fit" in problem.message
    assert problem.fix.endswith("{name: aws-guardduty-agent, cpu: 200m, memory: 256Mi}")


def test_the_entry_that_is_printed_ends_the_finding() -> None:
    folder = running(agent("aws-guardduty-agent", **GUARDDUTY))

    assert found(folder, daemons=[{"name": "aws-guardduty-agent", **GUARDDUTY}]) == []


def test_agents_that_fit_one_by_one_and_not_together() -> None:
    problems = found(running(agent("one", **GUARDDUTY), agent("two", **GUARDDUTY)))

    assert [problem.severity for problem in problems] == ["error", "error"]
    assert all("serve no longer fits on gpu, nor anywhere else" in problem.message for problem in problems)


def test_a_declared_agent_that_requests_more_than_its_entry_says() -> None:
    folder = running(agent("falcon", cpu="300m", memory="1Gi"))
    (problem,) = found(folder, daemons=[{"name": "falcon", **GUARDDUTY}])

    assert "requests 300m cpu and 1Gi memory, but the cluster file counts 200m cpu and 256Mi memory" in problem.message
    assert problem.fix.startswith("correct its entry")


def test_another_group_still_holds_the_workload() -> None:
    large = {"name": "large", "instance_types": ["g5.2xlarge"], "max_per_zone": 1}
    groups = [*healthy.design().spec.model_dump(exclude_unset=True)["gpu_node_groups"], large]
    mesh = agent("ztunnel", cpu="500m", memory="2Gi")
    (problem,) = found(running(mesh), gpu_node_groups=groups)

    assert problem.severity == "warning"
    assert "serve no longer fits on gpu" in problem.message
    assert "nor anywhere else" not in problem.message


@pytest.mark.parametrize(
    "pod",
    [
        {"nodeSelector": {"kubernetes.io/os": "windows"}},
        {"nodeSelector": {"eks-gpu.io/group": "system"}},
        # The taint of GPU nodes keeps out what tolerates nothing.
        {"tolerations": []},
        # Room is what counts, and this takes none.
        {"containers": [{"name": "exporter", "image": "quay.io/prometheus/node-exporter:v1.10.2"}]},
    ],
    ids=["windows", "system", "untolerating", "node-exporter"],
)
def test_daemons_that_need_no_room_on_gpu_nodes_are_left_out(pod: dict[str, Any]) -> None:
    other = agent("other", **GUARDDUTY)
    other["spec"]["template"]["spec"].update(pod)

    assert found(running(other)) == []


def test_daemon_sets_that_are_counted_are_left_out() -> None:
    """The add-ons' with other requests than their defaults too: they were counted, by these."""
    ours = agent("prepull-gpu", **GUARDDUTY)
    ours["metadata"]["labels"] = {"app.kubernetes.io/managed-by": "eks-gpu"}
    chart = agent("nvdp-nvidia-device-plugin", cpu="100m")

    assert found(running(agent("aws-node", cpu="50m"), agent("ebs-csi-node", cpu="30m"), ours, chart)) == []


def test_pods_tell_where_no_daemon_set_was_listed() -> None:
    folder = scaled_up()
    del folder.files["daemonsets.json"]
    pod = system_pod("ztunnel-abcde", node_name(0), "docker.io/istio/ztunnel:1.28.0", "DaemonSet")
    pod["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "500m", "memory": "2Gi"}}
    folder.items("pods.json").append(pod)
    (problem,) = found(folder)

    assert (problem.severity, problem.where) == ("error", "DaemonSet kube-system/ztunnel")


def test_a_daemon_set_with_a_table_for_all_that_is_known_is_left_out() -> None:
    folder = scaled_up()
    del folder.files["daemonsets.json"]
    folder.files["daemonsets.txt"] = (
        "NAMESPACE    NAME       DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE\n"
        "kube-system  aws-node   2         2         2       2            2           <none>          9d\n"
        "istio        ztunnel    2         2         2       2            2           <none>          9d\n"
    )

    assert found(folder) == []
