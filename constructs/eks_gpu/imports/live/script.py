"""The script that gathers the answers about a cluster that has no cluster file yet."""

from __future__ import annotations

from eks_gpu import catalog
from eks_gpu.design import design_cluster
from eks_gpu.doctor.gathering.commands import script
from eks_gpu.imports.imported import NotImportableError
from eks_gpu.printable import printable
from eks_gpu.problem import listed
from eks_gpu.spec import parse

# Any will do: the script asks for the VPC by the cluster's name.
_NETWORK = {
    "vpc_id": "vpc-00000000",
    "private_subnets": {"us-west-2a": "subnet-00000000", "us-west-2b": "subnet-00000001"},
}


def script_for(name: str, region: str) -> str:
    """The script of `eks-gpu doctor --commands` for a cluster that is known by name and region only.

    Raises:
        NotImportableError: The name or the region cannot be one.
    """
    version = catalog.supported_minors()[-1]
    loaded = parse({"name": name, "region": region, "kubernetes_version": version, "network": _NETWORK})
    wrong = [problem for problem in loaded.problems if problem.where in {"name", "region"}]
    if wrong or loaded.spec is None:
        raise NotImportableError(printable(listed(f"{one.where}: {one.message}" for one in wrong)))
    text = script(design_cluster(loaded.spec, {}))
    head, _, _ = text.rpartition("echo ")
    return f'{head}echo "now: eks-gpu import live --from $dir"\n'
