"""GPU sharing: time slicing, MPS and MIG."""
