"""GPU workloads."""

from __future__ import annotations

from typing import Annotated, Literal

from eks_gpu.models.words import Field
from eks_gpu.spec.model import DnsLabel, LabelKey, LabelValue, Many, SecretName, SpecModel
from eks_gpu.spec.storage import VolumeSpec
from eks_gpu.spec.times import Duration
from eks_gpu.spec.workloads.container import (
    ContainerSpec,
    EnvName,
    EnvSourceSpec,
    ImagePullPolicy,
    SecuritySpec,
    WorkingDir,
)
from eks_gpu.spec.workloads.exposure import Expose
from eks_gpu.spec.workloads.resources import ResourceFields
from eks_gpu.spec.workloads.service_account import ServiceAccountSpec
from eks_gpu.spec.workloads.serving import ProbesSpec, ScalingSpec, ServicePortSpec


class TolerationSpec(SpecModel):
    """A toleration, in addition to those derived from the groups that the workload may use."""

    key: Annotated[
        LabelKey | None, Field(description="Taint key. If it is unset, `operator: Exists` tolerates every taint.")
    ] = None
    operator: Annotated[
        Literal["Exists", "Equal"], Field(description="`Exists` tolerates any value, `Equal` only `value`.")
    ] = "Exists"
    value: Annotated[LabelValue | None, Field(description="Taint value; only with `operator: Equal`.")] = None
    effect: Annotated[
        Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None,
        Field(description="Taint effect. Default: every effect."),
    ] = None


class RunAsSpec(SpecModel):
    """The numeric user and group ids that a container's process runs with."""

    user: Annotated[int | None, Field(ge=0, le=2**31 - 1, description="User id. Default: the user of the image.")] = (
        None
    )
    group: Annotated[
        int,
        Field(
            ge=0,
            le=2**31 - 1,
            description="Group id, which may write to claims and writable buckets; without it only root may. Jupyter "
            "images use 100, NIM uses 1000.",
        ),
    ]


class WorkloadSpec(ResourceFields):
    """A container that uses GPUs, and the number of pods that run it."""

    volumes: Annotated[
        Many[VolumeSpec],
        Field(
            description="Volumes of the workload's pods. Any number of pods and workloads may mount the same storage."
        ),
    ] = ()
    ports: Annotated[
        Many[Annotated[int, Field(ge=1, le=65535)]],
        Field(description="TCP ports that the container serves on; a Service is created for them."),
    ] = ()
    service_ports: Annotated[
        Many[ServicePortSpec],
        Field(
            description="Ports of the Service that differ from the container's, such as `{port: 80, target: 8000}`. Default: "
            "one for each of `ports`, with the same number."
        ),
    ] = ()
    zone_spread: Annotated[
        bool,
        Field(
            description="Keep the numbers of pods in any two zones within one of each other, even if a pod then has to "
            "wait for a zone that is short of capacity. Default: no."
        ),
    ] = False
    node_selector: Annotated[
        dict[LabelKey, LabelValue],
        Field(description="Node labels that the pods require, in addition to the derived ones."),
    ] = {}
    tolerations: Annotated[
        Many[TolerationSpec], Field(description="Tolerations, in addition to the derived ones.")
    ] = ()
    service_account: Annotated[
        ServiceAccountSpec | None,
        Field(
            description="Kubernetes service account of the pods and, through Pod Identity, their AWS permissions. "
            "Default: none, so the pods have no AWS permissions."
        ),
    ] = None
    run_as: Annotated[
        RunAsSpec | None,
        Field(
            description="User and group of the container's process; the group also gets access to its claims and buckets."
            " Default: those of the image."
        ),
    ] = None
    env_from_secrets: Annotated[
        Many[SecretName],
        Field(description="Names of Secrets in the namespace; each key of a Secret becomes an environment variable."),
    ] = ()
    env_from: Annotated[
        dict[EnvName, EnvSourceSpec],
        Field(
            description="Environment variables whose values are not in this file: one key of a Secret or of a ConfigMap, or a "
            "field of the pod, such as `HF_TOKEN: {secret: model-hub, key: token}`."
        ),
    ] = {}
    image_pull_secrets: Annotated[
        Many[SecretName],
        Field(
            description="Names of Secrets in the namespace that are used to pull the image. ECR needs none. Removing the "
            "last one takes a `kubectl patch`; a Job keeps the Secrets it was created with."
        ),
    ] = ()
    probes: Annotated[
        ProbesSpec | None,
        Field(
            description="Health probes of the container. Default for a workload that serves: a readiness probe, so a pod "
            "receives requests once the first of its `ports` accepts connections."
        ),
    ] = None
    drain: Annotated[
        Duration | None,
        Field(
            description="Time that a pod continues to serve after it is asked to stop, while Services stop sending "
            "requests to it; the image must contain `sleep`. Default: none."
        ),
    ] = None
    pre_stop: Annotated[
        Many[str],
        Field(
            description="Command that runs in the container before it is asked to stop, such as one that finishes a queue; it "
            "counts against `termination_grace`. Instead of `drain`."
        ),
    ] = ()
    termination_grace: Annotated[
        Duration | None,
        Field(
            description="Time between the request to stop a pod and the moment it is killed, `drain` included. Default: "
            "30s; 100s if the workload may run on spot nodes."
        ),
    ] = None
    surge: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="Pods above `replicas` during an update of a deployment, each with its own GPUs. With 0, a pod "
            "stops before its replacement starts; with more, no pod stops until a replacement is ready.",
        ),
    ] = 0
    max_unavailable: Annotated[
        int | None,
        Field(
            ge=1,
            le=1000,
            description="Number of pods that may be unavailable at the same time, in updates and when nodes are drained "
            "(a PodDisruptionBudget). Default: one in updates, and no budget.",
        ),
    ] = None
    scaling: Annotated[
        ScalingSpec | None,
        Field(description="Scaling of the number of pods by metrics, instead of `replicas`."),
    ] = None
    expose: Annotated[
        Expose,
        Field(
            description="Clients that can reach the workload's Service: `cluster`; `internal` for the whole VPC through an "
            "internal Network Load Balancer that needs no controller; or `{kind: ingress}`, `{kind: gateway}` and `{kind: nlb}`, load "
            "balancers of the AWS Load Balancer Controller, with host, path and TLS. Load balancers are billed by the hour."
        ),
    ] = "cluster"
    preserve_client_ip: Annotated[
        bool | None,
        Field(
            description="Whether the pods see the address of the client or that of the load balancer; only with `expose: "
            "internal`, from Kubernetes 1.34, and `expose: {kind: nlb}`. Default: unset, and AWS preserves the client's "
            "address with `internal` and not with `kind: nlb`. With `internal`, a pod "
            "on a system node then cannot reach the load balancer whenever the load balancer sends the "
            "connection back to the same node. With `false` the pod can, but the nodes no longer filter by "
            "address: anyone who reaches the load balancer reaches the pods. Changing it updates the load "
            "balancer in place; to go back write `true`, because removing the field changes nothing in AWS."
        ),
    ] = None
    priority: Annotated[
        Literal["serving", "batch"] | None,
        Field(
            description="Priority of the pods: `serving` pods may take the GPUs of `batch` pods, which then wait. "
            "Default: `serving` for deployments and stateful sets, otherwise `batch`."
        ),
    ] = None
    queue: Annotated[
        DnsLabel | None,
        Field(
            description="Queue that the workload waits in, with the name of its namespace; needs `queueing`. Kueue starts a job or "
            "training job with all its pods or not at all, and until then no node is bought for it. For jobs, cron jobs and "
            "training jobs, and for deployments and stateful sets whose pods take whole nodes. Every edit of it replaces the "
            "workload, because Kueue refuses to change the queue of running pods; the next run of a cron job uses it. Default: "
            "none, so the pods start without asking."
        ),
    ] = None
    containers: Annotated[
        Many[ContainerSpec],
        Field(
            max_length=20,
            description="Containers that run next to the workload's own in each pod, such as a proxy or a log shipper. They "
            "get no GPU. A job ends only when all its containers have ended.",
        ),
    ] = ()
    init_containers: Annotated[
        Many[ContainerSpec],
        Field(
            max_length=20,
            description="Containers that run one after the other, to their end, before the others of the pod start, such as "
            "one that downloads a model into a scratch volume. They get no GPU.",
        ),
    ] = ()
    labels: Annotated[
        dict[LabelKey, LabelValue],
        Field(
            description="Labels of the pods, in addition to the derived ones, such as those that an admission webhook reads."
        ),
    ] = {}
    annotations: Annotated[
        dict[LabelKey, str],
        Field(
            description="Annotations of the pods, in addition to the derived ones. A job keeps those it was created with."
        ),
    ] = {}
    security: Annotated[
        SecuritySpec | None,
        Field(
            description="Restrictions and capabilities of the workload's container. Its privileges cannot grow in any case "
            "(`allowPrivilegeEscalation: false`)."
        ),
    ] = None
    working_dir: Annotated[
        WorkingDir | None, Field(description="Folder in which the command starts. Default: that of the image.")
    ] = None
    image_pull_policy: Annotated[
        ImagePullPolicy | None,
        Field(
            description="When kubelet asks the registry for the image. Default: `IfNotPresent`; `Always` for an image with the "
            "tag `latest` or without a tag."
        ),
    ] = None
    host_network: Annotated[
        bool,
        Field(
            description="Whether the pods use the network of their node, and take its ports. Two pods with the same port then "
            "never share a node, and network policies do not hold for them."
        ),
    ] = False
    runtime_class: Annotated[
        DnsLabel | None,
        Field(
            description="Name of a RuntimeClass that exists in the cluster. Default: the nodes' own runtime, which gives "
            "containers their GPUs without one."
        ),
    ] = None
