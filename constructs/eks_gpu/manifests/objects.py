"""Objects of Kubernetes with their place, and what is wrong with documents that hold none."""

from __future__ import annotations

import os
import re
from dataclasses import field
from itertools import chain
from typing import TYPE_CHECKING

from eks_gpu.manifests.reading.documents import Broken, Reader
from eks_gpu.manifests.reading.inputs import STDIN_NAME, Unreadable, read_inputs
from eks_gpu.manifests.reading.located import Fields, Items
from eks_gpu.manifests.reading.parts import fields, labels, mappings, text
from eks_gpu.manifests.table import without_pods
from eks_gpu.on_first_use import dataclass
from eks_gpu.problem import Position, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eks_gpu.manifests.reading.documents import Document
    from eks_gpu.manifests.reading.inputs import Text

# Actions of Go templates as charts write them. Argo and Prometheus have braces of their own: `{{inputs.x}}`.
_ACTION = re.compile(
    r"\{\{-?\s*(?:[.$]|/\*|(?:if|else|end|range|with|define|block|include|template|toYaml|tpl|required|default|printf|quote)\b)"
)
_NAME = re.compile(r"""^(?:metadata:[ \t]*\n(?:[ \t].*\n|\n|#.*\n)*?)[ \t]+name:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
_NAMESPACE = re.compile(
    r"""^(?:metadata:[ \t]*\n(?:[ \t].*\n|\n|#.*\n)*?)[ \t]+namespace:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE
)
_VERSION = re.compile(r"""^apiVersion:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
# The largest number for one file; more say nothing that the first do not.
_MOST_PROBLEMS = 25
RENDER = "render it first: helm template NAME CHART | eks-gpu check FILE --manifests -"


@dataclass(frozen=True, eq=False)
class Object:
    """An object of a manifest.

    Attributes:
        version: Its apiVersion.
        kind: Its kind.
        name: Its name, or the prefix that a name is made of.
        namespace: Its namespace; empty if it names none.
        content: All of it; empty if its kind makes no pods.
        file: The file, as the user named it.
        line: The line that it begins in.
    """

    version: str
    kind: str
    name: str
    namespace: str
    content: Fields
    file: str
    line: int

    @property
    def group(self) -> str:
        """API group; empty for Kubernetes' own core."""
        return self.version.rpartition("/")[0]

    @property
    def title(self) -> str:
        """Kind, namespace and name, as a path: ``Deployment/serving/vllm``."""
        return "/".join(filter(None, (self.kind, self.namespace, self.name)))

    def position(self, inner: Fields | None = None, key: str = "") -> Position:
        """The place of a part of it; of the object, without one."""
        return inner.position(key) if inner is not None and inner.line else Position(self.line, 1)


@dataclass
class Objects:
    """Everything that was read.

    Attributes:
        objects: All objects, in the order of the files.
        problems: Documents and files that could not be read, and why.
        documents: Documents that were read.
    """

    objects: list[Object] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    documents: int = 0


def read_objects(paths: Sequence[str], names: Sequence[str] | None = None, texts: Sequence[Text] = ()) -> Objects:
    """All objects of these files, folders and standard input.

    Args:
        paths: Files and folders; ``-`` is standard input.
        names: Their names in messages; default: as they are written.
        texts: Content of files that have been read already.
    """
    found = Objects()
    reader = Reader(without_pods().__contains__)
    charts: set[str] = set()
    for source in chain(read_inputs(paths, names), texts):
        if isinstance(source, Unreadable):
            message = f"cannot read the manifests: {source.reason}"
            found.problems.append(Problem("manifest-unreadable", "error", "", message, source.fix, source.file))
            continue
        if chart := _chart_of(source, charts):
            if chart not in charts:
                charts.add(chart)
                found.problems.append(_is_chart(chart))
            continue
        _add(found, source, reader)
    return found


def _chart_of(source: Text, known: set[str]) -> str:
    """The folder of the chart that a file found in a folder belongs to; empty if there is none."""
    if not source.found:
        return ""
    folder = os.path.dirname(source.file)  # noqa: PTH120 - a name
    if os.path.basename(source.file) in {"Chart.yaml", "Chart.yml"}:  # noqa: PTH119 - a name
        return folder or "."
    return next((one for one in known if source.file.startswith(f"{one}{os.sep}") or one == "."), "")


def _is_chart(folder: str) -> Problem:
    message = "the folder is a chart: its files become manifests when Helm renders them"
    fix = f"helm template NAME {folder} | eks-gpu check FILE --manifests -"
    return Problem("manifest-template", "error", "", message, fix, folder)


def _add(found: Objects, source: Text, reader: Reader) -> None:
    problems: list[Problem] = []
    documents = 0
    for document in reader.documents(source.text):
        documents += 1
        if isinstance(document, Broken):
            problems.append(_broken(document, source))
            continue
        found.objects += _objects(document, source, problems)
    if not documents:
        problems += _empty(source)
    found.documents += documents
    found.problems += problems[:_MOST_PROBLEMS]
    if len(problems) > _MOST_PROBLEMS:
        message = f"{len(problems) - _MOST_PROBLEMS:,} more documents of the file cannot be read"
        found.problems.append(_problem("manifest-shape", source.file, 1, message, "check that it is the right file"))


def _objects(document: Document, source: Text, problems: list[Problem]) -> Iterator[Object]:
    if not document.parsed:
        skipped = _skipped(document, source.file)
        if skipped.name.startswith("{{"):
            problems.append(_template(skipped.line, source))
            return
        yield skipped
        return
    if document.value is None:
        return
    values = document.value if isinstance(document.value, Items) else [document.value]
    for value in values:
        if not isinstance(value, Fields):
            problems.append(_shape(document.line, document.text, source))
            return
        yield from _expanded(value, source, document.text, problems)


def _expanded(value: Fields, source: Text, content: str, problems: list[Problem]) -> Iterator[Object]:
    """An object, or those of a list."""
    kind = text(value, "kind")
    if kind.endswith("List") and isinstance(value.get("items"), Items | None) and "spec" not in value:
        for item in mappings(value, "items"):
            # Items of a typed list, such as PodList, need not repeat its kind.
            if not text(item, "kind"):
                item.put("kind", kind.removesuffix("List"), item.line)
                item.put("apiVersion", text(value, "apiVersion"), item.line)
            yield from _expanded(item, source, content, problems)
        return
    if not kind or not text(value, "apiVersion"):
        problems.append(_shape(value.line, content, source, value))
        return
    about = fields(value, "metadata")
    name = text(about, "name") or text(about, "generateName")
    if "{{" in name and _ACTION.search(name):
        problems.append(_template(value.line, source))
        return
    yield Object(
        text(value, "apiVersion"),
        kind,
        name,
        text(about, "namespace"),
        value,
        source.file,
        value.lines.get("apiVersion", value.line),
    )


def _skipped(document: Document, file: str) -> Object:
    """An object that is no more than its name."""
    named, space, version = (pattern.search(document.text) for pattern in (_NAME, _NAMESPACE, _VERSION))
    line = document.line + (document.text.count("\n", 0, version.start()) if version else 0)
    return Object(
        version[1] if version else "",
        document.kind,
        named[1] if named else "",
        space[1] if space else "",
        Fields(line),
        file,
        line,
    )


def _broken(document: Broken, source: Text) -> Problem:
    if action := _ACTION.search(document.text):
        return _template(document.start + document.text.count("\n", 0, action.start()), source)
    if document.last and document.line >= source.text.rstrip("\n").count("\n") + 1:
        message = f"the file ends in the middle of a document, or is not YAML: {document.reason}"
        fix = "write the whole file again, and look at its last lines"
        return _problem("manifest-syntax", source.file, document.line, message, fix)
    message = f"this is not valid YAML: {document.reason}"
    return _problem("manifest-syntax", source.file, document.line, message, "fix the line, or the one above it")


def _template(line: int, source: Text) -> Problem:
    message = "this is still a template of Helm's, not a manifest"
    return _problem("manifest-template", source.file, line, message, RENDER)


_OTHERS = {
    "services": "it looks like a file of Docker Compose",
    "AWSTemplateFormatVersion": "it looks like a template of CloudFormation",
    "repositories": "it looks like a file of helmfile",
    "image": "it looks like the values of a chart",
    "replicaCount": "it looks like the values of a chart",
    "gpu_node_groups": "it looks like a cluster file of eks-gpu",
}


def _shape(line: int, content: str, source: Text, value: Fields | None = None) -> Problem:
    known = value or Fields(line)
    looks = next((words for key, words in _OTHERS.items() if key in known), "")
    if (
        known
        and "resources" in known
        and set(known) <= {"resources", "namespace", "patches", "images", "apiVersion", "kind"}
    ):
        looks = "it looks like a kustomization"
    if _ACTION.search(content):
        return _template(line, source)
    keys = [key for key in ("apiVersion", "kind") if not known.get(key)]
    missing = f"{' and '.join(keys)} {'is' if len(keys) == 1 else 'are'} missing"
    message = f"this is not an object of Kubernetes: {missing}{f'; {looks}' if looks else ''}"
    return _problem("manifest-shape", source.file, line, message, "give only manifests, or leave this file out")


def _empty(source: Text) -> Iterable[Problem]:
    if source.found:
        return
    if source.file == STDIN_NAME:
        message = "nothing came on standard input; the command before the pipe may have failed"
        yield _problem("manifest-unreadable", source.file, 1, message, "run that command alone and look at its output")
    else:
        yield _problem(
            "manifest-shape", source.file, 1, "the file holds no document", "check that it is the right file"
        )


def _problem(name: str, file: str, line: int, message: str, fix: str) -> Problem:
    return Problem(name, "error", "", message, fix, file, Position(line, 1))


def labelled(one: Object) -> dict[str, str]:
    """Labels of an object."""
    return labels(one.content, "metadata.labels")
