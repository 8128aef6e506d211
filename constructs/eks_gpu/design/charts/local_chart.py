"""A chart of objects that are known already: nothing in it is evaluated, neither by Terraform nor by Helm.

Terraform sees only the chart's path and version. Helm evaluates templates, and this chart has one, which is the same
in every chart: it prints the lines of a file. `.Files.Lines` returns text, and a template's output is not a template
(Helm, "Accessing Files Inside Templates"). Helm's treatment of the output decides how an object is written:

- It splits the output at lines that begin with `---` (`SplitManifests`): an object is a single line.
- It reads YAML (go-yaml), which accepts JSON except for three things. Escaped halves of a character
  (`yaml_parser_scan_flow_scalar`) and keys of more than 1,024 characters (`yaml_parser_stale_simple_keys`) are errors,
  and so are some control characters that are not escaped (`yaml_parser_update_buffer`). So characters outside of the
  Basic Multilingual Plane stand as they are, and everything else that is not plain ASCII is escaped.
- It obeys annotations that begin with `helm.sh/`; a rule refuses those.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from eks_gpu.on_first_use import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eks_gpu.design.charts.documents import Plain

OBJECTS = "objects.jsonl"
CLASSES = "classes.jsonl"
_TEMPLATE = f'{{{{- range .Files.Lines "{OBJECTS}" }}}}\n---\n{{{{ . }}}}\n{{{{- end }}}}\n'
# Objects whose `spec` gets more from the release's values, by their name. `fromJson` gives data, which `toJson` prints
# on one line: no text of an object is evaluated here either.
_MERGED = f"""{{{{- range .Files.Lines "{CLASSES}" }}}}
{{{{- $object := fromJson . }}}}
{{{{- $spec := merge (dict) (index $.Values.classes $object.metadata.name) $object.spec }}}}
---
{{{{ set $object "spec" $spec | toJson }}}}
{{{{- end }}}}
"""
# Two halves of a character, as Python escapes it, and the one control character of ASCII that it leaves alone.
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")
_DELETE = "\x7f"


@dataclass(frozen=True)
class LocalChart:
    """A synthesized chart. Its text is written to files, and Terraform never reads them.

    Attributes:
        name: Name of the chart, and of its folder.
        version: `0.0.0-h` and a hash of everything in it. Terraform's plan compares path, version and values of a
            chart, and never what is in the files (terraform-provider-helm, `recomputeMetadata`), so another content
            must be another version. SemVer allows letters after the `-`, and no leading zeros in numbers.
        files: Content by path.
    """

    name: str
    version: str
    files: Mapping[str, str]


def local_chart(
    name: str, objects: Iterable[Mapping[str, Plain]], merged: Iterable[Mapping[str, Plain]] = ()
) -> LocalChart:
    """The chart of some objects; the same objects give the same bytes.

    Args:
        name: Name of the chart.
        objects: The objects.
        merged: Objects whose `spec` is completed by the value `classes.<name>` of the release, for ids that only
            Terraform knows.
    """
    content = {OBJECTS: "\n".join(map(as_line, objects)), "templates/objects.yaml": _TEMPLATE}
    if lines := "\n".join(map(as_line, merged)):
        content |= {CLASSES: lines, "templates/classes.yaml": _MERGED}
    known = sha256("\0".join([name, *(part for item in sorted(content.items()) for part in item)]).encode())
    version = f"0.0.0-h{known.hexdigest()[:16]}"
    chart = f"apiVersion: v2\nname: {name}\nversion: {version}\n"
    return LocalChart(name, version, {"Chart.yaml": chart, **content})


def as_line(value: Mapping[str, Plain]) -> str:
    """An object as one line of JSON that is YAML too."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _PAIR.sub(_joined, text).replace(_DELETE, "\\u007f")


def _joined(found: re.Match[str]) -> str:
    halves = int(found[2], 16), int(found[3], 16)
    return found[1] + chr(0x10000 + ((halves[0] - 0xD800) << 10) + (halves[1] - 0xDC00))


def stored_bytes(chart: LocalChart) -> int:
    """The size of a release's record: the chart's files in base64 and the rendered text, compressed, in base64.

    `encodeRelease` of Helm (pkg/storage/driver/util.go). The Secret encodes it once more, which does not count towards
    its limit.
    """
    files = {name: base64.b64encode(text.encode()).decode() for name, text in sorted(chart.files.items())}
    manifest = "\n".join(chart.files[name] for name in (OBJECTS, CLASSES) if name in chart.files)
    record = json.dumps({"chart": files, "manifest": manifest})
    return len(base64.b64encode(gzip.compress(record.encode(), mtime=0)))
