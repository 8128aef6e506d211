"""A team's own CDKTF app: one GPU node group, the device plugin and a workload for a cluster that exists already."""

import os

from eks_gpu import ClusterSpec, GpuNodeGroup, NodeRole, NvidiaDevicePlugin, PriorityClasses, Workload, design_checked
from eks_gpu.bindings import App, LocalBackend, TerraformStack, aws_provider, kubernetes_provider

# The same vocabulary as in a cluster file, and the same checks: a mistake raises an error that lists every problem.
DESIGN = design_checked(
    ClusterSpec.model_validate(
        {
            "name": "shared-cluster",
            "region": "us-west-2",
            "kubernetes_version": "1.35",
            "existing_cluster": True,
            "network": {"private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-1a2b3c4d"}},
            "gpu_node_groups": [{"name": "inference", "instance_types": ["g6.xlarge"], "max": 4}],
            "workloads": [{"name": "nvidia-smi", "kind": "job", "image": "nvcr.io/nvidia/cuda:12.8.1-base-ubuntu24.04",
                           "command": ["nvidia-smi"]}],
        }
    )
)  # fmt: skip


class GpuStack(TerraformStack):
    """What the team adds to the cluster."""

    def __init__(self, app: App) -> None:
        """Create the node group, the plugin that shows its GPUs, and a job that proves them."""
        super().__init__(app, "gpu")
        LocalBackend(self, path="gpu.tfstate")
        aws_provider.AwsProvider(self, "aws", region=DESIGN.spec.region)
        kubernetes_provider.KubernetesProvider(self, "kubernetes", config_path="~/.kube/config")
        role = NodeRole(self, "node-role", name="shared-cluster-gpu-nodes", partition=DESIGN.partition)
        (group,), (job,) = DESIGN.gpu_groups, DESIGN.workloads
        GpuNodeGroup(
            self,
            group.id,
            group,
            cluster_name=DESIGN.name,
            kubernetes_version=DESIGN.spec.kubernetes_version,
            node_role_arn=role.arn,
            subnet_ids={zone.zone: zone.subnet_id or "" for zone in DESIGN.network.zones},
            after=role.attachments,
        )
        if DESIGN.device_plugin:
            NvidiaDevicePlugin(self, "device-plugin", DESIGN.device_plugin)
        PriorityClasses(self, "priority")
        Workload(self, job.name, job)


if __name__ == "__main__":
    app = App(outdir=os.environ.get("CDKTF_OUTDIR", "cdktf.out"))
    GpuStack(app)
    app.synth()
