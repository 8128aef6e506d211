"""Equal findings of many nodes or pods are one entry with their number and the first names."""

from __future__ import annotations

from eks_gpu.doctor.finding import Finding
from eks_gpu.doctor.findings._merged import merged


def finding(where: str, message: str = "it is not ready") -> Finding:
    return Finding("node-not-ready", "error", where, message, "look", seen=(where,))


def test_many_alike_are_one_entry() -> None:
    (one,) = merged(finding(f"node n{number}") for number in range(20))

    assert one.where == "nodes n0, n1, n2 and 17 more"
    assert one.seen == ("node n0", "node n1")


def test_two_alike_are_both_named() -> None:
    assert [one.where for one in merged([finding("node a"), finding("node b")])] == ["nodes a and b"]


def test_findings_that_differ_stay_apart_and_in_order() -> None:
    found = [finding("node a"), finding("group g"), finding("node b", "its disk is full"), finding("group g2")]

    assert merged(found) == tuple(found)


def test_a_message_that_differs_in_the_name_only_is_equal() -> None:
    found = [finding("node a", "kubelet of a is silent"), finding("node b", "kubelet of b is silent")]

    assert len(merged(found)) == 1


def test_findings_about_several_count_all_of_them() -> None:
    (one,) = merged([finding("pod x and 4 more"), finding("pod y")])

    assert one.where == "pods x, y and 4 more"
