"""The texts of the files: templates of this package, with the answers filled in."""

from __future__ import annotations

import json
import math
import re
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.on_first_use import dataclass
from eks_gpu.spec.nodes.node_groups import SystemNodesSpec
from eks_gpu.starters.choices import zones

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA = Path(__file__).with_name("data")
_HOLE = re.compile(r"\{\{(\w+)\}\}")
# Texts that YAML reads as themselves without quotes.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*|[0-9.]+/[0-9]+")
# Notebooks: shares of a GPU, and of the whole group at its maximum.
_SHARES, _SHARES_AT_MOST = 4, 16
# Older GPUs have no bfloat16, in which the model is published, and vLLM does not convert it unasked (vllm#1153).
_BFLOAT16 = (8, 0)
# For system nodes, the newest first.
_SYSTEM = ("m7i.large", "m6i.large", "m5.large")
_PIPELINES = {"github": ".github/workflows/eks-gpu.yml", "gitlab": ".gitlab-ci.yml"}


@dataclass(frozen=True)
class Project:
    """The answers.

    Attributes:
        template: ``quickstart``, ``serving``, ``training``, ``notebooks`` or ``existing``.
        name: Name of the cluster.
        region: AWS region.
        kind: Instance type of the GPU nodes.
        cidr: Addresses that may reach the Kubernetes API.
        pipeline: ``github``, ``gitlab`` or ``none``.
        pin: The version that a pipeline installs, as ``==0.1.0``.
        subnets: Private subnets of an existing cluster by zone; empty for examples of them.
        eks_name: Name of an existing cluster in EKS; empty for a new one.
    """

    template: str
    name: str
    region: str
    kind: str
    cidr: str
    pipeline: str = "none"
    pin: str = ""
    subnets: Mapping[str, str] = field(default_factory=dict)
    eks_name: str = ""

    @property
    def path(self) -> str:
        """The cluster file."""
        return f"clusters/{self.name}.yaml"


def cluster_file(project: Project) -> str:
    """The text of the cluster file."""
    network, offering = zones(project.kind, project.region)
    gpu = catalog.instance_types()[project.kind].gpu
    assert gpu is not None, "a GPU type was chosen"
    one_zone = offering[:1] if project.template == "training" else ()
    nodes = math.ceil(_SHARES_AT_MOST / (gpu.count * _SHARES * len(offering)))
    # `efa: true` on a type without EFA is an error.
    has_efa = catalog.instance_types()[project.kind].efa_max > 0
    return _filled(
        f"{project.template}.yaml",
        {
            "name": _named(project),
            "region": _scalar(project.region),
            "cidr": _scalar(project.cidr),
            "type": _scalar(project.kind),
            "gpu": gpu.model,
            "zones": ", ".join(network),
            "zone": ", ".join(one_zone),
            "group_zones": f"    zones: [{', '.join(offering)}]\n" if len(offering) < len(network) else "",
            "system_nodes": _system_nodes(project.region),
            "dtype": "" if catalog.gpu_model(gpu).compute_capability >= _BFLOAT16 else ", --dtype=half",
            "efa": "    efa: true\n" if has_efa else "",
            "nodes": str(max(nodes, 1)),
            "subnets": _subnets(project, offering),
        },
    )


def _named(project: Project) -> str:
    """The name, and below it the one in EKS if a file cannot have that."""
    other = project.eks_name and project.eks_name != project.name
    return _scalar(project.name) + (f"\neks_name: {_scalar(project.eks_name)}" if other else "")


def _subnets(project: Project, zones: tuple[str, ...]) -> str:
    """The lines of `private_subnets`; without an answer, with ids that stand for the right ones."""
    given = project.subnets or {zone: f"subnet-{place}a1b2c3d4e5f60718" for place, zone in enumerate(zones)}
    return "".join(f"    {_scalar(zone)}: {_scalar(subnet)}\n" for zone, subnet in given.items())


def _system_nodes(region: str) -> str:
    """Types of the system nodes, where the region does not offer the default."""
    types = SystemNodesSpec().instance_types
    if all(catalog.zones_offering(kind, region) for kind in types):
        return ""
    others = [kind for kind in _SYSTEM if catalog.zones_offering(kind, region)]
    return f"\nsystem_nodes: {{instance_types: [{', '.join(others[:1])}]}}\n"


def files(project: Project) -> dict[str, str]:
    """The text of every file, by its path in the folder."""
    texts = {
        project.path: cluster_file(project),
        "cdktf.json": _filled("cdktf.json", {}),
        ".gitignore": _filled("gitignore", {}),
    }
    if project.pipeline in _PIPELINES:
        texts[_PIPELINES[project.pipeline]] = _filled(f"{project.pipeline}.yml", {"pin": project.pin})
    return texts


def _filled(file: str, values: dict[str, str]) -> str:
    """A template with its holes filled; a GitHub expression, which has spaces in its braces, stays as it is."""
    text = (_DATA / file).read_text(encoding="utf-8")
    return _HOLE.sub(lambda found: values[found[1]], text)


def _scalar(text: str) -> str:
    """A text of the user as YAML, so that it stands for itself whatever it holds."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
