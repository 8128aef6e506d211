"""Synthesized stacks in the form of plans, as `terraform show -json` prints them.

A plan of the real provider has the same values; what it learns from AWS only, such as ids, is unknown there and missing
here. `tests/imports/test_recorded_plans.py` holds this form against plans that Terraform wrote.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

Document = dict[str, Any]
SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "__snapshots__" / "test_stacks"
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_SUBNET = re.compile(r"\$\{data\.terraform_remote_state\.network\.outputs\.((?:private|pod)-subnet-[a-z0-9-]+)\}")
_WHOLE = re.compile(r"\$\{([^}]*)\}")


def snapshot(cluster: str, stack: str) -> Document:
    """A synthesized stack of an example."""
    path = SNAPSHOTS / f"test_a_stack_is_as_it_was[{cluster}-{stack}].json"
    found: Document = json.loads(path.read_text(encoding="utf-8"))
    return found


def as_plan(stack: Document) -> Document:
    """The plan that creates everything of a synthesized stack."""
    return _Stack(stack).plan()


def subnet(zone: str) -> str:
    """The id of a zone's subnet."""
    return f"subnet-{sum(zone.encode()):08x}"


def _output(found: re.Match[str]) -> str:
    """The id of a subnet that the network stack has as an output."""
    return subnet(found[1].removeprefix("private-subnet-"))


class _Stack:
    def __init__(self, stack: Document) -> None:
        self.stack = stack
        self.provider = next(iter(stack.get("provider", {}).get("aws", [{}])))

    def plan(self) -> Document:
        changes = [
            self._change(kind, name, values, key)
            for kind, found in self.stack.get("resource", {}).items()
            for name, values in found.items()
            for key in self._keys(values)
        ]
        kept = {key: one for key, one in self.provider.items() if key in {"region", "allowed_account_ids"}}
        expressions: Document = {key: {"constant_value": one} for key, one in kept.items()}
        if roles := self.provider.get("assume_role"):
            expressions["assume_role"] = [{"role_arn": {"constant_value": one["role_arn"]}} for one in roles]
        return {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "resource_changes": changes,
            "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": self._remote()}}},
            "configuration": {
                "provider_config": {"aws": {"name": "aws", "expressions": expressions}},
                "root_module": {"resources": []},
            },
        }

    def _keys(self, values: Document) -> list[str | None]:
        each = values.get("for_each")
        return [*each] if isinstance(each, dict) else [None]

    def _change(self, kind: str, name: str, values: Document, key: str | None) -> Document:
        blocks = {"for_each", "lifecycle", "depends_on", "provider", "provisioner"}
        given = {field: one for field, one in values.items() if field not in blocks}
        known = {field: self._known(one, values, key) for field, one in given.items()}
        after = {field: one for field, one in known.items() if one is not None}
        unknown = {field: True for field, one in known.items() if one is None and given[field] is not None}
        if kind.startswith("aws_"):
            tags = self.provider.get("default_tags", [{}])[0].get("tags", {})
            after["tags_all"] = {**tags, **after.get("tags", {})}
        address = f"{kind}.{name}" + ("" if key is None else f'["{key}"]')
        return {
            "address": address,
            "mode": "managed",
            "type": kind,
            "name": name,
            "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown},
        }

    def _known(self, value: Any, around: Document, key: str | None) -> Any:
        """A value without what only the apply knows."""
        if isinstance(value, dict):
            found = {name: self._known(one, around, key) for name, one in value.items()}
            return {name: one for name, one in found.items() if one is not None}
        if isinstance(value, list):
            return [one for one in (self._known(one, around, key) for one in value) if one is not None]
        if not isinstance(value, str):
            return value
        if key is not None:
            value = value.replace("${each.key}", key).replace("${each.value}", str(around["for_each"][key]))
        value = _SUBNET.sub(_output, value)
        whole = _WHOLE.fullmatch(value)
        if whole and (known := self._of_other(whole[1])) is not None:
            return known
        value = re.sub(r"\$\{aws_eks_cluster\.eks_cluster\.name\}", self._cluster(), value)
        return None if _REFERENCE.search(value) else value

    def _of_other(self, reference: str) -> Any:
        """An argument of another resource that is written there; a name or a version, not what AWS makes up."""
        kind, name, field, *rest = [*reference.split("."), "", ""]
        other = self.stack["resource"].get(kind, {}).get(name, {})
        found = other.get(field) if not any(rest) else None
        return found if isinstance(found, str) and "${" not in found else None

    def _cluster(self) -> str:
        clusters = self.stack["resource"].get("aws_eks_cluster", {}).values()
        return str(next((one["name"] for one in clusters), ""))

    def _remote(self) -> list[Document]:
        text = json.dumps(self.stack)
        zones = sorted({found.strip('"}') for found in re.findall(r"outputs\.private-subnet-([a-z0-9-]+)", text)})
        outputs = {f"private-subnet-{zone}": subnet(zone) for zone in zones}
        kind = "terraform_remote_state"
        one = {"address": f"data.{kind}.network", "mode": "data", "type": kind, "name": "network"}
        return [{**one, "values": {"outputs": outputs}}] if zones else []
