"""Queues in a simulation: who is admitted, who waits for whom, and who is stopped (Kueue at v0.19.2)."""
