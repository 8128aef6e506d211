"""Access, tags, backend, namespaces."""

from __future__ import annotations

from typing import Any

from tests.specs import GONE, Case, fails, passes, warns

ADMIN = "arn:aws:iam::111122223333:role/platform"
OTHER = "arn:aws:iam::111122223333:user/eve"
CLOUD = {"cloud": {"organization": "acme"}}
MINE = ["203.0.113.7/32"]


def teams(*teams: dict[str, Any]) -> dict[str, Any]:
    return {"access_teams": [{"principals": [OTHER], **team} for team in teams]}


EDITS = {"namespaces": ["default"], "policy": "edit"}
CASES: tuple[Case, ...] = (
    fails("principal-duplicate", "access.teams[0].principals[0]", "admins[0]", access_admins=[OTHER], **teams(EDITS)),
    fails(
        "principal-duplicate",
        "access.teams[1].principals[0]",
        "viewers",
        access_viewers=[ADMIN],
        **teams(EDITS, {**EDITS, "principals": [ADMIN]}),
    ),
    passes("principal-duplicate", access_admins=[ADMIN], **teams(EDITS, {**EDITS, "policy": "view"})),
    fails("principal-partition", "access.teams[0].principals[0]", "aws-cn", region="cn-north-1", **teams(EDITS)),
    fails("team-choice", "access.teams[0].policy", "holds nowhere", **teams({"policy": "edit"})),
    fails("team-choice", "access.teams[0].namespaces", "view, edit or admin", **teams({"namespaces": ["default"]})),
    fails("team-choice", "access.teams[1]", "kubernetes_groups", **teams(EDITS, {})),
    passes("team-choice", **teams(EDITS, {"kubernetes_groups": ["ml"]})),
    warns(
        "team-namespace",
        "access.teams[0].namespaces[1]",
        "write team",
        **teams({**EDITS, "namespaces": ["default", "teem"]}),
    ),
    warns("team-namespace", "access.teams[0].namespaces[0]", "DNS", **teams({**EDITS, "namespaces": ["kube-system"]})),
    warns(
        "team-namespace", "access.teams[0].namespaces[0]", "none of", **teams({**EDITS, "namespaces": ["research-*"]})
    ),
    passes("team-namespace", **teams({**EDITS, "namespaces": ["team", "t*", "*"]})),
    passes("team-namespace", **teams({"namespaces": ["kube-system"], "policy": "view"})),
    warns("token-expires", "access.kubernetes_auth", "15 minutes", **{"access.kubernetes_auth": "data"}),
    passes("token-expires", **{"access.kubernetes_auth": "exec"}),
    fails("endpoint-runner", "access.runner", "public_cidrs", access={"runner": "public"}),
    fails("endpoint-runner", "access.runner", "app.terraform.io", access={}, backend=CLOUD),
    warns("endpoint-runner", "access.runner", "hang", access=GONE),
    passes("endpoint-runner", access={"runner": "vpc"}, backend=CLOUD),
    passes("endpoint-runner", access={"public_cidrs": MINE}),
    passes("endpoint-runner", access={"public_cidrs": MINE, "runner": "public"}, backend=CLOUD),
    warns("endpoint-cidr", "access.public_cidrs[0]", "everyone", access_public_cidrs=["0.0.0.0/0"]),
    fails("endpoint-cidr", "access.public_cidrs[1]", "private", access_public_cidrs=[*MINE, "10.0.0.0/16"]),
    passes("endpoint-cidr", access_public_cidrs=["203.0.113.0/24", "8.8.8.0/24"]),
    fails(
        "principal-duplicate",
        "access.viewers[0]",
        "access.admins[0]",
        access_admins=[ADMIN],
        access_viewers=[ADMIN],
    ),
    fails("principal-duplicate", "access.admins[1]", "", access_admins=[ADMIN, ADMIN]),
    passes("principal-duplicate", access_admins=[ADMIN], access_viewers=[OTHER]),
    fails("principal-partition", "access.admins[0]", "aws-us-gov", region="us-gov-west-1", access_admins=[ADMIN]),
    passes("principal-partition", access_admins=[ADMIN]),
    passes("principal-partition", region="cn-north-1", access_admins=[ADMIN.replace("aws", "aws-cn")]),
    fails("no-admin", "access.creator_admin", "admins", access_creator_admin=False),
    passes("no-admin", access_creator_admin=False, access_admins=[ADMIN]),
    fails(
        "backend-choice",
        "backend",
        "local, s3",
        backend={"local": {}, "s3": {"bucket": "state", "region": "us-west-2"}},
    ),
    fails("backend-choice", "backend", "none", backend={}),
    passes("backend-choice", backend=CLOUD),
    passes("backend-choice"),
    fails("tag-key", "tags.eks-gpu.io/cluster", "itself", tags={"eks-gpu.io/cluster": "x"}),
    fails("tag-key", "tags.Team", "case", tags={"team": "a", "Team": "b"}),
    passes("tag-key", tags={"team": "a", "cost-center": "b"}),
    fails("namespace-reserved", "namespaces[0].name", "itself", namespaces=[{"name": "default"}]),
    passes("namespace-reserved", namespaces=[{"name": "kube-tools"}]),
)
