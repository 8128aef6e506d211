"""Values of a chart, or applied manifests, contain what looks like a secret.

**Why.** Values and manifests are readable in git, and in the cluster by anyone who may read Helm's release records;
values also in the Terraform state.

**Fix.** Create a Secret outside of this file (`kubectl create secret generic …`, or an operator that reads AWS Secrets
Manager), and name it in the values: most charts have a field such as `existingSecret`. If the value has been committed,
rotate it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from eks_gpu.checks._report import warning
from eks_gpu.checks._where import charts
from eks_gpu.checks.permissions._secret_names import names_a_secret
from eks_gpu.checks.permissions._secrets import has_known_form
from eks_gpu.design.charts.documents import UnreadableError, documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eks_gpu.design import ClusterDesign
    from eks_gpu.problem import Problem

_FIX = "put it into a Kubernetes Secret and name that instead; rotate it if it was committed"
_SEEN = "anyone could read it in git, in the Terraform state and in the cluster"


def check(design: ClusterDesign) -> Iterator[Problem]:
    """Check all text that reaches a release, without ever printing a value."""
    for where, chart in charts(design.spec):
        for path in _secrets(chart.values, f"{where}.values"):
            message = f"{path.rpartition('.')[2]} looks like a secret; {_SEEN}"
            yield warning(__name__, path, message, _FIX)
        for number, name in enumerate(chart.values_files):
            at = f"{where}.values_files[{number}]"
            for path in _secrets(_plain(design, at), ""):
                yield warning(__name__, at, f"{name}: {path} looks like a secret; {_SEEN}", _FIX)
    for release in design.releases:
        for item in release.objects:
            place = f"{item.kind} {item.name}"
            if (item.group, item.kind) == ("", "Secret") and (item.plain.get("data") or item.plain.get("stringData")):
                yield warning(__name__, f"{release.where}.files", f"{place} holds its content as text; {_SEEN}", _FIX)
                continue
            for path in _secrets(item.plain, ""):
                yield warning(__name__, f"{release.where}.files", f"{place}: {path} looks like a secret; {_SEEN}", _FIX)


def _plain(design: ClusterDesign, where: str) -> object:
    file = design.files.get(where)
    try:
        return [document.value for document in documents(file.text)] if file and file.text else None
    except UnreadableError:
        return None


def _secrets(value: object, path: str) -> Iterator[str]:
    """Paths of texts that look like secrets."""
    if isinstance(value, Mapping):
        name = value.get("name")
        for key, item in value.items():
            at = f"{path}.{key}" if path else str(key)
            if isinstance(item, str):
                # An environment variable has its name next to its value.
                is_variable = key == "value" and isinstance(name, str)
                known = name if is_variable and isinstance(name, str) else _words(str(key))
                # Elsewhere, `secret` and `existingSecret` are names of Secrets.
                named = is_variable or not known.lower().endswith("secret")
                if (named and names_a_secret(known, item)) or has_known_form(item):
                    yield at
            else:
                yield from _secrets(item, at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from (
                [f"{path}[{index}]"]
                if isinstance(item, str) and has_known_form(item)
                else _secrets(item, f"{path}[{index}]")
            )


def _words(name: str) -> str:
    """`adminPassword` as the words of a variable."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
