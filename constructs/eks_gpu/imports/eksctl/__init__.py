"""eksctl's ClusterConfig (eksctl.io/v1alpha5): its file, its network, its groups.

Fields and defaults are those of eksctl's schema (eksctl-io/eksctl, pkg/apis/eksctl.io/v1alpha5/assets/schema.json).
"""

from eks_gpu.imports.eksctl.cluster import import_eksctl

__all__ = ["import_eksctl"]
