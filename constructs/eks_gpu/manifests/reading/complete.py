"""Any YAML, read by ruamel.yaml: for the few documents that the fast reader leaves, and for words about mistakes."""

from __future__ import annotations

import io
import re
from itertools import count
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from eks_gpu.manifests.reading.located import Fields, Items, resolved
from eks_gpu.manifests.reading.unusual import DEEPEST, UnusualError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.nodes import Node

    from eks_gpu.manifests.reading.located import Value

# Aliases of aliases can expand to billions of values.
_MOST_VALUES = 200_000
_TAG = "tag:yaml.org,2002:"
_MERGE = "<<"
# A plain scalar without a tag of its own; what it is, `resolved` says and not this library, which reads YAML 1.2.
_PLAIN = f"{_TAG}plain"


class _Resolver(VersionedResolver):
    """Leaves plain scalars to others."""

    def resolve(self, kind: object, value: object, implicit: tuple[bool, bool]) -> Tag:
        """The tag of a node that names none."""
        if kind is ScalarNode and implicit[0]:
            return Tag(suffix=_PLAIN)
        found: Tag = super().resolve(kind, value, implicit)
        return found


def read_complete(text: str, line: int) -> Value:
    """The value of a document.

    Args:
        text: The document, without the line that separates it from others.
        line: Line of its file that it begins in, counted from 1.

    Raises:
        UnusualError: It is not YAML, or too much of it; the reason is for the user.
    """
    _refuse_depth(text, line)
    # The line that separates it from what is above: in `--- |` something follows.
    parser = YAML(typ="safe", pure=True)
    parser.Resolver = _Resolver
    parser.composer.warn_double_anchors = False
    try:
        node = parser.compose(io.StringIO(text))
        return None if node is None else _Values(line).value(node, 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = (error.problem or error.context or "it is not YAML").splitlines()[0]
        raise UnusualError(line + (mark.line if mark else 0), reason, hopeless=True) from None
    except YAMLError as error:
        raise UnusualError(line, str(error).splitlines()[0], hopeless=True) from None
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise UnusualError(line, "a reader of YAML cannot make sense of it", hopeless=True) from None


def _refuse_depth(text: str, line: int) -> None:
    """Refuse what is nested deeply in brackets: the parser would take seconds to reach the limit of recursion."""
    depth = 0
    for letter in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if letter in "[{" else max(depth - 1, 0)
        if depth > DEEPEST:
            raise UnusualError(line, f"it is nested more than {DEEPEST} levels deep", hopeless=True)


class _Values:
    """Values of the nodes of a document, as many as a document can hold."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.seen: Iterator[int] = count()

    def value(self, node: Node, depth: int) -> Value:
        at = self.line + node.start_mark.line
        if depth > DEEPEST:
            raise UnusualError(at, f"it is nested more than {DEEPEST} levels deep", hopeless=True)
        if next(self.seen) > _MOST_VALUES:
            raise UnusualError(at, f"its aliases expand to more than {_MOST_VALUES:,} values", hopeless=True)
        tag = str(node.tag or "")
        if tag and not tag.startswith(_TAG):
            raise UnusualError(at, f"Kubernetes knows no tag {tag[:40]!r}", hopeless=True)
        match node:
            case MappingNode():
                return self._fields(node, depth)
            case SequenceNode():
                found = Items(at, node.start_mark.column + 1)
                for item in node.value:
                    found.put(self.value(item, depth + 1), self.line + item.start_mark.line)
                return found
            case ScalarNode():
                return self._scalar(node, tag.removeprefix(_TAG), at)
            case _:
                raise UnusualError(at, "a value is of no known form", hopeless=True)

    def _fields(self, node: MappingNode, depth: int) -> Fields:
        found = Fields(self.line + node.start_mark.line, node.start_mark.column + 1)
        merged: list[Node] = []
        for key, item in node.value:
            at = self.line + key.start_mark.line
            if not isinstance(key, ScalarNode):
                raise UnusualError(at, "a key is not a text", hopeless=True)
            if key.value == _MERGE and key.style is None:
                merged.append(item)
            elif key.value in found:
                raise UnusualError(at, f"the key {key.value[:80]!r} is written twice", hopeless=True)
            else:
                found.put(str(key.value), self.value(item, depth + 1), at)
        for item in merged:
            self._merge(found, item, depth)
        return found

    def _merge(self, found: Fields, item: Node, depth: int) -> None:
        """Keys of another mapping, or of several, that the mapping itself does not have."""
        for other in item.value if isinstance(item, SequenceNode) else [item]:
            below = self.value(other, depth + 1)
            if not isinstance(below, Fields):
                raise UnusualError(found.line, "'<<' merges something that is not a mapping", hopeless=True)
            for key, value in below.items():
                if key not in found:
                    found.put(key, value, below.lines[key])

    def _scalar(self, node: ScalarNode, tag: str, at: int) -> Value:
        text = str(node.value)
        if tag == "binary":
            raise UnusualError(at, "Kubernetes knows no tag '!!binary'", hopeless=True)
        return text if node.style is not None or tag == "str" else resolved(text)
