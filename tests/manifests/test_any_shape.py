"""Objects of any shape are judged without a traceback: their authors write what they like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eks_gpu import declaration
from eks_gpu.manifests.objects import read_objects
from eks_gpu.manifests.table import _table  # the table itself, for all of its kinds
from eks_gpu.report.machine import as_json
from eks_gpu.report.text import report

CLUSTER = Path(__file__).parent / "clusters" / "small.yaml"
KINDS = [(row["group"], row["kind"]) for row in _table()["kinds"]]
OTHERS = [("", kind) for kind in _table()["context"]] + [
    ("", "ConfigMap"),
    ("x.io", "Unknown"),
    ("argoproj.io", "Application"),
]
VERSIONS = st.sampled_from(KINDS + OTHERS)
KEYS = st.sampled_from(
    (
        *(
            "spec",
            "template",
            "metadata",
            "containers",
            "initContainers",
            "resources",
            "limits",
            "requests",
            "replicas",
        ),
        *(
            "name",
            "image",
            "nvidia.com/gpu",
            "cpu",
            "memory",
            "volumes",
            "persistentVolumeClaim",
            "claimName",
            "labels",
        ),
        *(
            "affinity",
            "nodeAffinity",
            "podAffinity",
            "podAntiAffinity",
            "nodeSelector",
            "tolerations",
            "key",
            "operator",
        ),
        *(
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms",
            "matchExpressions",
            "values",
            "effect",
        ),
        *("topologySpreadConstraints", "whenUnsatisfiable", "topologyKey", "maxSkew", "labelSelector", "matchLabels"),
        *("workerGroupSpecs", "headGroupSpec", "replicatedJobs", "leaderWorkerTemplate", "predictor", "model", "size"),
        *("minReplicas", "maxReplicas", "trainer", "runtimeRef", "tasks", "templates", "container", "items", "hard"),
        *(
            "ports",
            "hostPort",
            "volumeMounts",
            "mountPath",
            "emptyDir",
            "medium",
            "sizeLimit",
            "args",
            "command",
            "env",
        ),
        *("overhead", "runtimeClassName", "priorityClassName", "schedulerName", "volumeClaimTemplates", "parallelism"),
        *("completions", "suspend", "hostNetwork", "schedulingGates", "limits", "default", "min", "type", "selector"),
    )
)
SCALARS = st.sampled_from(
    (
        *(
            "",
            "1",
            "4Gi",
            "100m",
            "-1",
            "1e9",
            "x",
            "In",
            "Exists",
            "NoSchedule",
            "DoNotSchedule",
            "Memory",
            "/cache",
        ),
        *(
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
            "9" * 40,
            "{{ .x }}",
            "0.5",
            "8 GB",
            "a=b",
            "Gt",
            "$",
        ),
        *(0, 1, 8, -3, 2**40, True, False, None, 0.5, 1e300),
    )
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=40
)
# A pod that is nearly one, with anything in its parts.
CONTAINERS = st.lists(
    st.fixed_dictionaries({"name": SCALARS}, optional={"image": SCALARS, "resources": VALUES, "args": VALUES}),
    max_size=3,
)
PODS = st.fixed_dictionaries(
    {"containers": CONTAINERS},
    optional=dict.fromkeys(
        ("affinity", "tolerations", "volumes", "nodeSelector", "initContainers", "overhead"), VALUES
    ),
)
SPECS = (
    VALUES
    | PODS
    | st.fixed_dictionaries({"template": st.fixed_dictionaries({"spec": PODS})}, optional={"replicas": SCALARS})
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(VERSIONS, SPECS, SCALARS), min_size=1, max_size=4))
def test_no_object_is_a_traceback(tmp_path: Path, objects: list[tuple[tuple[str, str], Any, Any]]) -> None:
    file = tmp_path / "any.json"
    documents = [
        {"apiVersion": f"{group}/v1".removeprefix("/"), "kind": kind, "metadata": {"name": name}, "spec": spec}
        for (group, kind), spec, name in objects
    ]
    file.write_text("\n---\n".join(map(json.dumps, documents)), encoding="utf-8")
    judged = declaration.read(CLUSTER, manifests=read_objects([str(file)]))

    assert report([judged])
    assert json.loads(as_json([judged]))["manifests"]
