"""Workloads: the effects on their pods, by kind."""

from __future__ import annotations

from eks_gpu.effects.effect import Edits, Effect, always, changed, entries

NOTHING, KEPT, CREATES, IN_PLACE = Effect.NOTHING, Effect.KEPT, Effect.CREATES, Effect.IN_PLACE
DELETES, REPLACED = Effect.DELETES, Effect.REPLACES_WORKLOAD

# Conditions, as readers see them.
CRON_JOB, FIXED = "of a cron job", "of a job, training job or bare pod"
_NEXT_RUN = Edits(set=IN_PLACE, change=IN_PLACE, unset=IN_PLACE, why="the next run uses it")


def _pod(why: str = "") -> Edits:
    """Effects of a field of the pod: controllers replace pods; objects with fixed pods are replaced."""
    replaced = always(REPLACED, "Kubernetes cannot change its pod, so it runs again")
    return always(Effect.ROLLS_PODS, why).when(CRON_JOB, _NEXT_RUN).when(FIXED, replaced)


def _kept_by_jobs(why: str = "") -> Edits:
    """Effects of a field of the pod that the provider never updates: eks-gpu makes Terraform ignore it."""
    return always(Effect.ROLLS_PODS, why).when(CRON_JOB, _NEXT_RUN).when(FIXED, always(KEPT))


def _account(why: str) -> Edits:
    """Effects on the service account, which a fixed pod keeps when the file no longer names one."""
    return _pod(why).when(FIXED, entries(REPLACED, REPLACED, KEPT, "the pod keeps an account that is removed"))


def _kept_when_unset(why: str) -> Edits:
    """Effects of a field whose last value the provider keeps when the file no longer has it (Optional and Computed)."""
    next_run = entries(IN_PLACE, IN_PLACE, KEPT, "the next run uses it; a value that is removed stays")
    fixed = entries(REPLACED, REPLACED, KEPT, "a value that is removed stays")
    return entries(Effect.ROLLS_PODS, Effect.ROLLS_PODS, KEPT, why).when(CRON_JOB, next_run).when(FIXED, fixed)


_PROBE = _pod()
_VARIABLES = ("env_from", "env_from.secret", "env_from.config_map", "env_from.key", "env_from.field")
_SECURITY = (
    "security",
    *(f"security.{field}" for field in ("capabilities", "drop_capabilities", "read_only_root", "seccomp", "non_root")),
)
_ANY_CONTAINER = (*_VARIABLES, *_SECURITY, "working_dir")
_OTHER_CONTAINER = ("name", "image", "command", "args", "env", "cpu", "memory", "mounts", "image_pull_policy")
WORKLOADS = {
    "workloads": entries(CREATES, IN_PLACE, DELETES, "a workload that is removed is deleted, and its pods stop"),
    "workloads[].name": changed(REPLACED, "the name identifies the object: the old one stops, another starts"),
    "workloads[].kind": changed(REPLACED, "the kind identifies the object: the old one stops, another starts"),
    "workloads[].image": _pod(),
    "workloads[].namespace": always(REPLACED, "the namespace identifies the object: the old one stops, another starts"),
    "workloads[].command": _pod(),
    "workloads[].args": _pod(),
    "workloads[].env": _pod(),
    "workloads[].replicas": always(IN_PLACE, "pods are added or removed"),
    "workloads[].completions": always(REPLACED, "Kubernetes cannot change it, so the job runs again"),
    "workloads[].parallelism": always(IN_PLACE),
    "workloads[].nodes": changed(REPLACED, "Kubernetes cannot change it, so the job runs again"),
    "workloads[].restarts": always(IN_PLACE, "it is the limit of a job with one pod").when(
        "of a training job or of several `completions`", always(REPLACED, "Kubernetes cannot change it")
    ),
    "workloads[].fail_on_exit_codes": always(REPLACED, "Kubernetes cannot change it, so the job runs again"),
    "workloads[].time_limit": entries(IN_PLACE, IN_PLACE, KEPT, "a limit that is removed stays").when(
        CRON_JOB, _NEXT_RUN
    ),
    "workloads[].start_within": always(REPLACED, "Kubernetes cannot change its pod, so it runs again"),
    "workloads[].schedule": changed(IN_PLACE),
    "workloads[].time_zone": always(IN_PLACE),
    "workloads[].gpus": _pod(),
    "workloads[].gpu_profile": _pod(),
    "workloads[].node_groups": _kept_by_jobs("pods move to the named groups").when(
        FIXED, always(KEPT, "a new run needs another name")
    ),
    "workloads[].cpu": _pod(),
    "workloads[].memory": _pod(),
    "workloads[].ephemeral_storage": _pod(),
    "workloads[].shm": _pod(),
    "workloads[].volumes": _pod(),
    "workloads[].volumes[].mount_path": _pod(),
    "workloads[].volumes[].storage": _pod("the claim is created or deleted as well"),
    "workloads[].volumes[].access_point": _pod("the claim is created or deleted as well"),
    "workloads[].volumes[].scratch": _pod(),
    "workloads[].volumes[].claim": always(REPLACED, "claims of a stateful set cannot change; existing ones stay"),
    "workloads[].volumes[].files": _pod("the ConfigMap changes in place").when(
        FIXED, always(IN_PLACE, "pods read it when they start again")
    ),
    "workloads[].volumes[].secret": _pod(),
    "workloads[].volumes[].read_only": _pod(),
    "workloads[].ports": _pod("the Service changes in place"),
    "workloads[].zone_spread": _kept_by_jobs(),
    "workloads[].node_selector": _pod(),
    "workloads[].tolerations": _pod(),
    "workloads[].tolerations[].key": _pod(),
    "workloads[].tolerations[].operator": _pod(),
    "workloads[].tolerations[].value": _pod(),
    "workloads[].tolerations[].effect": _pod(),
    "workloads[].service_account": _account("the account and its role are created or deleted as well"),
    "workloads[].service_account.name": _account("another account with another role"),
    "workloads[].service_account.policy_arns": entries(CREATES, DELETES, DELETES, "its role changes; no pod restarts"),
    "workloads[].service_account.statements": entries(CREATES, IN_PLACE, DELETES, "its role changes; no pod restarts"),
    "workloads[].service_account.statements[].actions": changed(IN_PLACE, "its role changes; no pod restarts"),
    "workloads[].service_account.statements[].resources": changed(IN_PLACE, "its role changes; no pod restarts"),
    "workloads[].service_account.statements[].effect": always(IN_PLACE, "its role changes; no pod restarts"),
    "workloads[].service_account.statements[].conditions": always(IN_PLACE, "its role changes; no pod restarts"),
    "workloads[].run_as": _pod(),
    "workloads[].run_as.user": _pod(),
    "workloads[].run_as.group": _pod(),
    "workloads[].env_from_secrets": _kept_by_jobs(),
    "workloads[].image_pull_secrets": _kept_by_jobs(),
    "workloads[].probes": _PROBE,
    "workloads[].probes.startup": _PROBE,
    "workloads[].probes.startup.path": _PROBE,
    "workloads[].probes.startup.command": _PROBE,
    "workloads[].probes.startup.port": _PROBE,
    "workloads[].probes.startup.within": _PROBE,
    "workloads[].probes.readiness": _PROBE,
    "workloads[].probes.readiness.path": _PROBE,
    "workloads[].probes.readiness.command": _PROBE,
    "workloads[].probes.readiness.port": _PROBE,
    "workloads[].probes.readiness.every": _PROBE,
    "workloads[].probes.readiness.timeout": _PROBE,
    "workloads[].probes.readiness.failures": _PROBE,
    "workloads[].probes.liveness": _PROBE,
    "workloads[].probes.liveness.path": _PROBE,
    "workloads[].probes.liveness.command": _PROBE,
    "workloads[].probes.liveness.port": _PROBE,
    "workloads[].probes.liveness.every": _PROBE,
    "workloads[].probes.liveness.timeout": _PROBE,
    "workloads[].probes.liveness.failures": _PROBE,
    "workloads[].drain": _pod(),
    "workloads[].termination_grace": _pod(),
    "workloads[].surge": always(IN_PLACE, "it applies to later updates"),
    "workloads[].max_unavailable": entries(CREATES, IN_PLACE, DELETES, "it applies to later updates and drains"),
    "workloads[].scaling": entries(
        CREATES, IN_PLACE, DELETES, "a HorizontalPodAutoscaler; without one Terraform sets `replicas` again"
    ),
    "workloads[].scaling.min": always(IN_PLACE),
    "workloads[].scaling.max": changed(IN_PLACE),
    "workloads[].scaling.metrics": entries(
        CREATES, IN_PLACE, DELETES, "the HorizontalPodAutoscaler changes; running pods stay"
    ),
    "workloads[].scaling.metrics[].cpu_percent": always(IN_PLACE),
    "workloads[].scaling.metrics[].memory_percent": always(IN_PLACE),
    "workloads[].scaling.metrics[].pods": always(IN_PLACE),
    "workloads[].scaling.metrics[].external": always(IN_PLACE),
    "workloads[].scaling.metrics[].average": always(IN_PLACE),
    "workloads[].scaling.metrics[].selector": always(IN_PLACE),
    "workloads[].scaling.scale_down_after": always(IN_PLACE),
    "workloads[].expose": always(IN_PLACE, "the Service changes; its load balancer is created or deleted"),
    "workloads[].expose.kind": changed(DELETES, "one load balancer is deleted and another created"),
    "workloads[].expose.scheme": always(IN_PLACE, "the controller replaces the load balancer"),
    **{
        f"workloads[].expose.{field}": always(IN_PLACE, "the controller changes the load balancer")
        for field in (
            *("host", "path", "port", "tls", "tls.certificate_arns", "tls.policy", "health_path", "idle_timeout"),
            *("allow_cidrs", "subnets"),
        )
    },
    "workloads[].expose.group": always(IN_PLACE, "the workload moves to another load balancer"),
    "workloads[].preserve_client_ip": always(IN_PLACE, "it is an annotation of the Service; AWS keeps the last value"),
    "workloads[].efa": _pod("the pod gets EFA interfaces and huge pages of the node"),
    "workloads[].evictable": _kept_by_jobs("it is an annotation of the pod"),
    "workloads[].priority": _pod(),
    "workloads[].queue": always(REPLACED, "Kueue refuses to change the queue of running pods").when(
        CRON_JOB, _NEXT_RUN
    ),
    **{f"workloads[].{field}": _pod() for field in (*_ANY_CONTAINER, "cpu_limit", "memory_limit")},
    **{
        f"workloads[].{containers}{part}": _pod()
        for containers in ("containers", "init_containers")
        for part in ("", *(f"[].{field}" for field in (*_OTHER_CONTAINER, *_ANY_CONTAINER)))
    },
    "workloads[].image_pull_policy": _kept_when_unset("a value that is removed stays: write the default instead"),
    "workloads[].host_network": _pod(),
    "workloads[].runtime_class": _pod(),
    "workloads[].labels": _pod(),
    "workloads[].annotations": _kept_by_jobs(),
    "workloads[].pre_stop": _pod(),
    "workloads[].service_ports": always(IN_PLACE, "the Service changes"),
    "workloads[].service_ports[].port": changed(IN_PLACE, "the Service changes"),
    "workloads[].service_ports[].target": changed(IN_PLACE, "the Service changes"),
    "workloads[].service_ports[].name": always(IN_PLACE, "the Service changes"),
    "workloads[].volumes[].config_map": _pod(),
    "workloads[].volumes[].existing_claim": _pod(),
    "workloads[].volumes[].host_path": _pod(),
}
