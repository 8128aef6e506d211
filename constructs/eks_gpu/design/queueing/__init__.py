"""Queues: flavors of GPUs, the quotas of namespaces on them, and the objects and settings of Kueue."""
