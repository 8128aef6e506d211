"""GPUs on nodes: driver, device plugin, what kubelet offers."""
