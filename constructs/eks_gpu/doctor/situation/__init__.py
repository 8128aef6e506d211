"""A running cluster next to its declaration: nodes, pods and pools, and which of them belong together."""
