"""Helm charts, and manifests that are applied."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.specs import Case, fails, passes, warns, with_files

PROMETHEUS = {
    "name": "monitoring",
    "namespace": "monitoring",
    "repository": "https://prometheus-community.github.io/helm-charts",
    "chart": "kube-prometheus-stack",
    "version": "78.5.0",
}
ENTRY = {"name": "things", "files": ["things.yaml"], "apply": True}
# Twelve characters that no word list has.
SECRET = "correct-horse"
KNOWN = "hf_" + "a1B2" * 8


def chart(**more: Any) -> dict[str, Any]:
    return {"charts": [{**PROMETHEUS, **more}]}


def several(*more: dict[str, Any]) -> dict[str, Any]:
    return {"charts": [{**PROMETHEUS, "name": f"chart{number}", **one} for number, one in enumerate(more)]}


def entry(**more: Any) -> dict[str, Any]:
    return {"manifests": [{**ENTRY, **more}]}


def thing(kind: str = "ConfigMap", name: str = "a", version: str = "v1", **more: Any) -> str:
    metadata = {"name": name, **more.pop("metadata", {})}
    return json.dumps({"apiVersion": version, "kind": kind, "metadata": metadata, **more})


def stream(*objects: str) -> str:
    return "\n---\n".join(objects)


def applied(case: Case, *objects: str) -> Case:
    return with_files(case, {"things.yaml": stream(*objects)})


def noise(characters: int) -> str:
    """Text that cannot be compressed much; the same every time."""
    made = random.Random(7)  # noqa: S311 - no secret
    return "".join(made.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", k=characters))


CONTAINER = {"name": "a", "image": "a:1", "resources": {"limits": {"nvidia.com/gpu": 1}}}
POD = {"template": {"spec": {"containers": [CONTAINER]}}}
SERVER = thing("Deployment", version="apps/v1", spec=POD)
CLAIM = thing("Service", "chat", spec={"ports": [{"port": 80}]})
OPERATOR = {"name": "operator", "chart": "gpu-operator", "repository": "https://helm.ngc.nvidia.com/nvidia"}
OFF = {part: {"enabled": False} for part in ("driver", "toolkit", "devicePlugin")}
CONTROLLER = {"chart": "aws-load-balancer-controller", "namespace": "kube-system"}
ECR = "111122223333.dkr.ecr.us-west-2.amazonaws.com"
PRIVATE = {"net_nat": "none", "net_endpoints": ["private"], "images": {"registry": f"{ECR}/mirror"}}
PUBLIC = {**PRIVATE, "access_runner": "public"}
CASES: tuple[Case, ...] = (
    fails("chart-version", "charts[0].version", "exact", **chart(version="latest")),
    fails("chart-version", "charts[0].version", "exact", **chart(version=">=1.0.0")),
    fails("chart-version", "charts[0].version", "exact", **chart(version="1.2")),
    fails("chart-version", "charts[0].version", "exact", **chart(version="1.2.x")),
    passes("chart-version", **chart()),
    passes("chart-version", **chart(version="v1.19.1-rc.1+build.5")),
    fails("chart-repository", "charts[0].repository", "https://charts", **chart(repository="http://charts.example")),
    fails("chart-repository", "charts[0].repository", "log in", **chart(repository="https://a:b@charts.example")),
    fails("chart-repository", "charts[0].repository", "oci://", **chart(repository="bitnami")),
    fails("chart-repository", "charts[0].repository", "not an address", **chart(repository="https://[::1")),
    fails("chart-repository", "charts[0].repository", "oci://", **chart(repository="file:///charts")),
    passes("chart-repository", **chart(repository="oci://registry.k8s.io/lws/charts")),
    fails("release-name", "charts[1].name", "charts[0]", **several({"name": "a"}, {"name": "a"})),
    fails("release-name", "charts[1].name", "charts[0]", **several({"name": "a"}, {"name": "a", "stack": "workloads"})),
    applied(
        fails("release-name", "manifests[0].name", "charts[0]", **chart(name="a-definitions"), **entry(name="a")),
        thing("CustomResourceDefinition", version="apiextensions.k8s.io/v1"),
    ),
    passes("release-name", **several({}, {})),
    fails("release-namespace", "charts[0].namespace", "Kubernetes", **chart(namespace="kube-public")),
    fails(
        "release-namespace",
        "charts[0].namespace",
        "stack: workloads",
        **chart(namespace="ours"),
        namespaces=[{"name": "ours"}],
    ),
    fails("release-namespace", "charts[0].namespace", "add '- name", **chart(stack="workloads")),
    applied(fails("release-namespace", "manifests[0].namespace", "add '- name", **entry(namespace="ours")), thing()),
    passes("release-namespace", **chart()),
    passes("release-namespace", **chart(namespace="kube-system")),
    passes("release-namespace", **chart(stack="workloads", namespace="ours"), namespaces=[{"name": "ours"}]),
    # The platform stack has created it before.
    applied(passes("release-namespace", **chart(), **entry(namespace="monitoring")), thing()),
    fails("release-file", "manifests[0].files[0]", "No such file", **entry()),
    fails("release-file", "charts[0].values_files[0]", "No such file", **chart(values_files=["a.yaml"])),
    applied(fails("release-file", "manifests[0].files[0]", "things.yaml:1", **entry()), "kind: {{ .Values.kind }}"),
    applied(fails("release-file", "manifests[0].files[0]", "apiVersion", **entry()), "kind: A"),
    applied(fails("release-file", "manifests[0].files[0]", "no 'kind'", **entry()), "a: 1"),
    applied(fails("release-file", "manifests[0].files[0]", "no objects", **entry()), "# nothing"),
    applied(fails("release-file", "manifests[0].files[0]", "things.yaml:3", **entry()), thing(), thing(name="")),
    with_files(
        fails("release-file", "charts[0].values_files[0]", "keys and values", **chart(values_files=["a.yaml"])),
        {"a.yaml": "- a"},
    ),
    with_files(
        fails("release-file", "charts[0].values_files[0]", "a.yaml:3", **chart(values_files=["a.yaml"])),
        {"a.yaml": "a: 1\n---\nb: 2"},
    ),
    with_files(passes("release-file", **chart(values_files=["a.yaml"])), {"a.yaml": "# nothing yet"}),
    applied(passes("release-file", **entry()), thing()),
    # An entry that is not applied is not read here.
    passes("release-file", **entry(apply=False)),
    passes("release-file", manifests=["things.yaml"]),
    warns(
        "release-secret",
        "charts[0].values.grafana.adminPassword",
        "adminPassword",
        **chart(values={"grafana": {"adminPassword": SECRET}}),
    ),
    warns("release-secret", "charts[0].values.args[0]", "secret", **chart(values={"args": [f"--token={KNOWN}"]})),
    with_files(
        warns("release-secret", "charts[0].values_files[0]", "a.yaml", **chart(values_files=["a.yaml"])),
        {"a.yaml": f"x: {{apiKey: {SECRET}}}"},
    ),
    applied(
        warns("release-secret", "manifests[0].files", "Secret a", **entry()), thing("Secret", stringData={"a": "b"})
    ),
    applied(
        warns("release-secret", "manifests[0].files", "value", **entry()),
        thing("Pod", spec={"containers": [{"env": [{"name": "API_KEY", "value": SECRET}]}]}),
    ),
    passes("release-secret", **chart(values={"existingSecret": "grafana-admin", "token": 3600, "on": True})),
    applied(passes("release-secret", **entry()), thing("Secret"), thing(data={"a": "text"})),
    fails("release-token", "charts[2].timeout", "exec", **several({}, {}, {})),
    fails("release-token", "charts[0].timeout", "14 minutes", **chart(atomic=True, timeout="7m")),
    passes("release-token", **several({}, {})),
    passes("release-token", **several({}, {}, {}), access_kubernetes_auth="exec"),
    passes("release-token", **several({}, {}, {"stack": "workloads", "namespace": "default"})),
    applied(fails("release-size", "manifests[0].files", "KiB", **entry()), thing(data={"a": noise(600_000)})),
    applied(passes("release-size", **entry()), thing(data={"a": noise(300_000)})),
    applied(
        fails("manifest-annotation", "manifests[0].files", "helm.sh/hook", **entry()),
        thing(metadata={"annotations": {"helm.sh/hook": "pre-install"}}),
    ),
    applied(
        fails("manifest-annotation", "manifests[0].files", "meta.helm.sh", **entry()),
        thing(metadata={"annotations": {"meta.helm.sh/release-name": "a"}}),
    ),
    applied(
        passes("manifest-annotation", **entry()),
        thing(metadata={"annotations": {"example.com/helm.sh": "a"}, "labels": {"helm.sh/chart": "a-1"}}),
    ),
    applied(fails("manifest-duplicate", "manifests[0].files", "twice", **entry()), thing(), thing()),
    applied(
        fails("manifest-duplicate", "manifests[0].files", "twice", **entry()),
        thing(),
        thing(metadata={"namespace": "default"}),
    ),
    applied(
        passes("manifest-duplicate", **entry()),
        thing(),
        thing("Secret"),
        thing(name="b"),
        thing(metadata={"namespace": "kube-system"}),
    ),
    applied(
        fails("manifest-own", "manifests[0].files", "platform stack", **entry()),
        thing("StorageClass", "gp3", "storage.k8s.io/v1"),
    ),
    applied(
        fails("manifest-own", "manifests[0].files", "the workload train", **entry()), thing("Job", "train", "batch/v1")
    ),
    applied(
        fails("manifest-own", "manifests[0].files", "namespaces", **entry(), namespaces=[{"name": "a"}]),
        thing("Namespace"),
    ),
    applied(passes("manifest-own", **entry()), thing("Namespace"), thing("Service", "train"), thing(name="gp3")),
    applied(
        warns("manifest-namespace", "manifests[0].files", "'ours'", **entry()), thing(metadata={"namespace": "ours"})
    ),
    applied(
        warns(
            "manifest-namespace",
            "manifests[0].files",
            "platform stack",
            **entry(stack="platform"),
            namespaces=[{"name": "ours"}],
        ),
        thing(metadata={"namespace": "ours"}),
    ),
    applied(
        passes("manifest-namespace", **entry(), namespaces=[{"name": "ours"}]), thing(metadata={"namespace": "ours"})
    ),
    applied(
        passes("manifest-namespace", **entry()),
        thing("Namespace", "ours"),
        thing(metadata={"namespace": "ours"}),
        thing(name="b", metadata={"namespace": "kube-system"}),
    ),
    applied(warns("manifest-wait", "manifests[0].wait", "Deployment a", **entry()), SERVER),
    applied(passes("manifest-wait", **entry(wait=False)), SERVER),
    applied(passes("manifest-wait", **entry(timeout="20m")), SERVER),
    applied(passes("manifest-wait", **entry(), group_min_per_zone=1), SERVER),
    # Helm does not wait for kinds that it does not know.
    applied(passes("manifest-wait", **entry()), thing("RayCluster", spec=POD), thing()),
    fails("chart-component", "charts[0].chart", "device plugin", **chart(chart="nvidia-device-plugin")),
    fails("chart-component", "charts[0].chart", "Autoscaler", **chart(chart="cluster-autoscaler")),
    fails("chart-component", "charts[0].chart", "add-on", **chart(chart="metrics-server")),
    fails("chart-component", "charts[0].values", "toolkit: {enabled: false}", **chart(**OPERATOR)),
    fails(
        "chart-component",
        "charts[0].values",
        "dcgmExporter",
        **chart(**OPERATOR, values=OFF),
        monitoring={"dcgm_exporter": True},
    ),
    passes("chart-component", **chart(**OPERATOR, values=OFF)),
    with_files(
        passes("chart-component", **chart(**OPERATOR, values_files=["a.yaml"], values={"driver": {"version": "1"}})),
        {"a.yaml": json.dumps(OFF)},
    ),
    passes("chart-component", **chart(chart="cluster-autoscaler"), autoscaler={"kind": "none"}),
    passes("chart-component", **chart(chart="cluster-autoscaler"), autoscaler={"kind": "existing"}),
    passes("chart-component", **chart(chart="nvidia-device-plugin"), device_plugin="existing"),
    passes("chart-component", **chart(chart="metrics-server"), addons={"metrics-server": "existing"}),
    passes(
        "chart-component",
        **chart(**OPERATOR, values={"driver": {"enabled": False}, "toolkit": {"enabled": False}}),
        device_plugin="existing",
    ),
    passes("chart-component", **chart()),
    warns("chart-order", "charts[1]", "front", **several({}, CONTROLLER)),
    warns(
        "chart-order",
        "charts[1].stack",
        "platform",
        **several({}, {**CONTROLLER, "stack": "workloads"}),
    ),
    passes("chart-order", **several(CONTROLLER, {})),
    warns("chart-private", "charts[0].values", "ECR", **chart(), **PUBLIC),
    fails(
        "chart-private",
        "charts[0].repository",
        "oci://",
        **chart(values={"image": f"{ECR}/a"}),
        **PRIVATE,
        access_runner="vpc",
    ),
    passes(
        "chart-private",
        **chart(repository=f"oci://{ECR}/charts", values={"image": f"{ECR}/a"}),
        **PRIVATE,
        access_runner="vpc",
    ),
    passes("chart-private", **chart()),
)
