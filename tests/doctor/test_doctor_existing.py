"""`eks-gpu doctor` on a cluster that others made: it finds no mistake in what is theirs."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from eks_gpu import declaration
from eks_gpu.doctor import examine, observe
from eks_gpu.spec import parse
from tests.doctor import healthy
from tests.doctor.overlay import over

if TYPE_CHECKING:
    from eks_gpu.design import ClusterDesign
    from eks_gpu.doctor import Finding


@cache
def design(**more: str) -> ClusterDesign:
    """The healthy cluster's declaration, as one of a cluster that others made."""
    declared = YAML(typ="safe").load(healthy.FILE)
    zones = declared["network"]["zones"]
    declared["network"] = {"private_subnets": {zone: f"subnet-{i}a1b2c3d4e5f60718" for i, zone in enumerate(zones)}}
    found = declaration.check(parse({**declared, "existing_cluster": True, "access": {}, **more}))
    assert found.design, found.problems
    return found.design


def found(**more: str) -> dict[str, Finding]:
    return {finding.id: finding for finding in examine(design(**more), observe(healthy.scaled_up().texts()))}


def test_a_sound_cluster_of_others_has_no_finding() -> None:
    assert found() == {}
    assert found(device_plugin="existing") == {}


def test_a_newer_control_plane_is_no_reason_to_upgrade_it() -> None:
    folder = over(healthy.scaled_up(), 'cluster: {name: vision, version: "1.36"}')
    (finding,) = examine(design(), observe(folder.texts()))

    assert finding.id == "version-differs"
    assert finding.fix == 'write kubernetes_version: "1.36", which replaces the GPU nodes'


def test_an_autoscaler_that_is_missing_is_not_deployed_by_us() -> None:
    folder = healthy.waiting()
    folder.files["deployments.json"]["items"] = []
    pods = folder.files["pods.json"]
    pods["items"] = [pod for pod in pods["items"] if "cluster-autoscaler" not in pod["metadata"]["name"]]
    folder.files = {name: text for name, text in folder.files.items() if "autoscaler" not in name}
    findings = {finding.id: finding for finding in examine(design(), observe(folder.texts()))}

    assert findings["autoscaler-missing"].fix.startswith("others run it ('autoscaler.kind' is existing)")
    assert "autoscaler: {kind: cluster-autoscaler}" in findings["autoscaler-missing"].fix


def test_the_flags_of_their_autoscaler_are_for_them_to_change() -> None:
    folder = healthy.scaled_up()
    (deployment,) = (one for one in folder.items("deployments.json") if one["metadata"]["name"] == "cluster-autoscaler")
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    container["args"] = [one.replace("/vision", "/research") for one in container["args"]]
    findings = {finding.id: finding for finding in examine(design(), observe(folder.texts()))}

    fix = findings["autoscaler-arguments"].fix
    assert "asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/vision" in fix
    assert "cdktf deploy" not in fix


def test_gpu_nodes_of_others_are_nobodys_mistake() -> None:
    folder = healthy.scaled_up()
    node = next(one for one in folder.items("nodes.json") if "eks-gpu.io/gpu-model" in one["metadata"]["labels"])
    theirs = json.loads(json.dumps(node).replace("g5.xlarge", "p4d.24xlarge").replace("eks-gpu.io/", "theirs.example/"))
    theirs["metadata"]["name"] = "ip-10-0-99-99.us-west-2.compute.internal"
    theirs["metadata"]["labels"]["eks.amazonaws.com/nodegroup"] = "theirs"
    folder.items("nodes.json").append(theirs)
    seen = observe(folder.texts())

    assert "node-undeclared" in {finding.id for finding in examine(healthy.design(), seen)}
    assert "node-undeclared" not in {finding.id for finding in examine(design(), seen)}


def test_a_plugin_of_others_must_be_there() -> None:
    folder = healthy.scaled_up()
    folder.items("daemonsets.json").clear()
    pods = folder.files["pods.json"]
    pods["items"] = [pod for pod in pods["items"] if "nvidia-device-plugin" not in pod["metadata"]["name"]]
    folder.files.pop("device-plugin-log.txt", None)
    findings = {finding.id: finding for finding in examine(design(device_plugin="existing"), observe(folder.texts()))}

    assert "remove 'device_plugin: existing'" in findings["device-plugin-missing"].fix
