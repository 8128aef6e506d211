"""Fields of node groups that the older bindings lack: arguments where the bindings have them, else overrides.

`update_strategy` came with AWS provider 6.26.0 and `warm_pool_config` with 6.56.0 (its changelog, #41487 and #48977).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eks_gpu.bindings import eks_node_group, takes
from eks_gpu.hcl import nested_block, nested_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eks_gpu.design.nodes.updates import UpdateDesign
    from eks_gpu.spec import WarmPoolSpec

# Arguments that the type checker's bindings do not know.
Arguments = dict[str, Any]
_MINIMAL = "MINIMAL"


def has_warm_pool() -> bool:
    """Whether the bindings have `warm_pool_config`."""
    return takes(eks_node_group.EksNodeGroup, "warm_pool_config")


def has_update_strategy() -> bool:
    """Whether the bindings have `update_config.update_strategy`."""
    return takes(eks_node_group.EksNodeGroupUpdateConfig, "update_strategy")


def warm_pool_argument(spec: WarmPoolSpec | None) -> Arguments:
    """The argument `warm_pool_config` of a node group."""
    if spec is None or not has_warm_pool():
        return {}
    kind = eks_node_group.EksNodeGroupWarmPoolConfig  # type: ignore[attr-defined]  # the older bindings lack it
    return {"warm_pool_config": kind(**_warm_pool(spec))}


def strategy_argument(update: UpdateDesign) -> Arguments:
    """The argument `update_strategy` of a node group's `update_config`."""
    return {"update_strategy": _MINIMAL} if update.minimal and has_update_strategy() else {}


def override(resource: eks_node_group.EksNodeGroup, update: UpdateDesign, warm_pool: WarmPoolSpec | None) -> None:
    """Write what the arguments above could not."""
    if update.minimal and not has_update_strategy():
        resource.add_override(*nested_field("update_config", "update_strategy", _MINIMAL))
    if warm_pool and not has_warm_pool():
        resource.add_override("warm_pool_config", nested_block(_warm_pool(warm_pool)))


def _warm_pool(spec: WarmPoolSpec) -> Mapping[str, str | int | bool]:
    """The block; the provider enables the pool where the block is there, and has no field of its own for that."""
    block: dict[str, str | int | bool] = {
        "min_size": spec.min,
        "pool_state": spec.state.upper(),
        "reuse_on_scale_in": spec.reuse,
    }
    return block if spec.max_prepared is None else {**block, "max_group_prepared_capacity": spec.max_prepared}
