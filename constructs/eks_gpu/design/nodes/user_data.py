"""User data: the settings of a node for its first boot.

To an AMI of its own, EKS adds what a node needs to join. To any other it adds nothing, so all of it is here.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from dataclasses import field, replace
from datetime import date, time
from typing import TYPE_CHECKING, Any, Literal

from eks_gpu.design.nodes.settings import node_config, rocket_settings, setup_script
from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eks_gpu.scheduling.taints import Taint
    from eks_gpu.spec import AmiSpec, NodeSettingsSpec, NodesSpec

_BOUNDARY = "eks-gpu"
_NODE_CONFIG, _SCRIPT = "application/node.eks.aws", "text/x-shellscript"
# Data that Bottlerocket may put onto its own disks (bottlerocket.dev, bootstrap commands; Karpenter does the same).
_EPHEMERAL = ("apiclient", "ephemeral-storage")
_BOUND = ("/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods")
# Where its SOCI snapshotter keeps images. A release without one refuses to bind it (core kit, `ephemeral_storage.rs`).
_SOCI_BOUND = "/var/lib/soci-snapshotter"
# Left alone, Bottlerocket unpacks one layer at a time. These are the values of AL2023 (nodeadm's
# `soci-snapshotter.config.toml`), which suit registries that answer requests for a range, as ECR does.
_SOCI = {
    "max-concurrent-downloads-per-image": 20,
    "concurrent-download-chunk-size": "16mb",
    "max-concurrent-unpacks-per-image": 12,
    "discard-unpacked-layers": True,
}


@dataclass(frozen=True)
class ClusterFacts:
    """Values of a cluster that are known after its creation.

    Attributes:
        endpoint: URL of its API.
        certificate_authority: Certificate of the API server, in base64.
        service_cidr: Address block of Services.
        dns_address: Address of its DNS, the tenth of that block.
    """

    endpoint: str
    certificate_authority: str
    service_cidr: str
    dns_address: str


@dataclass(frozen=True)
class UserDataDesign:
    """The user data of a group.

    Attributes:
        os: The operating system whose format it has.
        raid0: Whether images and containers are on the machine's own disks.
        joins: Name of the cluster that it must join by itself; None if EKS sees to that.
        labels: Labels of such a node, from its registration on.
        taints: Taints of such a node, from its registration on.
        parallel_pull: Whether the layers of an image are pulled and unpacked in parallel.
        extra: The user's own part; empty for none.
        setup: The script of the node's settings, run by AL2023 at its first boot; empty for none.
        script: Ours, run by AL2023 at its boot; empty for none.
        config: Our own part of NodeConfig in addition to those; empty for none.
        settings: Our own settings for Bottlerocket in addition to those; empty for none.
    """

    os: Literal["al2023", "bottlerocket"]
    raid0: bool
    joins: str | None = None
    labels: Mapping[str, str] | None = None
    taints: tuple[Taint, ...] = ()
    parallel_pull: bool = False
    extra: str = ""
    setup: str = ""
    script: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def says_anything(self) -> bool:
        """Whether a node needs any user data."""
        own = self.joins or self.extra or self.setup or self.script or self.config or self.settings
        return bool(self.raid0 or self.parallel_pull or own)

    def text(self, cluster: ClusterFacts | None = None) -> str:
        """The user data, not yet encoded.

        Args:
            cluster: Values that a node needs to join the cluster; required if `joins` is set.
        """
        return self._settings(cluster) if self.os == "bottlerocket" else self._archive(cluster)

    def ours(self, cluster: ClusterFacts | None = None) -> dict[str, Any]:
        """Settings of a node in addition to the user's part: NodeConfig's `spec`, or Bottlerocket's `settings`.

        Args:
            cluster: Values that a node needs to join the cluster; without them, all other settings.
        """
        return self._rocket(cluster) if self.os == "bottlerocket" else self._spec(cluster)

    def _archive(self, cluster: ClusterFacts | None) -> str:
        """A MIME archive, which EKS adds its own part to (EKS user guide, launch templates)."""
        spec = self.ours(cluster)
        config = {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec}
        parts = [(_NODE_CONFIG, _yaml(config))] if spec else []
        parts += [(_SCRIPT, script) for script in (self.setup, self.script) if script]
        if self.extra:
            parts.append((_SCRIPT if self.extra.startswith("#!") else _NODE_CONFIG, self.extra.rstrip("\n") + "\n"))
        body = "".join(f"--{_BOUNDARY}\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
        return f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n{body}--{_BOUNDARY}--\n'

    def _spec(self, cluster: ClusterFacts | None) -> dict[str, Any]:
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
        if self.parallel_pull:
            spec["featureGates"] = {"FastImagePull": True}
        return _merged(spec, self.config)

    def _settings(self, cluster: ClusterFacts | None) -> str:
        """Settings in TOML, in the plain forms that EKS can merge: no quoted key in a header, no quote in a value."""
        return "".join(_toml(_merged({"settings": self.ours(cluster)}, tomllib.loads(self.extra)), ()))

    def _rocket(self, cluster: ClusterFacts | None) -> dict[str, Any]:
        kubernetes: dict[str, Any] = {}
        if self.joins and cluster:
            taints: dict[str, list[str]] = {}
            for taint in self.taints:
                taints.setdefault(taint.key, []).append(taint.tag_value)
            kubernetes = {
                "cluster-name": self.joins,
                "api-server": cluster.endpoint,
                "cluster-certificate": cluster.certificate_authority,
                "cluster-dns-ip": cluster.dns_address,
                "node-labels": dict(sorted((self.labels or {}).items())),
                "node-taints": taints,
            }
        settings: dict[str, Any] = {"kubernetes": kubernetes} if kubernetes else {}
        if self.raid0:
            # One entry, because entries run in the order of their names, and there is nothing to bind before the first.
            bound = (*_BOUND, _SOCI_BOUND) if self.parallel_pull else _BOUND
            commands = [[*_EPHEMERAL, "init"], [*_EPHEMERAL, "bind", "--dirs", *bound]]
            entry = {"commands": commands, "mode": "always", "essential": True}
            settings["bootstrap-commands"] = {"local-storage": entry}
        if self.parallel_pull:
            settings["container-runtime"] = {"snapshotter": "soci"}
            soci = {"pull-mode": "parallel-pull-unpack", "parallel-pull-unpack": dict(_SOCI)}
            settings["container-runtime-plugins"] = {"soci-snapshotter": soci}
        return _merged(settings, self.settings)


def design_user_data(
    cluster: str,
    nodes: NodesSpec,
    ami: AmiSpec | None,
    labels: Mapping[str, str],
    taints: tuple[Taint, ...],
    *,
    machine: NodeSettingsSpec,
    unproxied: tuple[str, ...] = (),
    script: str = "",
    settings: Mapping[str, Any] | None = None,
) -> UserDataDesign | None:
    """The user data of nodes; None if they need none.

    Args:
        cluster: Name of the cluster, for nodes that join by themselves.
        nodes: The group's entry in the cluster file.
        ami: Its AMI.
        labels: Labels of its nodes.
        taints: Taints of its nodes.
        machine: The settings of its machines, those of the file's `defaults` included.
        unproxied: Everything that nodes reach without a proxy.
        script: Our own script for AL2023.
        settings: Our own settings for Bottlerocket.
    """
    bottlerocket = nodes.os == "bottlerocket"
    made = UserDataDesign(
        nodes.os,
        nodes.local_storage == "raid0",
        parallel_pull=nodes.parallel_image_pull,
        extra=machine.user_data or "",
        setup="" if bottlerocket else setup_script(machine),
        script="" if bottlerocket else script,
        config={} if bottlerocket else node_config(machine, unproxied),
        settings=_merged(rocket_settings(machine, unproxied), settings or {}) if bottlerocket else {},
    )
    if ami and ami.id:
        made = replace(made, joins=cluster, labels=labels, taints=taints, extra=ami.user_data or made.extra)
    return made if made.says_anything else None


def _merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Both, table by table; where both have a value, theirs."""
    merged = dict(ours)
    for key, value in theirs.items():
        mine = merged.get(key)
        merged[key] = _merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return merged


def _toml(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Lines of TOML: a table's own values first, then its tables."""
    values = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and (values or not table):
        yield f"[{'.'.join(map(_key, path))}]\n"
    yield from (f"{_key(key)} = {_value(value)}\n" for key, value in values.items())
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml(value, (*path, key))


def _value(value: object) -> str:
    """A value on one line: of a list of tables, `[[…]]` in the user's own part, each is an inline table."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())}}}"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    # Numbers, inf and nan, dates and times.
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for one character that TOML has escaped and JSON leaves alone.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def _yaml(data: object) -> str:
    from ruamel.yaml import YAML  # noqa: PLC0415 - few node groups need it

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    # A certificate is one long word, and must stay one line.
    writer.width = 1_000_000
    stream = io.StringIO()
    writer.dump(data, stream)
    return f"---\n{stream.getvalue()}"
