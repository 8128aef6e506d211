"""Whatever shape the answers come in: tables, descriptions, YAML, several in one file, halves, rubbish."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from eks_gpu.doctor import Finding, Observations, Situation, examine, examine_unfiled, observe
from eks_gpu.doctor.answers.observations import moment
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.gathering.gather import from_folder
from eks_gpu.doctor.report import as_json, as_text, not_looked_at
from tests.doctor import healthy
from tests.doctor.cases import BROKEN
from tests.effort import examples

RECORDED = Path(__file__).parent / "recorded"


def looked(folder: str) -> tuple[Observations, tuple[Finding, ...]]:
    seen = observe(from_folder(RECORDED / folder))
    return seen, examine(healthy.design(), seen)


def test_output_of_kubectl_for_people_is_read() -> None:
    seen, found = looked("pasted")

    assert [node.name for node in seen.nodes] == [
        "ip-10-0-64-20.us-west-2.compute.internal",
        "ip-10-0-1-10.us-west-2.compute.internal",
    ]
    assert found[0].id == "pod-too-large"
    assert found[0].where == "pod default/gpu-pod"
    assert "memory to at most" in found[0].fix
    assert any("Insufficient memory" in text for text in found[0].seen)
    assert "correct-horse-battery" not in repr(seen)


def test_one_file_with_everything() -> None:
    seen, found = looked("one-file")

    assert seen.unread == ()
    assert next(one.id for one in found if one.severity == "error") == "ami-type-differs"
    assert next(one for one in found if one.id == "pod-pending").because != ()
    assert [event.about.name for event in seen.events] == ["serve-7c9d4f6b5-00000"]


def test_files_of_powershell_and_answers_one_after_another() -> None:
    seen, found = looked("windows")

    assert seen.knows("AutoScalingGroup", "Quota")
    assert [one.id for one in found] == ["quota-too-small"]
    assert "Forbidden" in seen.unread[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"nodegroup": {"nodegroupName": "x"}}', "NodeGroup"),
        ('{"nodegroups": [{"nodegroupName": "x"}]}', "NodeGroup"),
        ('[{"nodegroup": {"nodegroupName": "x"}}, {"AutoScalingGroups": []}]', "AutoScalingGroup"),
        ('[{"AutoScalingGroupName": "x", "Tags": []}]', "AutoScalingGroup"),
        ('[{"ActivityId": "1", "AutoScalingGroupName": "x"}]', "Activity"),
        ('{"kind": "NodeList", "items": [{"metadata": {"name": "a"}}]}', "Node"),
        ('{"kind": "Pod", "metadata": {"name": "a"}}', "Pod"),
        ('{"answers": {"pods": {"kind": "List", "items": []}}}', "Pod"),
        ("kind: DaemonSetList\nitems: []\n", "DaemonSet"),
        ('{"cluster": {"name": "x"}}', "Cluster"),
        ('{"Quota": {"QuotaCode": "L-1"}}', "Quota"),
        ('{"RoleName": "x-autoscaler", "PolicyDocument": {}}', "RolePolicy"),
    ],
)
def test_content_counts_and_not_the_name(text: str, kind: str) -> None:
    assert observe([("anything", text)]).knows(kind)


def test_an_empty_list_is_known_by_its_file() -> None:
    assert observe([("daemonsets.json", '{"kind": "List", "items": []}')]).knows("DaemonSet")
    assert not observe([("x.json", '{"kind": "List", "items": []}')]).knows("DaemonSet")


def test_groups_of_other_clusters_in_the_account_are_left_alone() -> None:
    folder = healthy.at_zero()
    other = copy.deepcopy(folder["auto-scaling-groups.json"]["AutoScalingGroups"][0])
    other["AutoScalingGroupName"] += "-other"
    other["Tags"] = [{"Key": "eks:cluster-name", "Value": "other"}]
    folder["auto-scaling-groups.json"]["AutoScalingGroups"].append(other)
    failed = healthy.failed_start("VcpuLimitExceeded")
    failed["AutoScalingGroupName"] = other["AutoScalingGroupName"]
    folder["activities.json"]["Activities"].append(failed)

    assert examine(healthy.design(), observe(folder.texts())) == ()


@pytest.mark.parametrize("name", ["gpu", "gpu-20260101", "gpu-us-west-2b-x", "gpu-us-west-2b"])
def test_node_groups_made_by_other_hands_are_known(name: str) -> None:
    found = Situation(healthy.design(), observe([])).groups.pool_named(name)

    assert found is not None
    assert found[1].node_group.id == ("us-west-2b" if "2b" in name else "us-west-2a")
    assert Situation(healthy.design(), observe([])).groups.pool_named("gpus") is None


def test_names_by_themselves_are_not_node_groups() -> None:
    assert not observe([("x", '{"nodegroups": ["gpu-1"]}')]).knows("NodeGroup")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"kind": "List", "items": [',
        "\x00\x01",
        "a: [b",
        "&a [*a]",
        "!!binary x",
        "2026-13-45",
        "Name: x\n",
        "- - - -",
    ],
)
def test_unreadable_plans_are_reported(text: str) -> None:
    seen = observe([("broken.json", text)])

    assert seen.read == ()
    assert seen.unread[0].startswith("broken.json: ")


def test_a_warning_before_an_answer() -> None:
    text = 'Warning: v1 ComponentStatus is deprecated in v1.19+\n{\n  "kind": "NodeList", "items": []\n}\n'
    assert observe([("x", text)]).knows("Node")


def test_aliases_of_aliases_are_refused() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))]
    assert "aliases" in observe([("bomb.yaml", "\n".join(lines))]).unread[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T10:30:00Z", "2026-11-20T10:30:00+00:00"),
        ("2026-11-20T10:17:00.120000+00:00", "2026-11-20T10:17:00.120000+00:00"),
        ("2023-12-20 10:52:04.558615784 +0000 UTC", "2023-12-20T10:52:04.558615+00:00"),
        ("2018-09-06 00:12:49.501092639 +0000 UTC m=+17.1", "2018-09-06T00:12:49.501092+00:00"),
        ("2026-11-20T12:30:00+02:00", "2026-11-20T12:30:00+02:00"),
        ("Fri, 20 Nov 2026 10:30:00 +0000", "2026-11-20T10:30:00+00:00"),
    ],
)
def test_times_as_tools_write_them(text: str, expected: str) -> None:
    found = moment(text)

    assert found is not None
    assert found.isoformat() == expected


def test_no_time_is_no_time() -> None:
    assert moment("2m28s (x8 over 7m47s)") is None


def test_a_table_with_namespaces_and_nodes() -> None:
    text = (
        "NAMESPACE     NAME                     READY   STATUS             RESTARTS       AGE   IP       NODE      "
        "NOMINATED NODE   READINESS GATES\n"
        "kube-system   nvidia-device-plugin-x   0/1     CrashLoopBackOff   37 (99s ago)   3h    10.0.0.3 ip-1      "
        "<none>           <none>\n"
        "team          serve-0                  0/1     Pending            0              3h    <none>   <none>    "
        "<none>           <none>\n"
        "team          serve-1                  0/1     Init:0/1           0              3h    10.0.0.4 ip-1      "
        "<none>           <none>\n"
    )
    pods = {pod.full_name: pod for pod in observe([("pods.txt", text)]).pods}

    assert list(pods) == ["kube-system/nvidia-device-plugin-x", "team/serve-0", "team/serve-1"]
    assert pods["kube-system/nvidia-device-plugin-x"].spec.node == "ip-1"
    assert [name for name, pod in pods.items() if pod.waits_for_node] == ["team/serve-0"]
    assert pods["team/serve-1"].waits_on_node


def test_a_table_above_a_description() -> None:
    text = (
        "NAME      READY   STATUS    RESTARTS   AGE\nserve-0   0/1     Pending   0          3h\n\n"
        "Name:         other-0\nNamespace:    team\nStatus:       Running\nContainers:\n  main:\n    Image:  x\n"
    )

    assert [pod.name for pod in observe([("both.txt", text)]).pods] == ["serve-0", "other-0"]


def test_a_pod_of_a_table_and_of_a_list_is_one() -> None:
    table = "NAME   READY   STATUS    RESTARTS   AGE\nserve-0   0/1   Pending   0   3h\n"
    whole = '{"kind": "Pod", "metadata": {"name": "serve-0", "namespace": "team"}, "status": {"phase": "Pending"}}'

    assert [pod.full_name for pod in observe([("a", table), ("b", whole)]).pods] == ["team/serve-0"]


def test_a_message_of_several_lines_in_a_description() -> None:
    text = (
        "Name:         nvidia-device-plugin-x\nNamespace:    kube-system\nNode:         ip-1/10.0.0.1\n"
        "Status:       Running\nContainers:\n  plugin:\n    Image:          nvcr.io/nvidia/k8s-device-plugin:v0.18.0\n"
        "    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n"
        "      Reason:       Error\n      Message:      I0920 02:09:01.1       1 main.go:235] Starting\n"
        "E0920 02:09:01.2       1 factory.go:112] Incompatible strategy detected auto\n"
        "You can check the prerequisites at: https://github.com/NVIDIA/k8s-device-plugin\n\n"
        "      Exit Code:    1\n    Ready:          False\n    Restart Count:  31\n    Limits:\n"
        "      nvidia.com/gpu:  1\nEvents:\n"
        "  Warning  BackOff  60s (x180 over 31m) kubelet  Back-off restarting failed container\n"
    )
    seen = observe([("describe.txt", text)])
    (pod,) = seen.pods
    (status,) = pod.statuses

    assert status.state.waiting is not None
    assert status.last.terminated is not None
    assert status.last.terminated.exit_code == 1
    assert "Incompatible strategy detected" in status.last.terminated.message
    assert status.restarts == 31
    assert [event.reason for event in seen.events] == ["BackOff"]


def test_pods_follow_from_events() -> None:
    text = (
        "NAMESPACE   LAST SEEN   TYPE      REASON             OBJECT        MESSAGE\n"
        "team        9m          Warning   FailedScheduling   pod/serve-0   0/1 nodes: 1 Insufficient nvidia.com/gpu.\n"
        "team        9m          Warning   FailedScheduling   pod/serve-1   0/1 nodes: 1 Insufficient nvidia.com/gpu.\n"
        "team        5m          Normal    Scheduled          pod/serve-1   Successfully assigned\n"
        "team        2m          Warning   BackOff            pod/serve-2   Back-off restarting failed container main\n"
    )
    seen = observe([("events.txt", text)])

    assert [(pod.name, pod.waits_for_node) for pod in seen.pods] == [("serve-0", True), ("serve-2", False)]
    assert not seen.knows("Pod")


def test_output_of_programs_without_known_messages_is_not_kept() -> None:
    text = "token=correct-horse-battery\nRuntimeError: CUDA error: out of memory\nbye\n"

    assert [line.text for line in observe([("app.log", text)]).logs] == ["RuntimeError: CUDA error: out of memory"]


@pytest.mark.parametrize(
    ("name", "text", "of"),
    [
        ("x", "I0920 02:09:01.1       1 static_autoscaler.go:290] Starting main loop", "autoscaler"),
        ("x", '{"ts":1,"caller":"orchestrator.go:1","msg":"Pod can\'t be scheduled"}', "autoscaler"),
        ("x", "I0920 02:09:01.1       1 main.go:356] Retrieving plugins.", "device-plugin"),
        ("x", "Sep 20 01:40:07 ip-10-0-1-2 kubelet[2231]: E0920 01:40:07.1 Unable to register node", "node"),
        ("logs/serve.txt", "RuntimeError: CUDA error: no kernel image is available for execution on the device", "pod"),
        ("ebs-plugin.log", "I0920 02:09:01.1       1 driver.go:1] Starting", ""),
        ("notes.txt", "we saw this at 2 a.m.", ""),
    ],
)
def test_whose_log_it_is(name: str, text: str, of: str) -> None:
    assert {line.of for line in observe([(name, text)]).logs} == ({of} if of else set())


RUBBISH = st.sampled_from(
    [None, "", "x", -1, 3.5, True, [], {}, [None], {"a": None}, "\u0000", "9" * 400, {"items": "x"}]
)


@st.composite
def mutilated(draw: st.DrawFn) -> list[tuple[str, str]]:
    """A folder of which some values are something else, some files are cut off, and some are missing."""
    case = draw(st.sampled_from(BROKEN))
    texts = []
    for name, content in case.folder().files.items():
        if draw(st.integers(0, 9)) == 0:
            continue
        if isinstance(content, str):
            texts.append((name, content[: draw(st.integers(0, len(content)))]))
            continue
        document = copy.deepcopy(content)
        for _ in range(draw(st.integers(0, 4))):
            _spoil(document, draw)
        text = json.dumps(document)
        texts.append((name, text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 9)) == 0 else text))
    return texts


def _spoil(document: Any, draw: st.DrawFn) -> None:
    """Another value at a place that is drawn step by step."""
    holder = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if isinstance(inner, dict | list) and inner and draw(st.integers(0, 3)):
            holder = inner
            continue
        holder[key] = copy.deepcopy(draw(RUBBISH))
        return


@examples(150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutilated())
def test_a_mutilated_folder_ends_in_a_report(texts: list[tuple[str, str]]) -> None:
    seen = observe(texts)
    situation = Situation(healthy.design(), seen)
    found = examine(healthy.design(), seen)
    unknown = not_looked_at(situation)

    assert as_text("vision.yaml", situation, found, unknown).startswith("Next step: ")
    assert json.loads(as_json("vision.yaml", situation, found, unknown))["problems"] == json.loads(
        json.dumps(
            [
                {
                    **{key: getattr(one, key) for key in ("id", "severity", "where", "message", "fix")},
                    "groups": sorted(one.groups),
                    "seen": one.seen,
                    "because": one.because,
                    "read_more": f"eks-gpu rule {one.id}",
                }
                for one in found
            ]
        )
    )
    assert all(one.message and one.fix and one.where for one in found)


@examples(200)
@given(st.text(max_size=400), st.sampled_from(["x", "pods.json", "autoscaler-log.txt", "describe.txt"]))
def test_any_text_is_taken(text: str, name: str) -> None:
    examine(healthy.design(), observe([(name, text)]))


def test_a_deployment_without_ready_pods_is_no_silence() -> None:
    table = (
        "$ kubectl get deployment -n kube-system\n"
        "NAME                 READY   UP-TO-DATE   AVAILABLE   AGE\n"
        "coredns              2/2     2            2           9d\n"
        "ebs-csi-controller   0/1     0            0           51s\n"
    )

    (found,) = examine_unfiled(observe([(PASTED, table)]), [table])[1]

    assert found.where == "Deployment kube-system/ebs-csi-controller"
    assert "describe its ReplicaSet" in found.fix


def test_a_manifest_of_a_deployment_is_no_failure() -> None:
    text = "kind: Deployment\nmetadata:\n  name: serve\nspec:\n  replicas: 2\n"

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1] == ()
