"""The recorded plans, and reviews of them."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from eks_gpu.review import Review, parse, plan, review

PLANS = Path(__file__).parent / "plans"
NAMES = sorted(path.stem for path in PLANS.glob("*.json"))

Document = dict[str, Any]


def document(name: str) -> Document:
    """A recorded plan, to be changed at will."""
    return copy.deepcopy(_document(name))


@cache
def _document(name: str) -> Document:
    found: Document = json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def text(name: str) -> str:
    """A recorded plan as it is written."""
    return json.dumps(_document(name))


def reviewed(*documents: Document | str) -> Review:
    """A review of plans, given by their names or as documents."""
    whole = [text(document) if isinstance(document, str) else json.dumps(document) for document in documents]
    return review([plan(parse(one.encode()), f"plan-{at}.json", at) for at, one in enumerate(whole)])


def resource(kind: str, name: str, actions: list[str], **change: Any) -> Document:
    """A line of a plan, made up after Terraform's format."""
    whole = {"actions": actions, "before": None, "after": None, "after_unknown": {}} | change
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": whole}


def made_up(*resources: Document, **others: Any) -> Document:
    """A plan of such lines."""
    return {"format_version": "1.2", "resource_changes": list(resources), "applyable": True, "complete": True} | others
