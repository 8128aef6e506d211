"""How a workload says that it is well, and how many of it there are to be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from eks_gpu.spec.model import LabelKey, LabelValue, Many, Matches, Quantity, SpecModel
from eks_gpu.spec.times import Duration

HttpPath = Annotated[str, Matches(r"/\S*", "the path of a URL, beginning with '/'", "/health")]
MetricName = Annotated[
    str,
    Matches(
        r"[A-Za-z_:][A-Za-z0-9_:./-]*", "the name of a metric, such as vllm:num_requests_waiting", "requests_waiting"
    ),
]


class ProbeSpec(SpecModel):
    """A question to the container: an HTTP GET, a command, or, with neither, whether the port takes a connection."""

    path: Annotated[HttpPath | None, Field(description="HTTP path that answers 200 to 399.")] = None
    command: Annotated[
        Many[str], Field(description="Command in the container that ends with 0; instead of `path` and `port`.")
    ] = ()
    port: Annotated[int | None, Field(ge=1, le=65535, description="Port asked; default: the first of `ports`.")] = None
    every: Annotated[Duration, Field(description="Time between two questions.")] = "10s"
    timeout: Annotated[
        Duration, Field(description="How long an answer may take. A busy server's is slow; Kubernetes' own is 1s.")
    ] = "5s"
    failures: Annotated[
        int, Field(ge=1, le=1000, description="Answers in a row that must be wrong before anything comes of it.")
    ] = 3


class StartupProbeSpec(SpecModel):
    """How long the container may take to load before the other probes begin."""

    path: Annotated[HttpPath | None, Field(description="HTTP path that answers 200 to 399 once it is loaded.")] = None
    command: Annotated[Many[str], Field(description="Command in the container, instead of `path` and `port`.")] = ()
    port: Annotated[int | None, Field(ge=1, le=65535, description="Port asked; default: the first of `ports`.")] = None
    within: Annotated[
        Duration,
        Field(description="After this the container is restarted: an image is pulled before, a model loaded within."),
    ] = "30m"


class ProbesSpec(SpecModel):
    """What Kubernetes asks a container; `{}` for nothing."""

    startup: Annotated[
        StartupProbeSpec | None,
        Field(description="Until it succeeds the others rest. Default with `liveness`: what that asks, within 30m."),
    ] = None
    readiness: Annotated[
        ProbeSpec | None, Field(description="While it fails no Service sends requests; nothing is restarted.")
    ] = None
    liveness: Annotated[
        ProbeSpec | None,
        Field(description="When it fails the container is restarted, and loads its model again. Default: none."),
    ] = None


class MetricSpec(SpecModel):
    """What the number of pods follows; set one of `cpu_percent`, `memory_percent`, `pods` and `external`."""

    cpu_percent: Annotated[
        int | None,
        Field(ge=1, le=1000, description="CPU used, in percent of what is asked for. It says little about a GPU."),
    ] = None
    memory_percent: Annotated[
        int | None, Field(ge=1, le=1000, description="Memory used, in percent of what is asked for.")
    ] = None
    pods: Annotated[
        MetricName | None,
        Field(description="Metric of the pods, from an adapter of yours (custom.metrics.k8s.io); with `average`."),
    ] = None
    external: Annotated[
        MetricName | None,
        Field(
            description="Metric of something else, from an adapter of yours (external.metrics.k8s.io); with `average`."
        ),
    ] = None
    average: Annotated[Quantity | None, Field(description="What there is to be of it for each pod.")] = None
    selector: Annotated[
        dict[LabelKey, LabelValue], Field(description="Labels of the metric, where several have the name.")
    ] = {}


class ScalingSpec(SpecModel):
    """A number of pods that follows metrics; Terraform sets the first one and then leaves it alone."""

    min: Annotated[
        int,
        Field(
            ge=0, le=10000, description="Least pods. 0 without `metrics` only: Kubernetes' own autoscaler knows no 0."
        ),
    ] = 1
    max: Annotated[
        int, Field(ge=1, le=10000, description="Most pods; GPU groups are judged by it. No default: it costs.")
    ]
    metrics: Annotated[
        Many[MetricSpec],
        Field(
            max_length=8,
            description="Metrics; the one that wants most pods wins. Without any, something of yours sets the number, such as KEDA.",
        ),
    ] = ()
    scale_down_after: Annotated[
        Duration,
        Field(
            description="How long fewer pods must have been enough before one goes, at most one a minute. "
            "Twice Kubernetes' own 5m: a GPU node takes so long to come back."
        ),
    ] = "10m"
