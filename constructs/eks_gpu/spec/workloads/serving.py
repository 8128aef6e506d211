"""Health probes of a workload, and the number of its pods."""

from __future__ import annotations

from typing import Annotated

from eks_gpu.models.matches import Matches
from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, LabelKey, LabelValue, Many, Quantity, SpecModel
from eks_gpu.spec.times import Duration

HttpPath = Annotated[str, Matches(r"/\S*", "the path of a URL, beginning with '/'", "/health")]
MetricName = Annotated[
    str,
    Matches(
        r"[A-Za-z_:][A-Za-z0-9_:./-]*", "the name of a metric, such as vllm:num_requests_waiting", "requests_waiting"
    ),
]


class ProbeSpec(SpecModel):
    """A probe of the container: an HTTP GET, a command or, without either, whether the port accepts a connection."""

    path: Annotated[HttpPath | None, Field(description="HTTP path that must answer with status 200 to 399.")] = None
    command: Annotated[
        Many[str], Field(description="Command in the container that must exit with 0; instead of `path` and `port`.")
    ] = ()
    port: Annotated[int | None, Field(ge=1, le=65535, description="Port to probe; default: the first of `ports`.")] = (
        None
    )
    every: Annotated[Duration, Field(description="Time between two probes.")] = "10s"
    timeout: Annotated[
        Duration,
        Field(
            description="Time that an answer may take. Default 5s instead of Kubernetes' own 1s, because a busy server "
            "answers slowly."
        ),
    ] = "5s"
    failures: Annotated[
        int, Field(ge=1, le=1000, description="Number of consecutive failures before the probe takes effect.")
    ] = 3


class StartupProbeSpec(SpecModel):
    """The time that the container may take to load before the other probes begin."""

    path: Annotated[
        HttpPath | None,
        Field(description="HTTP path that answers with status 200 to 399 once the container is loaded."),
    ] = None
    command: Annotated[Many[str], Field(description="Command in the container, instead of `path` and `port`.")] = ()
    port: Annotated[int | None, Field(ge=1, le=65535, description="Port to probe; default: the first of `ports`.")] = (
        None
    )
    within: Annotated[
        Duration,
        Field(
            description="Time after which the container is restarted. Loading the model counts; pulling the image does not."
        ),
    ] = "30m"


class ProbesSpec(SpecModel):
    """Health probes that Kubernetes runs against a container; `{}` for none."""

    startup: Annotated[
        StartupProbeSpec | None,
        Field(
            description="Probe that must succeed before the others begin. Default if `liveness` is set: the same probe, "
            "within 30m."
        ),
    ] = None
    readiness: Annotated[
        ProbeSpec | None,
        Field(description="Probe that decides whether Services send requests to the pod; a failure restarts nothing."),
    ] = None
    liveness: Annotated[
        ProbeSpec | None,
        Field(
            description="Probe whose failure restarts the container, which then loads its model again. Default: none."
        ),
    ] = None


class MetricSpec(SpecModel):
    """The metric that the number of pods follows; set one of `cpu_percent`, `memory_percent`, `pods` and `external`."""

    cpu_percent: Annotated[
        int | None,
        Field(ge=1, le=1000, description="Target CPU use, in percent of the request. It says little about a GPU."),
    ] = None
    memory_percent: Annotated[
        int | None, Field(ge=1, le=1000, description="Target memory use, in percent of the request.")
    ] = None
    pods: Annotated[
        MetricName | None,
        Field(description="Metric of the pods, served by your own adapter (custom.metrics.k8s.io); with `average`."),
    ] = None
    external: Annotated[
        MetricName | None,
        Field(
            description="Metric of another source, served by your own adapter (external.metrics.k8s.io); with `average`."
        ),
    ] = None
    average: Annotated[Quantity | None, Field(description="Target value of the metric per pod.")] = None
    selector: Annotated[
        dict[LabelKey, LabelValue], Field(description="Labels that select the metric, if several have the same name.")
    ] = {}


class ScalingSpec(SpecModel):
    """A number of pods that follows metrics; Terraform sets the first number and does not change it afterwards."""

    min: Annotated[
        int,
        Field(
            ge=0,
            le=10000,
            description="Minimum number of pods. 0 is allowed only without `metrics`, because Kubernetes' own autoscaler "
            "does not support it.",
        ),
    ] = 1
    max: Annotated[
        int,
        Field(
            ge=1,
            le=10000,
            description="Maximum number of pods; the capacity of GPU groups is judged by it. There is no default, because"
            " it decides the cost.",
        ),
    ]
    metrics: Annotated[
        Many[MetricSpec],
        Field(
            max_length=8,
            description="Metrics; the one that asks for the most pods wins. Without any, your own controller, such as "
            "KEDA, sets the number.",
        ),
    ] = ()
    scale_down_after: Annotated[
        Duration,
        Field(
            description="Time that fewer pods must have been enough before one is removed, at most one per minute. "
            "Default 10m, twice Kubernetes' own 5m, because a new GPU node takes that long to start."
        ),
    ] = "10m"


class ServicePortSpec(SpecModel):
    """A port of a workload's Service, and the port of the container that it leads to."""

    port: Annotated[int, Field(ge=1, le=65535, description="Port of the Service, such as 80.")]
    target: Annotated[int, Field(ge=1, le=65535, description="Port of the container; one of `ports`.")]
    name: Annotated[
        DnsLabel | None,
        Field(
            max_length=15,
            description="Name of the port, at most 15 characters, which service meshes and monitors read. Default: "
            "`tcp-<port>`.",
        ),
    ] = None
