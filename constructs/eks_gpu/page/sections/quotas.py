"""EC2 quotas to request before the groups can be at their maxima."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.page.markup import Markup, element, joined
from eks_gpu.page.parts import code, section, table, value
from eks_gpu.page.words import several

if TYPE_CHECKING:
    from eks_gpu.page.subject import Subject


def quotas(subject: Subject) -> Markup | None:
    """The section; None if no quota is known to be needed."""
    design, needs = subject.design, subject.declaration.quotas
    if design is None or not needs:
        return None
    region = design.spec.region
    rows = [
        [
            joined([element("span", need.code, class_="name"), element("span", need.name, class_="below")]),
            value(need.vcpus, f"{need.vcpus:,}", f"quota-{need.code}"),
            several(need.of),
            code(
                "aws service-quotas request-service-quota-increase --service-code ec2 "
                f"--quota-code {need.code} --desired-value {need.vcpus} --region {region}"
            ),
        ]
        for need in needs
    ]
    return section(
        "quotas",
        "Quotas to request",
        table("EC2 quotas in vCPUs", ("quota", "vCPUs", "groups", "command"), rows, (1,), "quotas"),
        lead="A new account has none for GPU families. With every group at its maximum the cluster needs these; other "
        "clusters of the account count against the same quotas.",
    )
