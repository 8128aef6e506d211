"""Pod templates of objects, with how many pods each makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.manifests.objects import Object, labelled
from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import at, fields, iterated, joined, labels, mappings, number, text, truth
from eks_gpu.manifests.table import Kind, PodsAt
from eks_gpu.on_first_use import dataclass
from eks_gpu.scheduling.demand import PodCount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.manifests.reading.located import Value

# How deep a pod template may stand in an object of an unknown kind.
_DEEPEST = 12
_HOOK = "helm.sh/hook"


@dataclass(frozen=True)
class Template:
    """A pod template of an object.

    Attributes:
        owner: The object.
        role: The task of its pods in the object, such as ``worker``; empty if the object has one template.
        path: Path of the pod's spec in the object, for findings.
        about: Metadata of the pods.
        spec: Spec of the pods.
        count: How many.
        kind: Its kind, or what is known of it.
        claims: Claim templates, of which each pod gets its own claims.
        doubts: Facts that could not be known of it.
        runtime: The object that the template stands in, if that is another one.
    """

    owner: Object
    role: str
    path: str
    about: Fields
    spec: Fields
    count: PodCount
    kind: Kind
    claims: tuple[Fields, ...] = ()
    doubts: tuple[str, ...] = ()
    runtime: Object | None = None

    @property
    def stands_in(self) -> Object:
        """The object whose file holds the template."""
        return self.runtime or self.owner

    @property
    def name(self) -> str:
        """Name for reports: of the object, with the role."""
        return f"{self.owner.name}/{self.role}" if self.role else self.owner.name

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the pods."""
        return labels(self.about, "labels") if self.about is not self.owner.content else labelled(self.owner)

    def where(self, *keys: str) -> str:
        """A path for findings: the object, and the keys below the pod's spec."""
        return f"{self.stands_in.title}: {joined(self.path, *keys)}"


def known_templates(owner: Object, kind: Kind, content: Fields | None = None) -> Iterator[Template]:
    """The pod templates of an object of a known kind.

    Args:
        owner: The object.
        kind: The table's row about its kind.
        content: Its content, where it was rewritten into the form that the table describes.
    """
    whole = owner.content if content is None else content
    for pods in kind.pods:
        for path, key, holder in iterated(whole, pods.at):
            if isinstance(holder, Fields):
                yield from _template(owner, kind, pods, (path, key, holder), whole)


def _template(
    owner: Object, kind: Kind, pods: PodsAt, place: tuple[str, str, Fields], whole: Fields
) -> Iterator[Template]:
    path, key, holder = place
    about, spec, inner = _spec(pods, holder)
    if not mappings(spec, "containers") or (pods.only_with and not fields(holder, pods.only_with)):
        return
    most, least, doubts = _numbers(pods, holder, whole)
    one = Template(
        owner=owner,
        role=_role(pods, key, holder),
        path=joined(path, inner),
        about=about,
        spec=spec,
        count=_count(kind, spec, most, least, hook=_HOOK in labels(owner.content, "metadata.annotations")),
        kind=kind,
        claims=tuple(mappings(whole, kind.claims)) if kind.claims else (),
        doubts=doubts,
    )
    yield one


def _spec(pods: PodsAt, holder: Fields) -> tuple[Fields, Fields, str]:
    """Metadata and spec of the pods, and the path of the spec."""
    if pods.podspec:
        return fields(holder, "metadata"), fields(holder, pods.podspec), pods.podspec
    template = fields(holder, pods.template)
    return fields(template, "metadata"), fields(template, "spec"), joined(pods.template, "spec")


def _role(pods: PodsAt, key: str, holder: Fields) -> str:
    if pods.all_without and not fields(holder, pods.all_without) and not pods.name.startswith("@"):
        return ""
    if pods.name == "@":
        return key.lower()
    return text(holder, pods.name[1:]) if pods.name.startswith("@") else pods.name


def _numbers(pods: PodsAt, holder: Fields, whole: Fields) -> tuple[int, int, tuple[str, ...]]:
    """The most and the least pods, and what is not known of their number."""
    each = 1
    whole_group = bool(pods.all_without) and not fields(holder, pods.all_without)
    for path in pods.times:
        bare, _, minus = path.partition("-")
        value = number(whole, bare[1:]) if bare.startswith("/") else number(holder, bare)
        taken = 0 if whole_group else int(minus or 0)
        each *= max((1 if value is None else value) - taken, 0)
    if pods.job is not None:
        each *= _at_once(fields(holder, pods.job) if pods.job else holder)
    if pods.ray:
        return _of_ray(holder, fields(whole, pods.ray), each)
    if pods.bounds:
        least, most = (number(holder, path) for path in pods.bounds)
        low = 1 if least is None else least
        if most == 0:
            return max(low, 1), low, ("scales without an upper bound",)
        return max(low, 1 if most is None else most), low, ()
    return each, each, ()


def _at_once(job: Fields) -> int:
    """Pods of a Job that run at once: batch/v1 types.go (Parallelism, Completions), both 1 by default."""
    parallelism, completions = number(job, "parallelism"), number(job, "completions")
    if truth(job, "suspend"):
        return 0
    running = 1 if parallelism is None else parallelism
    return running if completions is None else min(running, completions)


def _of_ray(group: Fields, cluster: Fields, hosts: int) -> tuple[int, int, tuple[str, ...]]:
    """Pods of a worker group: between its bounds with Ray's autoscaler, else as many as it says.

    KubeRay's `GetWorkerGroupDesiredReplicas` (ray-operator/controllers/ray/utils/util.go): without a number it starts
    the least, which is 0 by default.
    """
    least, most = number(group, "minReplicas") or 0, number(group, "maxReplicas")
    wanted = number(group, "replicas")
    if truth(group, "suspend"):
        return 0, 0, ()
    if truth(cluster, "enableInTreeAutoscaling"):
        return (max(least, wanted or 0) if most is None else most) * hosts, least * hosts, ()
    pods = least if wanted is None else wanted
    return pods * hosts, pods * hosts, ()


def _count(kind: Kind, spec: Fields, most: int, least: int, *, hook: bool = False) -> PodCount:
    """The count of pods; those of Helm's hooks, such as tests, come and go like a job's."""
    ends = text(spec, "restartPolicy") in {"Never", "OnFailure"}
    turn = "turns" if hook else kind.turn
    # A command that ends leaves its place.
    least = 0 if ends and kind.kind == "Pod" else min(least, most)
    return PodCount(most=most, turn=turn, least=least, ends=ends or turn == "turns")


def unknown_templates(owner: Object) -> Iterator[Template]:
    """Whatever has the shape of a pod template in an object of a kind that nobody knows."""
    kind = Kind(owner.kind, "stays", ())
    for path, holder in _shaped(owner.content, "", 0):
        template = fields(holder, "spec")
        role = path.removesuffix(".template").rpartition(".")[2].removeprefix("spec")
        above = _above(owner.content, path)
        replicas = number(above, "replicas")
        doubt = (
            f"is a template of {owner.kind}, a kind that eks-gpu does not know; its number of pods was taken from the "
            "field 'replicas' next to it"
            if replicas is not None
            else f"is a template of {owner.kind}, a kind that eks-gpu does not know, so it was counted as one pod"
        )
        pods = 1 if replicas is None else replicas
        yield Template(
            owner,
            role,
            joined(path, "spec"),
            fields(holder, "metadata"),
            template,
            _count(kind, template, pods, pods),
            kind,
            (),
            (doubt,),
        )


def _shaped(value: Value, path: str, depth: int) -> Iterator[tuple[str, Fields]]:
    """Mappings with a ``spec`` that holds containers, and their paths."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Fields):
        spec = value.get("spec")
        if path and isinstance(spec, Fields) and _has_containers(spec):
            yield path, value
            return
        for key, inner in value.items():
            if key not in {"metadata", "status"} or path:
                yield from _shaped(inner, joined(path, key), depth + 1)
    elif isinstance(value, Items):
        for index, inner in enumerate(value):
            yield from _shaped(inner, f"{path}[{index}]", depth + 1)


def _has_containers(spec: Fields) -> bool:
    containers = mappings(spec, "containers")
    return bool(containers) and all("name" in one and ("image" in one or "resources" in one) for one in containers)


def _above(content: Fields, path: str) -> Value:
    """The value that holds the one at a path of `_shaped`."""
    value: Value = content
    *keys, _ = path.replace("[", ".[").split(".")
    for key in keys:
        value = value[int(key[1:-1])] if key.startswith("[") and isinstance(value, Items) else at(value, key)
    return value
