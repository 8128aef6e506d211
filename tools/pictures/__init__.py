"""The pictures of docs/pictures: a small layout library for SVG, and one module a picture, drawn from real data."""

from tools.pictures import cluster, gpu_pod, node_models, overview, rooms, scale_up, stacks

# By file name.
ALL = {
    "overview": overview.picture,
    "rooms": rooms.picture,
    "stacks": stacks.picture,
    "cluster": cluster.picture,
    "node-models": node_models.picture,
    "scale-up": scale_up.picture,
    "gpu-pod": gpu_pod.picture,
}

__all__ = ["ALL"]
