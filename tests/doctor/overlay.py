"""A healthy cluster's answers with a fragment over them: what kubectl and AWS would answer of the changed objects.

A fragment is a stream of documents, as `kubectl get -o yaml` and the aws command print them. A Kubernetes object
replaces what it says of the object with its kind and name, or is added; a list contains all objects of its kind. An AWS
answer does the same by the names of its own; a name may be the beginning of the real one, which ends in a random part.
A document with the name of a file is that file of the folder, such as a log.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from eks_gpu.problem import Problem
from eks_gpu.spec.reading.yaml_node import read_node
from tests.doctor import healthy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doctor.healthy import Folder

Object = dict[str, Any]
# Files of the folder by the kind of their objects.
_FILES = {
    "Node": "nodes.json",
    "Pod": "pods.json",
    "Event": "events.json",
    "DaemonSet": "daemonsets.json",
    "Deployment": "deployments.json",
}
_SINGLE = {"ConfigMap": "autoscaler-status.json", "ClusterRole": "autoscaler-role.json"}
# Keys by which items of a list are recognised.
_NAMES = ("name", "type", "Key", "key", "AutoScalingGroupName")


def over(folder: Folder, fragment: str) -> Folder:
    """The folder with the fragment over it."""
    for document in documents(fragment):
        if "kind" in document:
            _kubernetes(folder, document)
        else:
            for key, value in document.items():
                _amazon(folder, key, value)
    return folder


def documents(fragment: str) -> Iterator[Object]:
    """The documents of a stream."""
    for text in fragment.split("\n---\n"):
        node = read_node(f"{text.rstrip()}\n", "")
        assert not isinstance(node, Problem), node
        yield node.plain


def _kubernetes(folder: Folder, given: Object) -> None:
    kind = given["kind"].removesuffix("List")
    if kind in _SINGLE:
        file = _SINGLE[kind]
        folder.files[file] = _merged(folder[file], given)
    elif kind not in _FILES:
        folder.files[f"{kind.lower()}.json"] = given
    elif given["kind"].endswith("List"):
        folder[_FILES[kind]]["items"] = [_object(folder, kind, item) for item in given["items"]]
    else:
        made = _object(folder, kind, given)
        items = folder.items(_FILES[kind])
        items[:] = [item for item in items if _name(item) != _name(made)] + [made]


def _object(folder: Folder, kind: str, given: Object) -> Object:
    """The object as it is now, or as a healthy larger cluster has it, with what is given over it."""
    if kind == "Event":
        name = f"{given['involvedObject']['name']}.{given['reason']}"
        return {"metadata": {"name": name}, "lastTimestamp": healthy.NOW, "type": "Warning", **given}
    known = [*folder.items(_FILES[kind]), *healthy.scaled_up(3).items(_FILES[kind])]
    was = next((item for item in known if _name(item) == given["metadata"]["name"]), {})
    made: Object = _merged(was, given)
    status = given.get("status", {})
    if kind == "Pod" and status.get("phase") == "Pending" and "containerStatuses" not in status:
        # Such a pod has no node yet.
        made["spec"].pop("nodeName", None)
        made["status"].pop("containerStatuses", None)
    return made


def _name(item: Object) -> str:
    found: str = item["metadata"]["name"]
    return found


def _amazon(folder: Folder, key: str, value: Any) -> None:
    if "." in key:
        folder.files[key] = value
    elif key == "nodegroups":
        _only(folder, value)
    elif key == "Activities":
        folder[f"{key.lower()}.json"][key] += [_activity(folder, item) for item in value]
    else:
        file = _file_of(folder, key, value)
        there = folder.files.setdefault(file, {})
        there[key] = _merged(there.get(key), value)


def _only(folder: Folder, names: list[str]) -> None:
    """Remove the node groups that are not listed, with their Auto Scaling groups."""
    for file in [file for file in folder.files if file.startswith("nodegroup-")]:
        real = folder[file]["nodegroup"]["nodegroupName"]
        if not any(real.startswith(name) for name in names):
            del folder.files[file]
    groups = folder["auto-scaling-groups.json"]["AutoScalingGroups"]
    groups[:] = [group for group in groups if any(name in group["AutoScalingGroupName"] for name in names)]


def _activity(folder: Folder, given: Object) -> Object:
    groups = folder["auto-scaling-groups.json"]["AutoScalingGroups"]
    names = [group["AutoScalingGroupName"] for group in groups]
    name = next(name for name in names if name.startswith(given["AutoScalingGroupName"]))
    return {**given, "AutoScalingGroupName": name}


def _file_of(folder: Folder, key: str, value: Any) -> str:
    """The file with this answer; a new one if there is none."""
    if key == "nodegroup":
        return next(
            file
            for file in folder.files
            if file.startswith("nodegroup-")
            and folder[file]["nodegroup"]["nodegroupName"].startswith(value["nodegroupName"])
        )
    files = (file for file, text in folder.files.items() if isinstance(text, dict) and key in text)
    return next(files, f"{key}.json")


def _merged(was: Any, given: Any) -> Any:
    """A value with another one over it: mappings by key, lists of named things by name, everything else as given."""
    if isinstance(was, dict) and isinstance(given, dict):
        return {**was, **{key: _value(key, was.get(key), value) for key, value in given.items()}}
    if isinstance(was, list) and isinstance(given, list) and was and given:
        return _merged_list(was, given)
    return copy.deepcopy(given)


def _value(key: str, was: Any, given: Any) -> Any:
    # The real name is longer.
    if isinstance(was, str) and key in {"nodegroupName", "AutoScalingGroupName"} and was.startswith(given):
        return was
    return _merged(was, given)


def _merged_list(was: list[Any], given: list[Any]) -> list[Any]:
    if not all(_known_as(item) for item in (*was, *given)):
        return copy.deepcopy(given)
    made = list(was)
    for item in given:
        place = next((index for index, one in enumerate(made) if _known_as(one).startswith(_known_as(item))), None)
        if place is None:
            made.append(copy.deepcopy(item))
        else:
            made[place] = _merged(made[place], item)
    return made


def _known_as(item: Any) -> str:
    if isinstance(item, str):
        return item.partition("=")[0] + "=" if item.startswith("--") else ""
    return next((str(item[name]) for name in _NAMES if name in item), "") if isinstance(item, dict) else ""
