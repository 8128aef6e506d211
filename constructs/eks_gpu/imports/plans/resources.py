"""The resources of plans and states: what will be there, or is there, in plain values."""

from __future__ import annotations

import re
import sys
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from eks_gpu.cluster_files import is_folder
from eks_gpu.imports.carrying import mappings
from eks_gpu.imports.imported import NotImportableError
from eks_gpu.on_first_use import dataclass
from eks_gpu.printable import printable
from eks_gpu.review import UnreadableError, plan, read, read_stream
from eks_gpu.review.plan import Secret
from eks_gpu.review.values import block

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from eks_gpu.review.document import Document
    from eks_gpu.review.plan import Change, Values

_SHOWN = "<stdin>"
_STREAM = "-"
_GONE = frozenset((("delete",), ("forget",)))
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_REGION_IN_ARN = re.compile(r"arn:aws[a-z-]*:(?:eks|ec2|kms|autoscaling):(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):")
_ZONE = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_DEEPEST_MODULE = 20
# Our node groups that are in one zone each have its name at the end.
_OUR_GROUP_IN_ZONE = re.compile(
    r"[a-z0-9-]+_(?P<zone>[a-z]{2}(?:-[a-z]+)+-\d(?:-[a-z]+-\d)?[a-z]|[a-z]+\d+-[a-z]*-?az\d+)"
)
_OUR_NAME = re.compile(r"network_private-(?P<zone>.+)")
# Outputs of our own network stack that hold the subnets.
_OUR_SUBNET = re.compile(r"private-subnet-(?P<zone>.+)")
# Tag of everything that eks-gpu makes in AWS.
OWN_TAG = "eks-gpu.io/cluster"


@dataclass(frozen=True)
class Resources:
    """All resources of some plans and states.

    Attributes:
        changes: The managed ones that are there afterwards, in the order of the files.
        data: Data sources.
        documents: The documents.
        files: The files, as the user named them.
    """

    changes: tuple[Change, ...]
    data: tuple[Change, ...] = ()
    documents: tuple[Document, ...] = ()
    files: tuple[str, ...] = field(default=())

    def of(self, *kinds: str) -> Iterator[Change]:
        """Resources of some types."""
        return (change for change in self.changes if change.kind in kinds)

    @cached_property
    def zones(self) -> dict[str, str]:
        """Zones of the subnets whose ids are known."""
        found: dict[str, str] = {}
        for change in (*self.changes, *self.data):
            zone, identity = zone_of(change), text(change.values, "id")
            if change.kind == "aws_subnet" and zone and identity:
                found[identity] = zone
            if change.kind == "terraform_remote_state":
                found |= _remote_subnets(change.values)
        for change in self.of("aws_eks_node_group"):
            named = _OUR_GROUP_IN_ZONE.fullmatch(change.name)
            subnets = change.values.get("subnet_ids")
            if named and is_ours(change) and isinstance(subnets, list) and len(subnets) == 1:
                found.setdefault(str(subnets[0]), named["zone"])
        return found

    @cached_property
    def is_ours(self) -> bool:
        """Whether eks-gpu made the cluster or the node groups."""
        return any(map(is_ours, self.of("aws_eks_cluster", "aws_eks_node_group")))

    @cached_property
    def region(self) -> str:
        """The region: of the provider, or of what lies in one; empty if nothing says it."""
        for document in self.documents:
            if named := _provider_region(document):
                return named
        for change in (*self.changes, *self.data):
            for value in change.values.values():
                found = _REGION_IN_ARN.match(value) if isinstance(value, str) else None
                if found:
                    return found["region"]
            zone = _ZONE.fullmatch(text(change.values, "availability_zone"))
            if zone:
                return zone["region"]
        return ""

    def provider(self, argument: str) -> object:
        """A constant argument of the AWS provider; None if there is none."""
        for document in self.documents:
            for expressions in _providers(document):
                found = _mapping(expressions.get(argument)).get("constant_value")
                block = expressions.get(argument)
                if found is not None or isinstance(block, list):
                    return found if found is not None else block
        return None

    def references(self, change: Change, argument: str, key: str = "") -> frozenset[str]:
        """Addresses that an argument of a resource refers to, as far as the plan's configuration says it.

        Args:
            change: The resource.
            argument: An argument or a block.
            key: The argument in the block; empty for all of it.
        """
        document = self.documents[change.plan] if change.plan < len(self.documents) else {}
        root = _mapping(_mapping(document.get("configuration")).get("root_module"))
        module = _module(root, change.module)
        found: set[str] = set()
        for one in mappings(module.get("resources") or []):
            if one.get("type") == change.kind and one.get("name") == change.name:
                expression = _mapping(one.get("expressions")).get(argument)
                inside = [block.get(key) for block in mappings(expression or [])] if key else expression
                found |= set(_references(inside))
        return frozenset(found)


def read_resources(files: Sequence[Path]) -> Resources:
    """The resources of files.

    Raises:
        UnreadableError: A file cannot be read, or is neither a plan nor a state.
        NotImportableError: Two files cannot be read together.
    """
    documents = [_document(file) for file in files]
    changes: list[Change] = []
    for number, one in enumerate(documents):
        document = one if "resource_changes" in one else {**one, "resource_changes": [*_of_state(one)]}
        prior = _mapping(document.get("prior_state"))
        changes += plan(document, str(files[number]), number).changes
        if prior:
            changes += [
                one for one in plan({"resource_changes": [*_of_state(prior)]}, "", number).changes if not one.managed
            ]
    kept = tuple(one for one in changes if one.managed and one.actions not in _GONE and not one.deposed)
    if not kept:
        names = ", ".join(printable(str(file)) for file in files)
        if any(one.managed for one in changes):
            raise NotImportableError(f"{names}: this plan destroys everything; import the state instead")
        raise NotImportableError(f"{names}: there are no resources in it")
    data = tuple(one for one in changes if not one.managed)
    return Resources(
        kept, data, tuple(documents), tuple(_SHOWN if str(file) == _STREAM else str(file) for file in files)
    )


def text(values: Mapping[str, object], key: str) -> str:
    """A text among values; empty if it is unknown, secret or something else."""
    found = values.get(key)
    return found if isinstance(found, str) else ""


def is_ours(change: Change) -> bool:
    """Whether eks-gpu made a resource."""
    tags = change.values.get("tags_all")
    return isinstance(tags, dict) and OWN_TAG in tags


def zone_of(subnet: Change) -> str:
    """The zone of a subnet; of eks-gpu's own as its file names it, which may be by id."""
    named = _OUR_NAME.fullmatch(subnet.name)
    known = [text(subnet.values, key) for key in ("availability_zone", "availability_zone_id")]
    return named["zone"] if named and named["zone"] in known else next(filter(None, known), "")


def number(values: Mapping[str, object], key: str) -> int | None:
    """A whole number among values, which some arguments hold as text."""
    found = values.get(key)
    if isinstance(found, str) and found.isdecimal() and len(found) < 10:  # noqa: PLR2004 - nothing is counted in billions
        return int(found)
    if isinstance(found, float) and found.is_integer():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def truth(value: object) -> bool:
    """Whether an argument is true, which some arguments hold as text."""
    return value is True or value == "true"


def is_there(value: object) -> bool:
    """Whether an argument says anything, even if it is a secret."""
    return isinstance(value, Secret) or value not in (None, "", [], {}, False)


def inner(values: Values, *names: str) -> Values:
    """A block within blocks."""
    for name in names:
        values = block(values, name)
    return values


def _document(file: Path) -> Document:
    if str(file) == _STREAM:
        if sys.stdin is None:
            raise UnreadableError("standard input is closed; pipe a plan into it")
        return read_stream(sys.stdin.buffer, _SHOWN, states=True)
    if is_folder(file):
        raise UnreadableError(f"{printable(str(file))} is a folder; name the file that `terraform show -json` printed")
    return read(file, states=True)


def _of_state(state: Document) -> Iterator[Document]:
    """The resources of a state in the form of a plan that changes nothing."""
    values = _mapping(state.get("values"))
    yield from _of_module(_mapping(values.get("root_module")), "", 0)


def _of_module(module: Mapping[str, object], address: str, depth: int) -> Iterator[Document]:
    for one in mappings(module.get("resources") or []):
        shadow = one.get("sensitive_values", False)
        change = {"actions": ["no-op"], "before": one.get("values"), "after": one.get("values")}
        yield {
            **{key: one.get(key) for key in ("address", "mode", "type", "name")},
            "module_address": address,
            "change": {**change, "before_sensitive": shadow, "after_sensitive": shadow},
        }
    if depth < _DEEPEST_MODULE:
        for one in mappings(module.get("child_modules") or []):
            yield from _of_module(one, str(one.get("address") or address), depth + 1)


def _remote_subnets(values: Mapping[str, object]) -> dict[str, str]:
    """Zones of the subnets that our own network stack has as outputs."""
    found = {}
    for name, value in _mapping(values.get("outputs")).items():
        ours = _OUR_SUBNET.fullmatch(name)
        if ours and isinstance(value, str):
            found[value] = ours["zone"]
    return found


def _providers(document: Document) -> Iterator[dict[str, object]]:
    """Arguments of the AWS providers without an alias."""
    providers = _mapping(_mapping(document.get("configuration")).get("provider_config"))
    for name in sorted(providers):
        one = _mapping(providers[name])
        if one.get("name", name) == "aws" and not one.get("alias"):
            yield _mapping(one.get("expressions"))


def _provider_region(document: Document) -> str:
    for expressions in _providers(document):
        expression = _mapping(expressions.get("region"))
        value = expression.get("constant_value")
        found = expression.get("references")
        for reference in found if isinstance(found, list) else []:
            kind, _, variable = str(reference).partition(".")
            if kind == "var" and value is None:
                value = _mapping(_mapping(document.get("variables")).get(variable)).get("value")
        if isinstance(value, str) and _REGION.fullmatch(value):
            return value
    return ""


def _module(root: Mapping[str, object], address: str) -> Mapping[str, object]:
    """The configuration of a module, whatever its keys of `for_each`."""
    module = root
    for name in re.sub(r"\[[^\]]*\]", "", address).split("."):
        if name and name != "module":
            calls = _mapping(module.get("module_calls"))
            module = _mapping(_mapping(calls.get(name)).get("module"))
    return module


def _references(expression: object, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST_MODULE:
        return
    if isinstance(expression, list):
        for one in expression:
            yield from _references(one, depth + 1)
    elif isinstance(expression, dict):
        named = expression.get("references")
        if isinstance(named, list):
            yield from (one for one in named if isinstance(one, str))
        for key, one in expression.items():
            if key != "references":
                yield from _references(one, depth + 1)


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
