"""The gathered answers belong to another cluster.

**Why.** Wrong advice is worse than none, and answers of another cluster lead to wrong advice.

**Fix.** Gather again with the right context and region, or name the right cluster file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.doctor.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.doctor.finding import Finding
    from eks_gpu.doctor.situation.whole import Situation

BAD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  labels: {topology.kubernetes.io/region: us-east-1}
"""
GOOD = """\
# kubectl get nodes -o yaml
kind: Node
metadata:
  name: ip-10-0-64-20.us-west-2.compute.internal
  labels: {topology.kubernetes.io/region: us-west-2}
"""


def examine(situation: Situation) -> Iterator[Finding]:
    """Compare the cluster's name, endpoint and region with those in the answers."""
    seen, name, region = situation.seen, situation.design.cluster_name, situation.design.spec.region
    named = {cluster.name for cluster in seen.clusters} | {node_group.cluster for node_group in seen.node_groups}
    named |= {addon.cluster for addon in seen.addons}
    others = sorted(filter(None, named - {name}))
    # Answers about several clusters are sorted out; answers only about other clusters are a mistake.
    if others and name not in named:
        message = f"the declaration describes cluster {name!r}, but the answers are about {', '.join(others)}"
        fix = (
            f"gather again from {name} (`eks-gpu doctor FILE --commands` prints how), or name the other cluster's file"
        )
        yield error(__name__, f"cluster {others[0]}", message, fix)
        return
    endpoints = [cluster.endpoint for cluster in seen.clusters if cluster.name == name and cluster.endpoint]
    if seen.server and endpoints and seen.server.lower() not in {endpoint.lower() for endpoint in endpoints}:
        message = f"kubectl connects to {seen.server}, but the endpoint of {name} is {endpoints[0]}"
        fix = f"aws eks update-kubeconfig --name {name} --region {region}; or name another --context"
        yield error(__name__, "kubectl's context", message, fix)
        return
    regions = {node.labels.get("topology.kubernetes.io/region", "") for node in seen.nodes} - {""}
    if regions and region not in regions:
        message = f"the declaration is for {region}, but the nodes are in {', '.join(sorted(regions))}"
        fix = f"gather again with the context of {name} in {region}, or name the other cluster's file"
        yield error(__name__, f"cluster {name}", message, fix)
