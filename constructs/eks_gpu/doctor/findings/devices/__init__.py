"""GPUs on nodes: the driver, the device plugin, and the GPUs that kubelet offers."""
