"""A file of a chart or of applied manifests cannot be read, or does not hold what it should.

**Why.** The content of the file becomes a part of the release. Without it, the release would lose objects or fall back
to the chart's own values.

**Fix.** Check the path: it is relative to the file that names it, and stays inside the repository. Values are keys and
values in YAML; manifests are Kubernetes objects in YAML or JSON. A file that contains `{{ … }}` outside of texts is a
template: render it first with `helm template`, or install its chart with `charts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_gpu.checks._report import error
from eks_gpu.design.charts.documents import UnreadableError, documents
from eks_gpu.design.charts.objects import read_objects
from eks_gpu.spec.reading.attached import named_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

# Cannot be ignored: the release would be built without the file.
IGNORABLE = False

BAD = """\
# things.yaml: {kind: '{{ .Values.kind }}'}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""
GOOD = """\
# things.yaml: {apiVersion: v1, kind: ConfigMap, metadata: {name: things}}
manifests:
  - name: things
    files: [things.yaml]
    apply: true
"""


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Look at every file that the declaration names."""
    for where, name in named_files(design.spec):
        file = design.files.get(where)
        if file is None or file.text is None:
            reason = file.reason if file else "no folder was given to read it from"
            message = f"cannot read {name!r}: {reason}"
            yield error(__name__, where, message, "write the path of a file, relative to the file that names it")
            continue
        line, reason = _values(file.text) if where.startswith("charts") else _objects(file.text)
        if reason:
            place = f"{name}:{line}" if line else name
            fix = f"edit {name}" if line else "write the path of another file, or remove this one"
            yield error(__name__, where, f"{place}: {reason}", fix)


def _values(text: str) -> tuple[int, str]:
    """Line and reason why a text does not hold a chart's values; an empty file holds none, and is fine."""
    try:
        found = list(documents(text))
    except UnreadableError as refusal:
        return refusal.line, str(refusal)
    if len(found) > 1:
        return found[1].line, "a file of values is one document; Helm would ignore everything after this line"
    if found and not isinstance(found[0].value, dict):
        return found[0].line, "values are keys and values"
    return 0, ""


def _objects(text: str) -> tuple[int, str]:
    found = read_objects(text)
    if found.refusal:
        return found.line, found.refusal
    nameless = next((item for item in found.objects if not item.name), None)
    if nameless:
        return nameless.line, f"this {nameless.kind} has no 'metadata.name', by which Helm would find it again"
    return 0, "" if found.objects else "the file contains no objects"
