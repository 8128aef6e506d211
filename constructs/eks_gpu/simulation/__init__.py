"""A simulation of pods that arrive: nodes and pods start and stop by the rules of the Cluster Autoscaler.

A world in memory, moved from event to event; the same input and seed give the same result.
"""

from eks_gpu.simulation.inputs import Settings
from eks_gpu.simulation.prepare import Arrival, prepared
from eks_gpu.simulation.result import Result
from eks_gpu.simulation.run import simulate

__all__ = ["Arrival", "Result", "Settings", "prepared", "simulate"]
