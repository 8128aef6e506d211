"""Clusters that are watched, and what PromQL says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import promql_parser

from eks_gpu.design import design_cluster
from eks_gpu.spec import ClusterSpec
from tests.specs import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign

GROUPS: list[dict[str, Any]] = [
    {"name": "small", "instance_types": ["g5.xlarge", "g5.2xlarge"], "max_per_zone": 2},
    {"name": "large", "instance_types": ["p5.48xlarge"], "max": 2, "node_repair": False},
    {"name": "ada", "instance_types": ["g6e.xlarge"], "max": 4, "os": "bottlerocket"},
]


def watched(**more: Any) -> ClusterDesign:
    """A cluster with an exporter; `more` are fields of `monitoring`, and `gpu_node_groups`."""
    groups = more.pop("gpu_node_groups", GROUPS)
    declaration = {**BASE, "gpu_node_groups": groups, "monitoring": {"dcgm_exporter": True, **more}}
    return design_cluster(ClusterSpec.model_validate(declaration))


def selectors(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The metrics of an expression with their matchers; raises an error if it is not PromQL."""
    yield from _selectors(promql_parser.parse(expression))


def labels_kept(expression: str) -> set[str]:
    """Labels that what comes out may have: those that the outermost aggregations keep, taken together."""
    return set(_kept(promql_parser.parse(expression)))


def _kept(node: Any) -> Iterator[str]:
    if isinstance(node, promql_parser.AggregateExpr):
        yield from node.modifier.labels if node.modifier else ()
    elif isinstance(node, promql_parser.BinaryExpr):
        yield from _kept(node.lhs)
        yield from _kept(node.rhs)
    elif isinstance(node, promql_parser.ParenExpr):
        yield from _kept(node.expr)


def _selectors(node: Any) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, promql_parser.VectorSelector):
        yield node.name or "", {matcher.name: matcher.value for matcher in node.matchers.matchers}
    elif isinstance(node, promql_parser.MatrixSelector):
        yield from _selectors(node.vector_selector)
    elif isinstance(node, promql_parser.Call):
        for argument in node.args:
            yield from _selectors(argument)
    elif isinstance(node, promql_parser.BinaryExpr):
        yield from _selectors(node.lhs)
        yield from _selectors(node.rhs)
    elif isinstance(node, (promql_parser.AggregateExpr, promql_parser.ParenExpr, promql_parser.UnaryExpr)):
        yield from _selectors(node.expr)
    else:
        assert isinstance(node, (promql_parser.NumberLiteral, promql_parser.StringLiteral)), type(node)
