"""The parts of `tools/verify_kubernetes.py`: the platform and workloads stacks in a throw-away cluster."""
