"""A declaration as YAML, with the file and line of each value from another file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from eks_gpu.design.nodes.defaults import with_defaults as inherit
from eks_gpu.design.nodes.settings import node_settings
from eks_gpu.problem import Problem
from eks_gpu.spec import ClusterSpec
from eks_gpu.spec.nodes.defaults import in_defaults
from eks_gpu.spec.reading.yaml_node import read_node

if TYPE_CHECKING:
    from eks_gpu.spec import Loaded, NodesSpec

# Comments begin here, where lines leave room for them.
_COLUMN = 48
# Never folds a line.
_WIDTH = 1_000_000
_DEFAULT = "default"


def merged(loaded: Loaded, defaults: ClusterSpec | None = None) -> str:
    """A file merged with those below it.

    Args:
        loaded: The file as it was read, with or without problems.
        defaults: Its spec, if fields that no file sets are shown too.
    """
    told = with_defaults(ordered(loaded.merged.plain), sound(loaded)) if loaded.merged else {}
    text = _yaml(told if defaults is None else complete(defaults))
    node = read_node(text, "")
    # YAML that was just written can be read again; otherwise there are no notes.
    places = {} if isinstance(node, Problem) else dict(node.places())
    notes: dict[int, str] = {}
    for path, place in places.items():
        note = _note(loaded, path)
        if note and _origin(loaded, _around(path)) != _origin(loaded, path):
            notes.setdefault(place.position.line, note)
    lines = text.splitlines()
    noted = [f"{line:{_COLUMN}}  # {notes[count]}" if count in notes else line for count, line in enumerate(lines, 1)]
    return "\n".join(noted) + "\n"


def sound(loaded: Loaded) -> ClusterSpec | None:
    """The declaration of a file without problems; a repaired one may have other groups."""
    return None if loaded.problems else loaded.spec


def ordered(told: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    """Keys in the order of the reference, whichever file sets them; unknown keys last."""
    if not isinstance(told, dict):
        return told
    known = [key for key in ClusterSpec.model_fields if key in told]
    return {key: told[key] for key in (*known, *(key for key in told if key not in known))}


def complete(spec: ClusterSpec) -> dict[str, Any]:
    """A declaration with all its defaults, except fields that are unset by default."""
    found: dict[str, Any] = with_defaults(spec.model_dump(mode="json", exclude_none=True), spec)
    return found


def with_defaults(told: Any, spec: ClusterSpec | None) -> Any:  # noqa: ANN401 - whatever a file holds
    """The same with the fields of `defaults` in every group and in the system nodes, under the group's own.

    Args:
        told: The fields that are shown.
        spec: The declaration; None for a file with problems, which is shown as it is.
    """
    if spec is None or not isinstance(told, dict) or not spec.defaults.model_fields_set:
        return told
    whole, found = inherit(spec), dict(told)
    for key in ("gpu_node_groups", "node_groups"):
        if isinstance(told.get(key), list):
            groups = zip(told[key], getattr(whole, key), strict=True)
            found[key] = [_filled(one, spec, group) for one, group in groups]
    system = _filled(told.get("system_nodes", {}), spec, whole.system_nodes)
    return ordered({**found, **({"system_nodes": system} if system else {})})


def _filled(shown: Any, spec: ClusterSpec, group: NodesSpec) -> Any:  # noqa: ANN401 - whatever a file holds
    """A group with what it inherits; a field that it shows already keeps its place."""
    if not isinstance(shown, dict):
        return shown
    machine = node_settings(spec, group).model_dump(mode="json", exclude_unset=True)
    inherited = spec.defaults.model_fields_set - {"nodes"}
    fields = group.model_dump(mode="json", exclude_unset=True, include=set(inherited))
    return _laid(shown, {**fields, **({"nodes": machine} if machine else {})})


def _laid(below: Any, above: Any) -> Any:  # noqa: ANN401 - whatever a file holds
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: _laid(below.get(key), value) for key, value in above.items()}}


def _at(data: Any, key: str) -> Any:  # noqa: ANN401 - whatever a file holds
    return data.get(key) if isinstance(data, dict) else None


def _note(loaded: Loaded, path: str) -> str:
    """The place where a value is written, if that is another file."""
    places = loaded.places or {}
    place = places.get(path)
    if place is None:
        inherited = in_defaults(path)
        return "defaults" if inherited and inherited in places else _DEFAULT
    return "" if place.file == loaded.file else f"{place.file}:{place.position.line}"


def _origin(loaded: Loaded, path: str) -> str:
    """The file of a value, or the word for a default."""
    place = (loaded.places or {}).get(path)
    return place.file if place else _DEFAULT if path else loaded.file


def _around(path: str) -> str:
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def _yaml(data: Any) -> str:  # noqa: ANN401 - whatever a declaration holds
    writer = YAML()
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(_flowing(data), stream)
    return stream.getvalue()


def _flowing(value: Any) -> Any:  # noqa: ANN401 - whatever a declaration holds
    """Lists of words on one line, as people write them."""
    if isinstance(value, dict):
        return {key: _flowing(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = CommentedSeq(map(_flowing, value))
    if not any(isinstance(item, dict | list) for item in value):
        items.fa.set_flow_style()
    return items
