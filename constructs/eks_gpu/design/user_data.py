"""User data: what a node is told at its first boot.

To an AMI of its own, EKS adds what a node needs to join. To any other it adds nothing, so all of it is here.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.scheduling.taints import Taint

_BOUNDARY = "eks-gpu"
_NODE_CONFIG, _SCRIPT = "application/node.eks.aws", "text/x-shellscript"
# What Bottlerocket may put onto its own disks (bottlerocket.dev, bootstrap commands; Karpenter does the same).
_EPHEMERAL = ("apiclient", "ephemeral-storage")
_BOUND = ("/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods")


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What is known of a cluster once it is there.

    Attributes:
        endpoint: URL of its API.
        certificate_authority: Its certificate, in base64.
        service_cidr: Address block of Services.
        dns_address: Address of its DNS, the tenth of that block.
    """

    endpoint: str
    certificate_authority: str
    service_cidr: str
    dns_address: str


@dataclass(frozen=True, slots=True)
class UserDataDesign:
    """The user data of a group.

    Attributes:
        os: Whose form it has.
        raid0: Whether the machine's own disks hold images and containers.
        joins: Name of the cluster that it must join by itself; None where EKS sees to that.
        labels: Of such a node, from its first moment.
        taints: Likewise.
        extra: The user's own part; empty for none.
    """

    os: Literal["al2023", "bottlerocket"]
    raid0: bool
    joins: str | None = None
    labels: Mapping[str, str] | None = None
    taints: tuple[Taint, ...] = ()
    extra: str = ""

    def text(self, cluster: ClusterFacts | None = None) -> str:
        """The user data, not yet encoded.

        Args:
            cluster: What a node must know to join; needed where `joins` is set.
        """
        return self._settings(cluster) if self.os == "bottlerocket" else self._archive(cluster)

    def _archive(self, cluster: ClusterFacts | None) -> str:
        """A MIME archive, which EKS adds its own part to (EKS user guide, launch templates)."""
        parts = [(_NODE_CONFIG, _yaml(self._node_config(cluster)))]
        if self.extra:
            parts.append((_SCRIPT if self.extra.startswith("#!") else _NODE_CONFIG, self.extra.rstrip("\n") + "\n"))
        body = "".join(f"--{_BOUNDARY}\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
        return f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n{body}--{_BOUNDARY}--\n'

    def _node_config(self, cluster: ClusterFacts | None) -> dict[str, Any]:
        spec: dict[str, Any] = {}
        if self.joins and cluster:
            spec["cluster"] = {
                "name": self.joins,
                "apiServerEndpoint": cluster.endpoint,
                "certificateAuthority": cluster.certificate_authority,
                "cidr": cluster.service_cidr,
            }
            # EKS sets labels and taints some time after a node has joined; until then it would take any pod.
            labels = ",".join(f"{key}={value}" for key, value in sorted((self.labels or {}).items()))
            taints = ",".join(str(taint) for taint in self.taints)
            spec["kubelet"] = {"flags": [f"--node-labels={labels}", f"--register-with-taints={taints}"]}
        if self.raid0:
            spec["instance"] = {"localStorage": {"strategy": "RAID0"}}
        return {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec}

    def _settings(self, cluster: ClusterFacts | None) -> str:
        return "\n".join([*self._toml(cluster), *([self.extra.rstrip("\n")] if self.extra else [])]) + "\n"

    def _toml(self, cluster: ClusterFacts | None) -> Iterator[str]:
        """Lines of TOML, in the plain forms that EKS can merge: no quoted key in a header, no quote in a value."""
        if self.joins and cluster:
            yield "[settings.kubernetes]"
            yield f"cluster-name = {json.dumps(self.joins)}"
            yield f'api-server = "{cluster.endpoint}"'
            yield f'cluster-certificate = "{cluster.certificate_authority}"'
            yield f'cluster-dns-ip = "{cluster.dns_address}"'
            yield "[settings.kubernetes.node-labels]"
            yield from (f'"{key}" = "{value}"' for key, value in sorted((self.labels or {}).items()))
            yield "[settings.kubernetes.node-taints]"
            yield from _taint_lines(self.taints)
        if self.raid0:
            yield "[settings.bootstrap-commands.local-storage]"
            # One entry, because entries run in the order of their names, and there is nothing to bind before the first.
            yield f"commands = {json.dumps([[*_EPHEMERAL, 'init'], [*_EPHEMERAL, 'bind', '--dirs', *_BOUND]])}"
            yield 'mode = "always"'
            yield "essential = true"


def _taint_lines(taints: tuple[Taint, ...]) -> Iterator[str]:
    """A key once, with all its values: TOML takes no key twice."""
    found: dict[str, list[str]] = {}
    for taint in taints:
        found.setdefault(taint.key, []).append(taint.tag_value)
    yield from (f'"{key}" = {json.dumps(values)}' for key, values in found.items())


def _yaml(data: object) -> str:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    # A certificate is one long word, and must stay one line.
    writer.width = 1_000_000
    stream = io.StringIO()
    writer.dump(data, stream)
    return f"---\n{stream.getvalue()}"
