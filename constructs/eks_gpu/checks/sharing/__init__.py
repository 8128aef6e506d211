"""GPU sharing between pods: time slicing, MPS, MIG and quotas."""
