"""A cluster file with a finding, and one that ignores another."""

FOUND = """
name: one
region: us-west-2
kubernetes_version: "1.35"
network: {zones: [us-west-2a, us-west-2b]}
access: {runner: vpc}
gpu_node_groups:
  - {name: gpu, instance_types: [g5.xlarge], capacity: spot, max_per_zone: 1}
workloads:
  - {name: train, kind: job, image: "registry.example/train:1", memory: 15Gi}
"""
IGNORED = f"""{FOUND}
ignore:
  - {{id: spot-pools, where: "gpu_node_groups[0].instance_types", reason: "nothing else has this GPU"}}
"""
