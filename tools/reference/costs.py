"""Tables of docs/reference/costs.md: everything that costs money besides GPU nodes, with the prices of the catalogue.

The rest of the page is written by hand; each table stands between two comments.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from eks_gpu import catalog
from eks_gpu.costs import cost_of, prices_of
from eks_gpu.design.network import PRIVATE_ENDPOINTS
from eks_gpu.page.drawing.glyphs import TIMES
from eks_gpu.report.costs import amount
from tools.pages import DOCS
from tools.pictures import quickstart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = DOCS / "reference" / "costs.md"
REGION = "us-west-2"
# The thing that is billed, its price, and the line of the quickstart's bill, or a word for it.
ROWS = (
    (
        "EKS control plane",
        "{eks_standard_hour} an hour; {eks_extended_hour} once the Kubernetes minor is in extended support",
        "control plane",
    ),
    ("system nodes, 2 {times} m7i.large, with a gp3 volume of 50 GiB each", "{m7i.large} an hour each", "system"),
    (
        "NAT gateway (`nat: single`; `per-zone` multiplies it)",
        "{nat_gateway_hour} an hour, and {nat_gateway_gb} a GB",
        "NAT gateways",
    ),
    (
        "public IPv4 address of the NAT gateway",
        "{public_ipv4_hour} an hour",
        "public addresses of the NAT gateways",
    ),
    (
        "volumes: `disk_gib` and `disk_throughput_mibs` of groups, claims of workloads",
        "{gp3_gib_month} a GiB and month; above 3,000 operations and 125 MiB/s {gp3_iops_month} and {gp3_mibs_month}",
        "in the nodes",
    ),
    ("KMS key", "{kms_key_month} a month", "KMS key"),
    (
        "control-plane logs and flow logs (`control_plane.log_class: infrequent-access` halves the control plane's)",
        "{logs_gb} a GB ingested",
        "by use",
    ),
    ("`control_plane.scaling_tier` above `standard`", "by the hour and tier, in addition to the control plane", ""),
    ("`control_plane.log_retention_days` beyond 90", "{logs_gb_month} a GB and month", ""),
    (
        "`encryption`: your own keys instead of the cluster's",
        "{kms_key_month} a month for each, and by request",
        "",
    ),
    (
        "Container Insights (`monitoring.cloudwatch`)",
        "by observation; each alarm {alarm_month} a month",
        "",
    ),
    ("S3 gateway endpoint", "free", "free"),
    (
        "`expose`: a Network or Application Load Balancer for each workload, or each `group`",
        "{network_load_balancer_hour} (network) or {application_load_balancer_hour} (application) an hour, and by use",
        "",
    ),
    (
        "interface endpoints (`endpoints: [private]`: {private})",
        "{interface_endpoint_hour} an hour for each endpoint and zone",
        "",
    ),
    (
        "`storage`: FSx for Lustre, by its size and throughput; scratch {fsx_scratch_gib_month}",
        "{fsx_125_gib_month}, {fsx_250_gib_month}, {fsx_500_gib_month} or {fsx_1000_gib_month} a GiB and month",
        "",
    ),
    (
        "`storage`: `metadata_iops` of FSx for Lustre, beyond those that its size brings",
        "by the number and month",
        "",
    ),
    (
        "`storage`: `data_repositories` of FSx for Lustre",
        "S3's requests for what is imported and exported",
        "",
    ),
    (
        "`storage`: EFS, by what it holds, reads and writes",
        "{efs_gib_month} a GiB and month, {efs_read_gb} a GB read, {efs_written_gb} written",
        "",
    ),
    ("GPU groups at zero", "nothing", "0"),
    (
        "`daemon_reserve`: 250m of CPU and 512 MiB of each GPU node that default-sized pods leave free",
        "no price of its own",
        "0",
    ),
)


def page() -> str:
    """The page with its tables of today."""
    text = FILE.read_text(encoding="utf-8")
    for name, rows in (("prices", _prices()), ("sources", _sources())):
        opening, closing = f"<!-- {name}: make docs -->", f"<!-- end of {name} -->"
        made = f"{opening}\n\n{chr(10).join(rows)}\n\n{closing}"
        before, start, rest = text.partition(opening)
        _, end, after = rest.partition(closing)
        text = f"{before}{made}{after}"
        if not (start and end):
            raise ValueError(f"{FILE.name} has no place for the table of {name}: {opening} … {closing}")
    return text


@cache
def names() -> Mapping[str, str]:
    """Prices by the names that the rows use."""
    nodes = catalog.node_prices(REGION)
    found = {name: price.amount for name, price in catalog.service_prices(REGION).items()}
    return {name: _shown(price) for name, price in {**found, **(nodes.hourly if nodes else {})}.items()}


def _shown(price: float) -> str:
    """A price with at least two digits behind the point, if it is not a whole number."""
    text = f"{price:g}"
    return text if "." not in text else f"{price:.2f}" if len(text.partition(".")[2]) == 1 else text


def _prices() -> Iterator[str]:
    prices = prices_of(REGION)
    if prices is None:
        raise ValueError(f"the catalogue has no prices for {REGION}")
    bill = cost_of(quickstart.design(), prices)
    lines = {line.name: f"{line.rest:.3f}" for line in bill.lines}
    endpoints = str(len(PRIVATE_ENDPOINTS))
    yield "| what | price in USD | quickstart, an hour |"
    yield "|---|---|---|"
    for what, price, line in ROWS:
        shown = lines.get(line, line or "none here")
        yield f"| {_filled(what, endpoints)} | {_filled(price, endpoints)} | {shown} |"
    yield f"| **together, at rest** | | **{amount(bill.rest)}, and logs** |"


def _filled(text: str, endpoints: str) -> str:
    """Text with its prices; names may contain a dot, so `str.format` cannot fill it."""
    return re.sub(r"\{([\w.]+)\}", lambda found: {**names(), "private": endpoints, "times": TIMES}[found[1]], text)


def _sources() -> Iterator[str]:
    yield "| prices | regions | as of | source |"
    yield "|---|---|---|---|"
    regions = [region for region in catalog.priced_regions() if catalog.service_prices(region)]
    sites = dict.fromkeys(price.source for price in catalog.service_prices(REGION).values())
    links = ", ".join(f"[{site.split('/')[3]}]({site})" for site in sites)
    yield f"| services | {', '.join(regions)} | {catalog.service_prices_as_of()} | AWS's pages: {links} |"
    for region in catalog.priced_regions():
        nodes = catalog.node_prices(region)
        if nodes:
            count = f"{len(nodes.hourly):,} types of nodes"
            yield f"| {count} | {region} | {nodes.date} | {nodes.source} |"
