"""User data is in a format that the operating system does not read, or starts the node a second time.

**Why.** eks-gpu writes the part that makes the node join. A second cluster in another NodeConfig, `nodeadm init` or
AL2's `bootstrap.sh` configures kubelet again while it starts: the node never joins, and nothing on it says why. User
data that repeats `sharing`, `local_storage` or `parallel_image_pull` would override the group's own fields, and eks-gpu
would not know about it.

**Fix.** For AL2023 write a script that begins with `#!`, or a NodeConfig (`node.eks.aws/v1alpha1`) without `cluster`.
For Bottlerocket write settings in TOML, without those of the cluster and those that follow from the group's fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.checks._where import all_entries, user_data_of
from eks_gpu.checks.nodes._bottlerocket import wrong_settings
from eks_gpu.checks.nodes._repeated import repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_STARTERS = ("/etc/eks/bootstrap.sh", "nodeadm init")
_BESIDE = ("os", "sharing", "local_storage", "parallel_image_pull", "nodes")
_API = "node.eks.aws/v1alpha1"

BAD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      id: ami-0a1b2c3d4e5f60718
      user_data: |
        #!/bin/bash
        /etc/eks/bootstrap.sh example
"""
GOOD = """\
gpu_node_groups:
  - name: gpu
    instance_types: [g5.xlarge]
    max_per_zone: 2
    ami:
      id: ami-0a1b2c3d4e5f60718
      user_data: |
        #!/bin/bash
        sysctl -w vm.swappiness=0
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Read the user data of every group."""
    designed = {one.where: one.launch_template.user_data for one in design.all_groups}
    for where, group in all_entries(design.spec):
        made = designed.get(where)
        ours = made.ours() if made else {}
        for here, text in user_data_of(design.spec, where, group):
            wrong = wrong_settings(text, ours) if group.os == "bottlerocket" else _of_al2023(text, ours)
            if wrong:
                rests_on = (f"{where}.{field}" for field in _BESIDE)
                yield error(__name__, here, *wrong, "defaults", *rests_on)


def _of_al2023(text: str, ours: Mapping[str, object]) -> tuple[str, str] | None:
    if not text.startswith("#!"):
        return _of_node_config(text, ours)
    found = [starter for starter in _STARTERS if starter in text]
    return (f"the script calls {found[0]}, but the node is already started", "remove that line") if found else None


def _of_node_config(text: str, ours: Mapping[str, object]) -> tuple[str, str] | None:
    from ruamel.yaml import YAML  # noqa: PLC0415 - few node groups have user data
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - as above

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        data = None
    if not isinstance(data, dict) or data.get("kind") != "NodeConfig":
        fix = "begin a script with '#!/bin/bash', or write 'kind: NodeConfig'"
        return "the user data is neither a script nor a NodeConfig", fix
    if data.get("apiVersion") != _API:
        return "the NodeConfig has no 'apiVersion' that nodes read", f"write 'apiVersion: {_API}'"
    spec = data.get("spec")
    if spec is not None and not isinstance(spec, dict):
        fix = "write fields below it, such as 'spec: {kubelet: {config: {…}}}'"
        return "the NodeConfig's 'spec' is not a mapping", fix
    if spec and "cluster" in spec:
        return "the NodeConfig names the cluster, which eks-gpu does already", "remove 'spec.cluster'"
    return repeated(ours, spec, "spec") if spec else None
