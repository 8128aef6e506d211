"""Costs of the commands, as ratios of one session: `python -m benchmarks`."""
