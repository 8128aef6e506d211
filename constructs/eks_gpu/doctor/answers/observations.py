"""Observations: everything that the gathered answers show about a cluster, and the answers that are missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from eks_gpu.doctor.answers import amazon, kubernetes
from eks_gpu.doctor.answers.ages import seconds_ago
from eks_gpu.doctor.answers.implied import implied_pods
from eks_gpu.doctor.signatures import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eks_gpu.doctor.answers.lenient import Answer
    from eks_gpu.doctor.signatures import Match

Model = TypeVar("Model", bound="Answer")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log.

    Attributes:
        of: Its source: ``autoscaler``, ``device-plugin``, ``node`` (kubelet and what starts it) or ``pod`` (all
            others).
        text: The line, without its prefix.
        file: Name of the file that contains the line.
    """

    of: str
    text: str
    file: str = ""


@dataclass(frozen=True)
class Observations:
    """Everything that the answers show of a cluster.

    Attributes:
        answers: Models by the name of their kind. A missing kind was not gathered; an empty one has no objects.
        logs: Lines of logs, in their order.
        read: Where it comes from: names of files or commands.
        unread: Files that could not be used, with the reason.
        server: The address that kubectl connects to, if it was gathered.
        listed: Kinds of which a list was seen, and not only some objects.
        said: Places where a signature fits a text, or an object that no model is about.
        beside: Pastes in which branches of signatures find their evidence.
        whole: The names in `read` whose text was complete and says something about the cluster. Without any, a report
            without findings means nothing.
    """

    answers: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    logs: tuple[Line, ...] = ()
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    server: str = ""
    listed: frozenset[str] = frozenset()
    whole: tuple[str, ...] = ()
    said: tuple[Match, ...] = ()
    beside: Evidence = field(default_factory=Evidence)

    def knows(self, *kinds: str) -> bool:
        """Whether all of these kinds were gathered."""
        return all(kind in self.answers for kind in kinds)

    def _all(self, model: type[Model], kind: str) -> tuple[Model, ...]:
        return tuple(one for one in self.answers.get(kind, ()) if isinstance(one, model))

    @cached_property
    def nodes(self) -> tuple[kubernetes.Node, ...]:
        """Nodes."""
        return self._all(kubernetes.Node, "Node")

    @cached_property
    def pods(self) -> tuple[kubernetes.Pod, ...]:
        """Pods of all namespaces; if none were gathered, those that events mention."""
        return self._all(kubernetes.Pod, "Pod") if self.knows("Pod") else tuple(implied_pods(self.events))

    @cached_property
    def pods_named(self) -> dict[str, tuple[kubernetes.Pod, ...]]:
        """Pods by their name, which several namespaces can use."""
        return _by(self.pods, lambda pod: pod.name)

    @cached_property
    def pods_on(self) -> dict[str, tuple[kubernetes.Pod, ...]]:
        """Pods by the name of their node; those without one under an empty name."""
        return _by(self.pods, lambda pod: pod.spec.node)

    @cached_property
    def nodes_of_owner(self) -> dict[str, frozenset[str]]:
        """Names of the nodes on which pods of an owner run, by the owner's name."""
        running = (pod for pod in self.pods if pod.metadata.owners and not pod.over)
        mine = _by(running, lambda pod: pod.metadata.owners[0].name)
        return {name: frozenset(pod.spec.node for pod in pods) for name, pods in mine.items()}

    @cached_property
    def nodes_named(self) -> dict[str, tuple[kubernetes.Node, ...]]:
        """Nodes by their name."""
        return _by(self.nodes, lambda node: node.name)

    @cached_property
    def events(self) -> tuple[kubernetes.Event, ...]:
        """Events, oldest first as far as their times are known."""
        return tuple(sorted(self._all(kubernetes.Event, "Event"), key=lambda event: event.at))

    def events_about(self, name: str) -> tuple[kubernetes.Event, ...]:
        """Events about objects of this name, of any kind and namespace, oldest first."""
        return self._events_by_name.get(name, ())

    @cached_property
    def _events_by_name(self) -> dict[str, tuple[kubernetes.Event, ...]]:
        return _by(self.events, lambda event: event.about.name)

    @cached_property
    def daemon_sets(self) -> tuple[kubernetes.Controller, ...]:
        """DaemonSets."""
        return self._all(kubernetes.Controller, "DaemonSet")

    @cached_property
    def deployments(self) -> tuple[kubernetes.Controller, ...]:
        """Deployments."""
        return self._all(kubernetes.Controller, "Deployment")

    @cached_property
    def stateful_sets(self) -> tuple[kubernetes.Controller, ...]:
        """StatefulSets."""
        return self._all(kubernetes.Controller, "StatefulSet")

    @cached_property
    def claims(self) -> tuple[kubernetes.Claim, ...]:
        """PersistentVolumeClaims."""
        return self._all(kubernetes.Claim, "PersistentVolumeClaim")

    @cached_property
    def jobs(self) -> tuple[kubernetes.Job, ...]:
        """Jobs."""
        return self._all(kubernetes.Job, "Job")

    @cached_property
    def config_maps(self) -> tuple[kubernetes.ConfigMap, ...]:
        """ConfigMaps of the autoscaler."""
        return self._all(kubernetes.ConfigMap, "ConfigMap")

    @cached_property
    def cluster_roles(self) -> tuple[kubernetes.Role, ...]:
        """ClusterRoles."""
        return self._all(kubernetes.Role, "ClusterRole")

    @cached_property
    def queued(self) -> tuple[kubernetes.QueuedWork, ...]:
        """Work in Kueue's queues."""
        return self._all(kubernetes.QueuedWork, "Workload")

    @cached_property
    def cluster_queues(self) -> tuple[kubernetes.ClusterQueue, ...]:
        """Kueue's queues."""
        return self._all(kubernetes.ClusterQueue, "ClusterQueue")

    @cached_property
    def clusters(self) -> tuple[amazon.Cluster, ...]:
        """EKS clusters; one, unless answers were mixed up."""
        return self._all(amazon.Cluster, "Cluster")

    @cached_property
    def addons(self) -> tuple[amazon.Addon, ...]:
        """Add-ons."""
        return self._all(amazon.Addon, "Addon")

    @cached_property
    def node_groups(self) -> tuple[amazon.NodeGroup, ...]:
        """EKS node groups."""
        return self._all(amazon.NodeGroup, "NodeGroup")

    @cached_property
    def updates(self) -> tuple[amazon.Update, ...]:
        """Updates of node groups, oldest first."""
        return tuple(sorted(self._all(amazon.Update, "Update"), key=lambda update: update.created))

    @cached_property
    def access_entries(self) -> tuple[amazon.AccessEntry, ...]:
        """Access entries."""
        return self._all(amazon.AccessEntry, "AccessEntry")

    @cached_property
    def budgets(self) -> tuple[kubernetes.Budget, ...]:
        """PodDisruptionBudgets."""
        return self._all(kubernetes.Budget, "PodDisruptionBudget")

    def provisioning(self, *kinds: str) -> tuple[kubernetes.Provisioning, ...]:
        """Objects of Karpenter or Auto Mode of these kinds, such as NodePools."""
        return tuple(one for kind in kinds for one in self._all(kubernetes.Provisioning, kind))

    @cached_property
    def auto_scaling_groups(self) -> tuple[amazon.AutoScalingGroup, ...]:
        """Auto Scaling groups."""
        return self._all(amazon.AutoScalingGroup, "AutoScalingGroup")

    @cached_property
    def activities(self) -> tuple[amazon.Activity, ...]:
        """Scaling activities, newest first."""
        found = self._all(amazon.Activity, "Activity")
        return tuple(sorted(found, key=lambda activity: activity.start, reverse=True))

    @cached_property
    def quotas(self) -> tuple[amazon.QuotaValue, ...]:
        """EC2's quotas."""
        return self._all(amazon.QuotaValue, "Quota")

    @cached_property
    def associations(self) -> tuple[amazon.Association, ...]:
        """Pod Identity associations."""
        return self._all(amazon.Association, "Association")

    @cached_property
    def role_policies(self) -> tuple[amazon.RolePolicy, ...]:
        """Policies of roles."""
        return self._all(amazon.RolePolicy, "RolePolicy")

    @cached_property
    def subnets(self) -> tuple[amazon.Subnet, ...]:
        """Subnets of the cluster's VPC."""
        return self._all(amazon.Subnet, "Subnet")

    @cached_property
    def templates(self) -> tuple[amazon.TemplateVersion, ...]:
        """Versions of the launch templates that node groups use."""
        return self._all(amazon.TemplateVersion, "TemplateVersion")

    def log(self, of: str) -> Iterator[str]:
        """Lines of one log, newest first."""
        return (line.text for line in reversed(self.logs) if line.of == of)

    @cached_property
    def now(self) -> datetime | None:
        """The newest time in any answer, which is the best estimate of the time of gathering."""
        return max(filter(None, map(moment, set(self._times()))), default=None)

    def _times(self) -> Iterator[str]:
        for node in self.nodes:
            yield node.metadata.creation
            yield from (text for condition in node.status.conditions for text in (condition.since, condition.heartbeat))
        for pod in self.pods:
            yield pod.metadata.creation
            yield from (condition.since for condition in pod.status.conditions)
            yield from (one.finished for one in filter(None, (status.ended for status in pod.statuses)))
        yield from (event.at for event in self.events)
        yield from (activity.start for activity in self.activities)

    def minutes_since(self, text: str) -> float | None:
        """Minutes from a moment to the latest one; None if either is not known."""
        age = seconds_ago(text)
        if age is not None:
            return age / 60
        then = moment(text)
        return None if then is None or self.now is None else (self.now - then).total_seconds() / 60


def _by(found: Iterable[Model], key: Callable[[Model], str]) -> dict[str, tuple[Model, ...]]:
    """Models by a name: a search for each of 50,000 pods would look at all the others each time."""
    lists: dict[str, list[Model]] = {}
    for one in found:
        lists.setdefault(key(one), []).append(one)
    return {name: tuple(mine) for name, mine in lists.items()}


def moment(text: str) -> datetime | None:
    """A time as Kubernetes, AWS or the autoscaler write it."""
    if "," in text[:5]:
        # `kubectl describe` writes `Sun, 20 Sep 2026 01:10:11 +0000`.
        try:
            return datetime.strptime(text.strip(), "%a, %d %b %Y %H:%M:%S %z")
        except ValueError:
            return None
    # The autoscaler's Go writes `2023-12-20 10:52:04.558615784 +0000 UTC`: nine digits are too many for Python.
    words = text.strip().split(" m=")[0].removesuffix(" UTC")
    head, dot, tail = words.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    shortened = f"{head}.{tail[: min(digits, 6)]}{tail[digits:]}" if dot else words
    try:
        found = datetime.fromisoformat(shortened.replace(" +0000", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
