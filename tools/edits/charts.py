"""For each field of charts and manifests, an edit of it."""

from __future__ import annotations

from typing import Any

from tools.edits.edit import GONE, Changes, Edit

POLICIES = [f"arn:aws:iam::111122223333:policy/{name}" for name in "abc"]
READ = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::models/*"]}
CHART = {
    "name": "a",
    "namespace": "tools",
    "repository": "https://charts.example",
    "chart": "a",
    "version": "1.0.0",
}
THINGS = {"name": "things", "files": ["a.yaml"], "apply": True}


def _chart(**more: Any) -> Changes:
    return {"charts": [{**CHART, **more}]}


def _for_chart(**more: Any) -> Changes:
    return _chart(service_account={"name": "pods", **more})


_OF_CHARTS: dict[str, tuple[Any, Any]] = {
    "name": ("b", "c"),
    "repository": ("https://a.example", "https://b.example"),
    "chart": ("b", "c"),
    "version": ("1.1.0", "1.2.0"),
    "namespace": ("a", "b"),
    "values": ({"a": 1}, {"a": 2}),
    "values_files": (["values.yaml"], ["values.yaml", "a.yaml"]),
    "rendered": ("a.yaml", "b.yaml"),
    "stack": ("workloads", GONE),
    "service_account": (
        {"name": "pods", "policy_arns": POLICIES[:1]},
        {"name": "other", "policy_arns": POLICIES[:1]},
    ),
    "wait": (False, GONE),
    "timeout": ("6m", "7m"),
    "atomic": (True, GONE),
    "skip_crds": (True, GONE),
}
_OF_STATEMENTS: dict[str, tuple[Any, Any]] = {
    "actions": (["s3:Get*"], ["s3:List*"]),
    "resources": (["*"], ["arn:aws:s3:::a/*"]),
    "effect": ("Deny", "Allow"),
    "conditions": ({"StringLike": {"a": "b"}}, {"StringLike": {"a": "c"}}),
}
_OF_MANIFESTS: dict[str, tuple[Any, Any]] = {
    "name": ("b", "c"),
    "files": (["a.yaml"], ["b.yaml"]),
    "namespace": ("a", "b"),
    "stack": ("platform", GONE),
    "wait": (False, GONE),
    "timeout": ("6m", "7m"),
}
_CONTROLLER: Changes = {"load_balancer_controller": {}}
_ALLOWED = _for_chart(statements=[READ])
CHARTS = (
    Edit("load_balancer_controller", {}, {"timeout": "6m"}),
    Edit("load_balancer_controller.kind", "existing", given=_CONTROLLER),
    Edit("load_balancer_controller.version", "3.4.0", "3.3.0", given=_CONTROLLER),
    Edit("load_balancer_controller.values", {"a": 1}, {"a": 2}, given=_CONTROLLER),
    Edit("load_balancer_controller.timeout", "6m", "7m", given=_CONTROLLER),
    Edit("charts", [CHART], [{**CHART, "version": "1.0.1"}], []),
    *(Edit(f"charts[].{field}", on, other, given=_chart()) for field, (on, other) in _OF_CHARTS.items()),
    Edit("charts[].service_account.name", "b", "c", given=_for_chart(policy_arns=POLICIES[:1])),
    Edit("charts[].service_account.policy_arns", POLICIES[:2], POLICIES[::2], POLICIES[:1], _for_chart()),
    Edit("charts[].service_account.statements", [READ], [{**READ, "effect": "Deny"}], given=_for_chart()),
    *(
        Edit(f"charts[].service_account.statements[].{field}", on, other, given=_ALLOWED)
        for field, (on, other) in _OF_STATEMENTS.items()
    ),
    Edit("manifests", [THINGS], [{**THINGS, "timeout": "6m"}], []),
    Edit("manifests[].apply", on=True, off=False, given={"manifests": [THINGS]}),
    *(
        Edit(f"manifests[].{field}", on, other, given={"manifests": [THINGS]})
        for field, (on, other) in _OF_MANIFESTS.items()
    ),
)
