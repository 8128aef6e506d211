"""Service accounts, secrets, volumes, probes, stopping, scaling."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

WORK, ARGS = "workloads[0].", "workloads[0].args"
SERVES: dict[str, Any] = {"work_kind": "deployment", "work_ports": [8000]}
SET: dict[str, Any] = {"work_kind": "stateful_set", "work_ports": [8000]}
MODELS = "arn:aws:s3:::models"
KEYS, LOGS = (f"arn:aws:{service}:us-west-2:111122223333" for service in ("kms", "logs"))
VLLM = ["vllm", "serve", "/model"]
SGLANG = ["python3", "-m", "sglang.launch_server"]
FOUR: dict[str, Any] = {"group_instance_types": ["g5.12xlarge"], "work_gpus": 4}
WIDE: dict[str, Any] = {"group_max_per_zone": GONE, "group_max": 2}


def account(*actions: str, on: tuple[str, ...] = (f"{MODELS}/*",), **more: Any) -> dict[str, Any]:
    """A service account with one statement."""
    return {"name": "reader", "statements": [{"actions": list(actions), "resources": list(on), **more}]}


def job(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "job", "image": "registry.example/train:1", **more}


def volume(**kind: Any) -> dict[str, Any]:
    return {"work_volumes": [{"mount_path": "/cache", **kind}]}


def probes(**probe: Any) -> dict[str, Any]:
    return {**SERVES, "work_probes": probe}


def scaling(*metrics: dict[str, Any], **sizes: int) -> dict[str, Any]:
    return {**SERVES, "work_scaling": {"max": 4, **sizes, "metrics": list(metrics or [{"cpu_percent": 70}])}}


def secret_word(field: str, index: int, *words: str) -> Case:
    return warns("env-secret", f"workloads[0].{field}[{index}]", "env_from_secrets", **{f"work_{field}": list(words)})


def sharing(replicas: int, fraction: str | None, **more: Any) -> dict[str, Any]:
    """Pods of vLLM, two of them, on a group that slices time."""
    args = [] if fraction is None else [f"--gpu-memory-utilization={fraction}"]
    kind = {"group_sharing": {"time_slicing": {"replicas": replicas}}, "work_kind": "deployment", "work_replicas": 2}
    return {**kind, "work_command": VLLM, "work_args": args, **more}


def shell(line: str, **more: Any) -> dict[str, Any]:
    return {**SERVES, "work_command": ["bash", "-euo", "pipefail", "-c"], "work_args": [line], **more}


def too_wide(action: str, on: str) -> Case:
    where = "workloads[0].service_account.statements[0].actions[0]"
    return fails("policy-wildcard", where, f"{action} on '{on}'", work_service_account=account(action, on=(on,)))


def all_of(action: str, on: str) -> Case:
    where = "workloads[0].service_account.statements[0].resources"
    return warns("policy-wildcard", where, f"{action} on '{on}'", work_service_account=account(action, on=(on,)))


def listing(*actions: str, operator: str = "StringLike", **more: Any) -> dict[str, Any]:
    """Rights on a bucket and its objects below a prefix."""
    conditions = {operator: {"s3:prefix": ["llama/*"]}}
    return {"work_service_account": account(*actions, on=(MODELS, f"{MODELS}/*"), conditions=conditions, **more)}


ORDERED = {
    "name": "reader",
    "policy_arns": [f"arn:aws:iam::111122223333:policy/{name}" for name in "ab"],
    "statements": [
        {
            "actions": ["s3:GetObject", "s3:ListBucket"],
            "resources": [MODELS, f"{MODELS}/*"],
            "conditions": {"StringLike": {"s3:prefix": ["a/*", "b/*"]}},
        },
        {"actions": ["sqs:ReceiveMessage"], "resources": ["arn:aws:sqs:us-west-2:111122223333:jobs"]},
    ],
}
TURNED = {
    "name": "reader",
    "policy_arns": ORDERED["policy_arns"][::-1],
    "statements": [
        ORDERED["statements"][1],
        {
            "actions": ["s3:ListBucket", "s3:GetObject"],
            "resources": [f"{MODELS}/*", MODELS],
            "conditions": {"StringLike": {"s3:prefix": ["b/*", "a/*"]}},
        },
    ],
}
READ, WRITE = account("s3:GetObject"), account("s3:PutObject")
CASES: tuple[Case, ...] = (
    fails(
        "service-account-differs",
        "workloads[1].service_account",
        "workloads[0].service_account",
        workloads=[job("a", service_account=READ), job("b", service_account=WRITE)],
    ),
    passes("service-account-differs", workloads=[job("a", service_account=READ), job("b", service_account=READ)]),
    passes("service-account-differs", workloads=[job("a", service_account=ORDERED), job("b", service_account=TURNED)]),
    fails(
        "service-account-differs",
        "workloads[1].service_account",
        "different permissions",
        workloads=[
            job("a", service_account=account("s3:GetObject", conditions={"Bool": {"aws:SecureTransport": "true"}})),
            job("b", service_account=READ),
        ],
    ),
    # One of them says it, in whatever order.
    passes(
        "service-account-differs",
        workloads=[job("a", service_account={"name": "reader"}), job("b", service_account=READ)],
    ),
    passes(
        "service-account-differs",
        workloads=[job("a", service_account=READ), job("a", service_account=WRITE, namespace="team")],
    ),
    fails(
        "service-account-default",
        "workloads[0].service_account.name",
        "write 'train'",
        work_service_account={**READ, "name": "default"},
    ),
    passes("service-account-default", work_service_account=READ),
    fails(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].actions[0]",
        "everything",
        work_service_account=account("*"),
    ),
    fails(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].actions[1]",
        "every s3 action",
        work_service_account=account("s3:GetObject", "s3:*"),
    ),
    fails(
        "policy-wildcard",
        "workloads[0].service_account.policy_arns[0]",
        "the whole account",
        work_service_account={"name": "all", "policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
    ),
    warns(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].resources",
        "sqs:ReceiveMessage",
        work_service_account=account("sqs:ReceiveMessage", on=("*",)),
    ),
    warns(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].resources",
        "covers every resource",
        work_service_account=account("s3:GetObject", on=("arn:aws:s3:::*",)),
    ),
    # To read all roles is much, and no way to have them.
    warns(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].resources",
        "iam:GetRole on",
        work_service_account=account("iam:GetRole", on=("*",)),
    ),
    too_wide("iam:PassRole", "*"),
    too_wide("iam:Create*", "*"),
    too_wide("sts:AssumeRole", "arn:aws:iam::111122223333:role/*"),
    too_wide("sts:Assume*", "arn:aws:iam::*:role/*"),
    passes(
        "policy-wildcard",
        work_service_account=account("sts:AssumeRole", "iam:PassRole", on=("arn:aws:iam::111122223333:role/team-*",)),
    ),
    too_wide("sts:AssumeRole*", "arn:aws:iam::111122223333:*"),
    too_wide("iam:CreateAccessKey", "arn:aws:iam::111122223333:user/*"),
    all_of("s3:ListBucket", "arn:aws:s3:::*"),
    all_of("kms:Decrypt", f"{KEYS}:key/*"),
    all_of("secretsmanager:Get*", "arn:aws:secretsmanager:us-west-2:111122223333:secret:*"),
    all_of("ssm:GetParametersByPath", "arn:aws:ssm:us-west-2:111122223333:parameter/*"),
    passes(
        "policy-wildcard",
        work_service_account=account(
            "kms:Decrypt",
            on=(f"{KEYS}:key/*",),
            conditions={"StringEquals": {"kms:ViaService": "s3.us-west-2.amazonaws.com"}},
        ),
    ),
    passes("policy-wildcard", work_service_account=account("kms:Decrypt", on=(f"{KEYS}:key/0a1b2c3d",))),
    passes("policy-wildcard", work_service_account=account("logs:PutLogEvents", on=(f"{LOGS}:log-group:*",))),
    passes("policy-wildcard", work_service_account=account("sts:AssumeRole", on=("arn:aws:iam::*:role/app",))),
    fails(
        "policy-wildcard",
        "workloads[0].service_account.statements[0].actions[0]",
        "every s3 action",
        work_service_account=account("s3:?*"),
    ),
    warns(
        "policy-wildcard",
        "workloads[0].service_account.policy_arns[0]",
        "including deletion",
        work_service_account={"name": "all", "policy_arns": ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]},
    ),
    passes(
        "policy-wildcard",
        work_service_account={"name": "own", "policy_arns": ["arn:aws:iam::111122223333:policy/QueueFullAccess"]},
    ),
    passes("policy-wildcard", work_service_account=account("iam:ListRoles", "sts:GetCallerIdentity", on=("*",))),
    passes("policy-wildcard", work_service_account=account("s3:Get*", "s3:List*")),
    passes("policy-wildcard", work_service_account=account("*", effect="Deny")),
    passes("policy-wildcard", work_service_account=account("cloudwatch:PutMetricData", "ec2:DescribeTags", on=("*",))),
    fails(
        "policy-bucket",
        "workloads[0].service_account.statements[0].resources",
        f"add {MODELS}/*",
        work_service_account=account("s3:GetObject", on=(MODELS,)),
    ),
    fails(
        "policy-bucket",
        "workloads[0].service_account.statements[0].resources",
        f"add {MODELS}",
        work_service_account=account("s3:GetObject", "s3:ListBucket"),
    ),
    fails(
        "policy-bucket",
        "workloads[0].service_account.statements[0].resources",
        "s3:getobject applies to objects",
        work_service_account=account("s3:getobject", on=(MODELS,)),
    ),
    fails(
        "policy-void",
        "workloads[0].service_account.statements[0].conditions.StringLike",
        "s3:GetObject a separate statement",
        **listing("s3:ListBucket", "s3:GetObject"),
    ),
    fails(
        "policy-void",
        "workloads[0].service_account.statements[0].resources[0]",
        "an alias",
        work_service_account=account("kms:Decrypt", on=(f"{KEYS}:alias/models",)),
    ),
    fails(
        "policy-void",
        "workloads[0].service_account.statements[0].resources[0]",
        "arn:aws:s3:::models/*",
        work_service_account=account("s3:GetObject", on=("arn:aws:s3:us-west-2:111122223333:models/*",)),
    ),
    passes("policy-void", **listing("s3:ListBucket", "s3:ListBucketVersions")),
    *[
        passes("policy-void", **listing("s3:ListBucket", "s3:GetObject", operator=operator))
        for operator in ("StringLikeIfExists", "StringNotLike", "ForAllValues:StringLike")
    ],
    passes("policy-void", **listing("s3:GetObject", effect="Deny")),
    passes("policy-void", work_service_account=account("kms:Decrypt", on=(f"{KEYS}:key/0a1b2c3d",))),
    passes("policy-void", work_service_account=account("kms:CreateAlias", on=(f"{KEYS}:alias/models",))),
    passes(
        "policy-void",
        work_service_account=account("s3:GetObject", on=("arn:aws:s3:us-west-2:111122223333:accesspoint/a/object/*",)),
    ),
    fails(
        "policy-size",
        "workloads[0].service_account.statements",
        "IAM accepts at most 10,240",
        work_service_account=account("s3:GetObject", on=tuple(f"{MODELS}/{index:040}/*" for index in range(160))),
    ),
    passes(
        "policy-size",
        work_service_account=account("s3:GetObject", on=tuple(f"{MODELS}/{index:040}/*" for index in range(150))),
    ),
    passes("policy-bucket", work_service_account=account("s3:GetObject", "s3:ListBucket", on=(MODELS, f"{MODELS}/*"))),
    passes("policy-bucket", work_service_account=account("s3:ListBucket", on=(MODELS,))),
    passes("policy-bucket", work_service_account=account("s3:GetObject", "s3:ListBucket", on=(f"{MODELS}*",))),
    passes("policy-bucket", work_service_account=account("s3:GetObject", on=("*",))),
    fails(
        "policy-partition",
        "workloads[0].service_account.statements[0].resources[0]",
        "'aws'",
        work_service_account=account("s3:GetObject", on=("arn:aws-cn:s3:::models/*",)),
    ),
    fails(
        "policy-partition",
        "workloads[0].service_account.policy_arns[0]",
        "'aws'",
        work_service_account={"name": "x", "policy_arns": ["arn:aws-us-gov:iam::111122223333:policy/read"]},
    ),
    passes("policy-partition", work_service_account=READ),
    fails(
        "policy-duplicate",
        "workloads[0].service_account.policy_arns[1]",
        "has the same name as",
        work_service_account={
            "name": "x",
            "policy_arns": ["arn:aws:iam::111122223333:policy/read", "arn:aws:iam::111122223333:policy/team/read"],
        },
    ),
    passes(
        "policy-duplicate",
        work_service_account={
            "name": "x",
            "policy_arns": ["arn:aws:iam::111122223333:policy/read", "arn:aws:iam::111122223333:policy/write"],
        },
    ),
    fails("volume-kind", "workloads[0].volumes[0]", "scratch", **volume()),
    fails("volume-kind", "workloads[0].volumes[0].claim", "remove", **SET, **volume(scratch="1Gi", claim="1Gi")),
    passes("volume-kind", **volume(scratch="1Gi")),
    passes("volume-kind", **volume(files={"a.yaml": "x: 1"})),
    fails("volume-claim", "workloads[0].volumes[0].claim", "stateful_set", **SERVES, **volume(claim="10Gi")),
    fails("volume-claim", "workloads[0].volumes[0].claim", "64Ti or less", **SET, **volume(claim="100Ti")),
    passes("volume-claim", **SET, **volume(claim="10Gi")),
    passes("volume-claim", **SET, **volume(claim="64Ti")),
    fails("volume-zone", "workloads[0].volumes[0].claim", "max_per_zone", **SET, **volume(claim="10Gi"), **WIDE),
    passes("volume-zone", **SET, **volume(claim="10Gi")),
    passes("volume-zone", **SET, **volume(claim="10Gi"), **WIDE, group_zones=["us-west-2a"]),
    # Nodes that are always there are known by their own zones.
    passes("volume-zone", **SET, **volume(claim="10Gi"), **WIDE, group_min=2),
    passes("volume-zone", **SET, **volume(scratch="10Gi"), **WIDE),
    fails("volume-files", "workloads[0].volumes[0].files", "1,048,5", **volume(files={"a": "x" * 1024 * 1024})),
    passes("volume-files", **volume(files={"a": "x" * 1024})),
    fails("quantity-unit", "workloads[0].volumes[0].scratch", "100Gi", **volume(scratch="100")),
    # Scratch is disk: the node's own is 200 GiB, of which kubelet keeps some.
    fails("workload-never-scales", "workloads[0]", "179Gi", **volume(scratch="190Gi")),
    fails(
        "workload-never-scales",
        "workloads[0].ephemeral_storage",
        "179Gi",
        **volume(scratch="100Gi"),
        work_ephemeral_storage="90Gi",
    ),
    passes("workload-never-scales", **volume(scratch="100Gi"), work_ephemeral_storage="70Gi"),
    passes(
        "volume-path", **SET, work_volumes=[{"mount_path": "/a", "claim": "1Gi"}, {"mount_path": "/b", "claim": "1Gi"}]
    ),
    fails(
        "probe-target",
        "workloads[0].probes.liveness.command",
        "remove",
        **probes(liveness={"command": ["true"], "path": "/"}),
    ),
    fails(
        "probe-target",
        "workloads[0].probes.readiness",
        "add 'port'",
        **{**SERVES, "work_ports": []},
        work_probes={"readiness": {"path": "/health"}},
    ),
    passes("probe-target", **probes(readiness={"path": "/health"}, startup={"command": ["true"]})),
    warns(
        "probe-timing",
        "workloads[0].probes.readiness.timeout",
        "5s",
        **probes(readiness={"timeout": "6s", "every": "5s"}),
    ),
    warns("probe-timing", "workloads[0].probes.liveness", "failures: 6", **probes(liveness={"failures": 1})),
    passes("probe-timing", **probes(liveness={"path": "/health"}, readiness={"failures": 1})),
    passes("probe-timing", **SERVES),
    fails(
        "stop-grace", "workloads[0].drain", "killed after 20s", **SERVES, work_drain="30s", work_termination_grace="20s"
    ),
    fails("stop-grace", "workloads[0].drain", "killed after 100s", **SERVES, work_drain="2m", group_capacity="spot"),
    fails("stop-grace", "workloads[0].drain", "groups without Spot", **SERVES, work_drain="2m", group_capacity="spot"),
    # There is room up to what spot leaves.
    fails(
        "stop-grace",
        "workloads[0].drain",
        "write a longer 'termination_grace'",
        **SERVES,
        work_drain="30s",
        work_termination_grace="20s",
        group_capacity="spot",
    ),
    warns("stop-grace", "workloads[0].termination_grace", "100s", work_termination_grace="5m", group_capacity="spot"),
    passes("stop-grace", **SERVES, work_drain="20s"),
    # Left out, the grace grows with what is to be drained.
    passes("stop-grace", **SERVES, work_drain="5m"),
    passes("stop-grace", work_termination_grace="1h"),
    fails("scaling-metric", "workloads[0].scaling.metrics[0]", "given: none", **scaling({})),
    fails(
        "scaling-metric",
        "workloads[0].scaling.metrics[1]",
        "",
        **scaling({"cpu_percent": 1}, {"cpu_percent": 1, "pods": "x"}),
    ),
    fails(
        "scaling-metric",
        "workloads[0].scaling.metrics[0].average",
        "no target value per pod",
        **scaling({"pods": "waiting"}),
    ),
    passes("scaling-metric", **scaling({"pods": "waiting", "average": 5}, {"memory_percent": 80})),
    passes("scaling-metric", **SERVES),
    fails("scaling-size", "workloads[0].replicas", "'scaling.min' is 1", **scaling(), work_replicas=2),
    fails("scaling-size", "workloads[0].scaling.min", "smaller", **scaling(min=5)),
    warns("scaling-size", "workloads[0].scaling.max", "replicas: 4", **scaling(min=4)),
    fails("scaling-size", "workloads[0].scaling.min", "does not support", **scaling(min=0)),
    passes("scaling-size", **scaling(min=2)),
    # Something else sets the number.
    passes("scaling-size", **SERVES, work_scaling={"min": 0, "max": 4}),
    passes("scaling-metric", **SERVES, work_scaling={"max": 4}),
    warns("workload-capacity", "workloads[0].scaling.max", "at its most", **SERVES, work_scaling={"min": 0, "max": 5}),
    # Four nodes: judged by the most there may be.
    warns("workload-capacity", "workloads[0].scaling.max", "5 replicas at its most", **scaling(max=5)),
    passes("workload-capacity", **scaling(max=4)),
    warns(
        "workload-capacity", "workloads[0].replicas", "with the 1 of an update", **SERVES, work_replicas=4, work_surge=1
    ),
    warns("workload-capacity", "workloads[0].replicas", "write 3 or less", **SERVES, work_replicas=4, work_surge=1),
    warns("workload-capacity", "workloads[0]", "(4 nodes of 1)", **SERVES, work_surge=4),
    passes("workload-capacity", **SERVES, work_replicas=3, work_surge=1),
    fails("workload-fields", "workloads[0].surge", "deployment", **SET, work_surge=1),
    fails(
        "workload-fields",
        "workloads[0].scaling",
        "stateful_set",
        work_scaling={"max": 2, "metrics": [{"cpu_percent": 9}]},
    ),
    fails("workload-fields", "workloads[0].expose", "deployment", **SET, work_expose="internal"),
    passes("workload-fields", **SERVES, work_surge=1, work_max_unavailable=1, work_expose="internal"),
    warns("unavailable-all", f"{WORK}max_unavailable", "all 2", **SERVES, work_replicas=2, work_max_unavailable=2),
    warns(
        "unavailable-all",
        f"{WORK}max_unavailable",
        "all 2",
        **scaling(min=2),
        work_max_unavailable=3,
    ),
    passes("unavailable-all", **SERVES, work_replicas=2, work_max_unavailable=1),
    passes("unavailable-all", **SERVES, work_max_unavailable=1),
    passes("unavailable-all", **scaling(min=1), work_max_unavailable=1),
    warns("stop-grace", f"{ARGS}[0]", "termination_grace: 60s", work_args=["--shutdown-timeout=60"]),
    warns(
        "stop-grace",
        f"{ARGS}[0]",
        "after 15s of 'drain' --shutdown-timeout lets requests take 300s, but the pod is killed after 45s in total",
        **SERVES,
        work_drain="15s",
        work_args=["--shutdown-timeout", "300"],
    ),
    warns(
        "stop-grace",
        f"{ARGS}[0]",
        "write 85 or less, or use groups without Spot",
        **SERVES,
        group_capacity="spot",
        work_drain="15s",
        work_args=["--shutdown_timeout", "90"],
    ),
    warns(
        "stop-grace",
        "workloads[0].command[2]",
        "--timeout-graceful-shutdown",
        work_command=["bash", "-c", "exec uvicorn app:app --timeout-graceful-shutdown 60"],
    ),
    passes("stop-grace", work_args=["--shutdown-timeout=30"]),
    passes("stop-grace", work_args=["--shutdown-timeout=$(LONG)"]),
    passes("stop-grace", **SERVES, work_drain="15s", work_args=["--shutdown-timeout=30"]),
    warns("server-address", "workloads[0].ports", "[8080]", **SERVES, work_command=VLLM, work_args=["--port", "8080"]),
    warns("server-address", "workloads[0].ports", "8000", work_kind="deployment", work_ports=[80], work_command=VLLM),
    warns("server-address", f"{ARGS}[0]", "--host=", **SERVES, work_command=VLLM, work_args=["--host=127.0.0.1"]),
    warns(
        "server-address",
        "workloads[0].command",
        "SGLang in train listens on 127.0.0.1",
        work_kind="deployment",
        work_ports=[30000],
        work_command=SGLANG,
    ),
    warns("server-address", "workloads[0].command", "uvicorn", **SERVES, work_command=["uvicorn", "app:app"]),
    passes("server-address", **SERVES, work_command=VLLM),
    passes("server-address", **SERVES, work_command=VLLM, work_args=["--port=$(PORT)"]),
    passes("server-address", **SERVES, work_command=["uvicorn", "app:app"], work_env={"UVICORN_HOST": "::"}),
    passes("server-address", **SERVES, work_command=SGLANG, work_args=["--config=/etc/sglang.yaml"]),
    passes("server-address", work_command=VLLM, work_args=["--port=9000"]),
    # Somebody else's port.
    passes("server-address", **SERVES, work_command=["python", "app.py", "--host", "db", "--port", "5432"]),
    fails(
        "gpu-memory-fraction",
        f"{ARGS}[0]",
        "write 0.92",
        work_command=VLLM,
        work_args=["--gpu-memory-utilization=92"],
    ),
    fails("gpu-memory-fraction", f"{ARGS}[0]", "0.9", work_command=VLLM, work_args=["--gpu-memory-utilization=0"]),
    warns("gpu-memory-fraction", f"{ARGS}[0]", "0.45", **sharing(4, "0.9")),
    warns("gpu-memory-fraction", "workloads[0].command", "2 pods", **sharing(4, None)),
    passes("gpu-memory-fraction", **sharing(4, "0.45")),
    passes("gpu-memory-fraction", **sharing(4, "$(FRACTION)")),
    passes("gpu-memory-fraction", **sharing(4, "0.9", work_replicas=1)),
    passes("gpu-memory-fraction", **sharing(4, "0.9", group_sharing={"mps": {"replicas": 4}})),
    passes("gpu-memory-fraction", **sharing(4, "0.9", work_command=["sglang", "serve"])),
    warns("shell-signals", f"{ARGS}[0]", "killed after 30s", **shell("pip install lmcache && vllm serve /model")),
    warns("shell-signals", f"{ARGS}[0]", "exec", **shell("cd /app\nvllm serve /model \\\n  --port 8000\n")),
    warns("shell-signals", f"{ARGS}[0]", "pipe", **shell("exec vllm serve /model | tee /logs/vllm")),
    warns("shell-signals", f"{ARGS}[0]", "exec", **shell("sidecar & vllm serve /model")),
    passes("shell-signals", **shell("vllm serve /model \\\n  --port 8000")),
    passes("shell-signals", **shell("pip install lmcache && exec vllm serve /model")),
    passes("shell-signals", **shell("vllm serve /model > /logs/vllm 2>&1")),
    warns("shell-signals", f"{ARGS}[0]", "exec", **shell("mkdir /logs && vllm serve /model &> /logs/vllm")),
    passes("shell-signals", **shell("trap 'kill %1' TERM; vllm serve /model & wait")),
    passes("shell-signals", **shell("a; b", work_kind="job", work_ports=[])),
    passes("shell-signals", **shell("while true; do burn; done", work_ports=[])),
    passes("shell-signals", **SERVES, work_command=["tini", "--", "bash", "-c", "a; b"]),
    passes("shell-signals", **SERVES, work_command=["bash", "/start.sh"]),
    fails("expose-ports", "workloads[0].expose", "ports", work_kind="deployment", work_expose="internal"),
    passes("expose-ports", **SERVES, work_expose="internal"),
    fails("tensor-parallel", "workloads[0].gpus", "gpus: 4", work_args=["--tensor-parallel-size", "4"]),
    fails(
        "tensor-parallel",
        "workloads[0].gpus",
        "tensor 2 x pipeline 2",
        work_args=["-tp=2", "--pipeline-parallel-size=2"],
    ),
    warns(
        "tensor-parallel",
        "workloads[0].gpus",
        "takes 2 GPUs",
        group_instance_types=["g5.12xlarge"],
        work_gpus=4,
        work_command=["bash", "-c", "exec vllm serve /model --tensor-parallel-size 2"],
    ),
    fails("tensor-parallel", "workloads[0].gpus", "gpus: 2", work_args=["--tensor_parallel_size=2"]),
    fails("tensor-parallel", "workloads[0].gpus", "gpus: 2", work_args=["--num-shard", "2"]),
    fails("tensor-parallel", "workloads[0].gpus", "gpus: 2", work_command=["sglang", "serve", "--tp", "2"]),
    # Of a server over several pods each has its part.
    passes("tensor-parallel", work_args=["-tp", "1", "--data-parallel-size=4", "--data-parallel-size-local=1"]),
    passes("tensor-parallel", work_args=["-tp", "1", "-dp", "4", "--data-parallel-address=10.0.0.1"]),
    passes("tensor-parallel", work_command=["sh", "-c", "ray_init.sh; vllm serve /model --pipeline-parallel-size 4"]),
    fails("tensor-parallel", "workloads[0].gpus", "data 2", work_command=VLLM, work_args=["-dp", "2"]),
    warns("tensor-parallel", "workloads[0].gpus", "tensor 1 takes 1 GPUs", **FOUR, work_command=VLLM),
    warns("tensor-parallel", "workloads[0].gpus", "tensor 1", **FOUR, work_image="vllm/vllm-openai:v0.27.1"),
    passes("tensor-parallel", **FOUR, work_command=VLLM, work_args=["--config=/etc/vllm/config.yaml"]),
    passes("tensor-parallel", **FOUR, work_command=VLLM, work_args=["-tp=$(TP)"]),
    passes("tensor-parallel", **FOUR, work_command=["tritonserver"]),
    passes("tensor-parallel", **FOUR, work_image="nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.7.0"),
    passes("tensor-parallel", work_args=["--tensor-parallel-size", "1"]),
    passes("tensor-parallel", work_args=["--tensor-parallel-size", "$(TP)"]),
    warns("env-secret", "workloads[0].env.SETTING", "env_from_secrets", work_env={"SETTING": "hf_" + "a1B2" * 8}),
    warns("env-secret", "workloads[0].args[1]", "env_from_secrets", work_args=["--key", "nvapi-" + "a1B2" * 8]),
    warns(
        "env-secret",
        "workloads[0].volumes[0].files.a.yaml",
        "",
        **volume(files={"a.yaml": "token: ghp_" + "a1B2" * 9}),
    ),
    passes("env-secret", work_env={"MODEL": "meta-llama/Llama-3.1-70B-Instruct"}, work_args=["--key", "$(API_KEY)"]),
    secret_word("args", 0, "--api-key=supersecret123"),
    secret_word("args", 1, "--api-key", "correct-horse-battery"),
    secret_word("args", 1, "--model", "--hf-token=correct-horse-battery"),
    secret_word("command", 2, "bash", "-c", f"WANDB_API_KEY={'0123456789abcdef' * 2}01234567 python t.py"),
    secret_word("command", 2, "bash", "-c", "cd /app;export API_KEY='correct-horse-battery'; serve"),
    secret_word("command", 2, "bash", "-c", "vllm serve /m --api-key correct-horse-battery"),
    secret_word("command", 2, "bash", "-c", "echo 'it begins && vllm serve /m --api-key correct-horse-battery"),
    secret_word("command", 1, "env", "WANDB_API_KEY=correct-horse-battery", "python"),
    passes("env-secret", work_args=["--api-key", "--max-model-len=40960000", "--use-auth-token", "required"]),
    passes("env-secret", work_args=["--api-key=$(VLLM_API_KEY)", "--token", "/run/secrets/hf", "--max-token=40960000"]),
    passes("env-secret", work_args=["--api-key", '"$VLLM_API_KEY"', "--tokenizer", "meta-llama/Llama-3.1-8B"]),
    passes(
        "env-secret",
        work_command=["bash", "-c", 'HF_TOKEN="$(cat /run/hf)" exec vllm serve /m --api-key "$VLLM_API_KEY"'],
    ),
    # A line of another language.
    passes("env-secret", work_command=["python", "-c", "import t; t.run(token=t.find_it()) ; token=t.find_it()"]),
    passes(
        "env-secret",
        work_env={
            "STOP_TOKEN": "<|im_end|>",
            "EOS_TOKEN": "end-of-text",
            "CHAT_TOKEN": "<|endoftext|>",
            "USE_AUTH_TOKEN": "required",
            "HF_HUB_DISABLE_IMPLICIT_TOKEN": "disabled",
            "LANGCHAIN_API_KEY": "not-needed",
            "OPENAI_API_KEY": "sk-no-key-required",
        },
    ),
    # The quota counts the pods of an update too, and refuses them.
    warns(
        "gpu-quota",
        "namespaces[0].gpu_quota",
        "raise it to 3",
        **SERVES,
        work_replicas=2,
        work_surge=1,
        work_namespace="team",
        namespaces=[{"name": "team", "gpu_quota": 2}],
    ),
)
