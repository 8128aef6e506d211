"""The load balancer of `expose: internal`."""

from __future__ import annotations

from tests.specs import Case, fails, passes, warns

SERVES = {"work_kind": "deployment", "work_ports": [8000]}
INSIDE = {**SERVES, "work_expose": "internal"}
EXISTING = {
    "vpc_id": "vpc-0a1b2c3d",
    "private_subnets": {"us-west-2a": "subnet-0a1b2c3d", "us-west-2b": "subnet-0a1b2c3e"},
}
FILTERED = {"network": EXISTING, "access_private_cidrs": ["10.1.0.0/16"]}
HERE = "workloads[0].preserve_client_ip"

CASES: tuple[Case, ...] = (
    fails("client-address", HERE, "expose: internal", **SERVES, work_preserve_client_ip=True),
    fails("client-address", HERE, "1.34", **INSIDE, work_preserve_client_ip=False, kubernetes_version="1.33"),
    warns("client-address", HERE, "10.1.0.0/16", **INSIDE, **FILTERED, work_preserve_client_ip=False),
    passes("client-address", **INSIDE, **FILTERED, work_preserve_client_ip=True),
    passes("client-address", **INSIDE, **FILTERED),
    passes("client-address", **INSIDE, work_preserve_client_ip=False, kubernetes_version="1.34"),
    passes("client-address", **INSIDE, network=EXISTING, work_preserve_client_ip=False),
)
