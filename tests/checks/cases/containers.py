"""Containers next to a workload's own, variables from elsewhere, limits, and volumes of others."""

from __future__ import annotations

from typing import Any

from tests.specs import Case, fails, passes, warns

SERVES: dict[str, Any] = {"work_kind": "deployment", "work_ports": [8000]}


def side(name: str = "proxy", **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "registry.example/proxy:1", **more}


def scratch(path: str) -> dict[str, Any]:
    return {"mount_path": path, "scratch": "1Gi"}


CASES: tuple[Case, ...] = (
    fails("container-name", "workloads[0].containers[0].name", "'train'", work_containers=[side("train")]),
    fails(
        "container-name",
        "workloads[0].containers[0].name",
        "init_containers[0]",
        work_init_containers=[side("a")],
        work_containers=[side("a")],
    ),
    passes("container-name", work_init_containers=[side("a")], work_containers=[side("b")]),
    fails(
        "mount-unknown",
        "workloads[0].init_containers[0].mounts[0]",
        "write /cache",
        work_volumes=[scratch("/cache")],
        work_init_containers=[side(mounts=["/cach"])],
    ),
    fails("mount-unknown", "workloads[0].containers[0].mounts[0]", "no path", work_containers=[side(mounts=["/a"])]),
    passes("mount-unknown", work_volumes=[scratch("/a")], work_containers=[side(mounts=["/a"])]),
    fails("limit-below-request", "workloads[0].cpu_limit", "requests 2", work_cpu="2", work_cpu_limit="1500m"),
    fails("limit-below-request", "workloads[0].memory_limit", "fair share", work_memory_limit="1Gi"),
    passes("limit-below-request", work_memory="1Gi", work_memory_limit="1024Mi"),
    passes("limit-below-request", work_cpu="2", work_cpu_limit="2.5"),
    fails("env-source", "workloads[0].env_from.A", "no source", work_env_from={"A": {}}),
    fails(
        "env-source",
        "workloads[0].env_from.A",
        "secret and field",
        work_env_from={"A": {"secret": "a", "key": "b", "field": "status.podIP"}},
    ),
    fails("env-source", "workloads[0].env_from.A", "add 'key", work_env_from={"A": {"config_map": "a"}}),
    fails(
        "env-source",
        "workloads[0].env_from.A.key",
        "no key",
        work_env_from={"A": {"field": "status.podIP", "key": "a"}},
    ),
    fails(
        "env-source",
        "workloads[0].containers[0].env_from.A",
        "'env'",
        work_containers=[side(env={"A": "1"}, env_from={"A": {"field": "metadata.name"}})],
    ),
    passes("env-source", work_env_from={"A": {"field": "metadata.labels['team']"}}, work_env={"B": "1"}),
    warns("sidecar-job", "workloads[0].containers", "proxy", work_containers=[side()]),
    warns(
        "sidecar-job", "workloads[0].containers", "", work_kind="training_job", work_nodes=2, work_containers=[side()]
    ),
    passes("sidecar-job", **SERVES, work_containers=[side()]),
    passes("sidecar-job", work_init_containers=[side()]),
    fails(
        "pod-metadata", "workloads[0].labels.app.kubernetes.io/name", "", work_labels={"app.kubernetes.io/name": "a"}
    ),
    fails(
        "pod-metadata",
        "workloads[0].annotations.cluster-autoscaler.kubernetes.io/safe-to-evict",
        "'evictable'",
        work_annotations={"cluster-autoscaler.kubernetes.io/safe-to-evict": "true"},
    ),
    fails("pod-metadata", "workloads[0].annotations.eks-gpu.io/files", "", work_annotations={"eks-gpu.io/files": "a"}),
    passes("pod-metadata", work_labels={"team": "ml"}, work_annotations={"sidecar.istio.io/inject": "false"}),
    warns(
        "host-path",
        "workloads[0].volumes[0].host_path",
        "lost with the node",
        work_volumes=[{"mount_path": "/a", "host_path": "/mnt/a"}],
    ),
    passes("host-path", work_volumes=[scratch("/a")]),
    fails("pre-stop", "workloads[0].pre_stop", "", **SERVES, work_drain="5s", work_pre_stop=["a"]),
    passes("pre-stop", **SERVES, work_pre_stop=["a"]),
    fails(
        "service-port",
        "workloads[0].service_ports[0].target",
        "8000",
        **SERVES,
        work_service_ports=[{"port": 80, "target": 9000}],
    ),
    fails(
        "service-port",
        "workloads[0].service_ports[1].port",
        "twice",
        **SERVES,
        work_service_ports=[{"port": 80, "target": 8000, "name": "a"}, {"port": 80, "target": 8000, "name": "b"}],
    ),
    fails(
        "service-port",
        "workloads[0].service_ports[1].name",
        "a is listed twice",
        **SERVES,
        work_service_ports=[{"port": 80, "target": 8000, "name": "a"}, {"port": 81, "target": 8000, "name": "a"}],
    ),
    passes("service-port", **SERVES, work_service_ports=[{"port": 80, "target": 8000}, {"port": 81, "target": 8000}]),
    fails("workload-fields", "workloads[0].service_ports", "job", work_service_ports=[{"port": 80, "target": 8000}]),
    fails(
        "volume-kind",
        "workloads[0].volumes[0].config_map",
        "only one",
        work_volumes=[{"mount_path": "/a", "scratch": "1Gi", "config_map": "a"}],
    ),
    warns(
        "image-tag",
        "workloads[0].containers[0].image",
        "different",
        **SERVES,
        work_containers=[side(image="registry.example/proxy:latest")],
    ),
    warns(
        "env-secret",
        "workloads[0].init_containers[0].env.API_TOKEN",
        "secret",
        work_init_containers=[side(env={"API_TOKEN": "abcdefgh12345678"})],
    ),
)
