"""Events that the pod has behind it: a placed pod no longer waits for a node, nor a pulling one for a volume."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

HEAD = """\
Events:
  Type     Reason            Age                 From               Message
  ----     ------            ----                ----               -------
"""
WAITED = (
    "  Warning  FailedScheduling  12m (x2 over 13m)   default-scheduler  0/3 nodes are available: 3 node(s) had "
    "untolerated taint {nvidia.com/gpu: present}.\n"
)
PLACED = (
    "  Normal   Scheduled         9m                  default-scheduler  Successfully assigned ml/serve-0 to "
    "ip-10-0-1-9.ec2.internal\n"
)
MOUNT = (
    '  Warning  FailedMount       8m                  kubelet            MountVolume.SetUp failed for volume "m" : '
    'configmap "models" not found\n'
)
PULLING = '  Normal   Pulling           7m                  kubelet            Pulling image "serve:1"\n'
REFUSED = (
    '  Warning  Failed            6m                  kubelet            Failed to pull image "serve:1": rpc error: '
    'code = NotFound desc = failed to pull and unpack image "docker.io/library/serve:1": not found\n'
)
PULLED = (
    '  Normal   Pulled            7m                  kubelet            Successfully pulled image "serve:1" in 3s\n'
)
CRASH = (
    "  Warning  Failed            6m                  kubelet            Error: failed to create containerd task: "
    'exec: "serve": executable file not found in $PATH: unknown\n'
)
POD = "Name:             serve-0\nNamespace:        ml\nNode:             {node}\nStatus:           Pending\n"
ON_NODE = POD.format(node="ip-10-0-1-9.ec2.internal/10.0.1.9")
WAITS = POD.format(node="<none>")


def first(text: str) -> str:
    """The first finding of a paste."""
    found = examine_unfiled(observe([(PASTED, text)]), [text])[1]
    return found[0].id if found else ""


@pytest.mark.parametrize("above", ["", f"{ON_NODE}Containers:\n  main:\n    Image:  serve:1\n"], ids=["events", "pod"])
@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ((WAITED, PLACED, MOUNT), "volume-config-missing"),
        ((WAITED, PLACED, MOUNT, PULLED, CRASH), "command-not-found"),
        ((PLACED, MOUNT, PULLED, CRASH), "command-not-found"),
        ((PLACED, MOUNT, PULLING, REFUSED), "image-missing"),
    ],
    ids=["mount", "crash", "no wait", "image"],
)
def test_a_later_event_ends_an_earlier_one(above: str, rows: tuple[str, ...], cause: str) -> None:
    assert first(f"{above}{HEAD}{''.join(rows)}") == cause


@pytest.mark.parametrize("above", ["", f"{WAITS}Containers:\n  main:\n    Image:  serve:1\n"], ids=["events", "pod"])
def test_a_pod_without_a_node_still_waits(above: str) -> None:
    assert first(f"{above}{HEAD}{WAITED}") == "taint-not-tolerated"


def test_an_event_that_is_over_is_better_than_silence() -> None:
    assert first(f"{HEAD}{WAITED}{PLACED}") == "taint-not-tolerated"


def test_lists_of_two_pods_do_not_end_each_other() -> None:
    between = "Name: other-0\n" + "".join(f"  Label{number}:  a value of the second pod\n" for number in range(20))

    assert first(f"{HEAD}{WAITED}{between}{HEAD}{PLACED}{PULLED}") == "taint-not-tolerated"


LATER = (
    "  Warning  FailedScheduling  30s (x9 over 12m)   default-scheduler  0/3 nodes are available: 3 node(s) had volume "
    "node affinity conflict.\n"
)


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ((WAITED, LATER), "volume-zone-conflict"),
        ((LATER.replace("30s (x9 over 12m)", "30m (x9 over 40m)"), WAITED), "taint-not-tolerated"),
    ],
    ids=["volume", "taint"],
)
def test_the_last_reason_of_the_scheduler_holds(rows: tuple[str, ...], cause: str) -> None:
    text = HEAD + "".join(rows)
    found = examine_unfiled(observe([(PASTED, text)]), [text])[1]

    assert [one.id for one in found if one.severity == "error"] == [cause]
