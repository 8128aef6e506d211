"""Several pods on one GPU: time slicing, MPS, MIG, quotas."""
