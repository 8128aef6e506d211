"""Logs: whose they are, by their own words; of what pods print only lines that are known are kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from eks_gpu.doctor.answers.forms.tables import event
from eks_gpu.doctor.answers.observations import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AUTOSCALER, PLUGIN, NODE, POD = "autoscaler", "device-plugin", "node", "pod"
_AUTOSCALER = re.compile(
    r"(?:static_autoscaler|orchestrator|executor|scale_up|aws_manager|auto_scaling_groups|aws_wrapper|clusterstate|klogx|"
    r"managed_nodegroup_cache|aws_cloud_provider|skipped_reasons|compare_nodegroups|eligibility)\.go|cluster-autoscaler"
)
_PLUGIN = re.compile(
    r"NVIDIA Device Plugin|Retr(?:ie|ei)ving plugins|Loading NVML|Registered device plugin for|"
    r"Incompatible (?:platform|strategy) detected|'nvidia\.com/\S+' device marked|XidCriticalError|"
    r"(?:docker default runtime to|NVIDIA Container Toolkit\?)|migEnabled|error (?:starting|getting) plugins"
)
_NODE = re.compile(
    r"\b(?:kubelet|nodeadm|cloud-init|containerd|systemd)\[\d+\]|NVRM: (?:Xid|API mismatch)|kubelet_node_status\.go"
)
_KLOG = re.compile(r"^(?:\[pod/\S+\] *)?(?:\S+Z )?[IWEF]\d{4} \d\d:\d\d:\d\d", re.MULTILINE)
_DATED = re.compile(r"^(?:\[pod/\S+\] *)?\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d", re.MULTILINE)
_JSON_LINE = re.compile(r'^(?:\[pod/\S+\] *)?(?:\S+Z )?\{.*"(?:msg|message)":.*\}$', re.MULTILINE)
# Not a log, whatever lines of one it quotes.
_ANSWER = re.compile(
    r"^\s*\"?(?:kind|apiVersion|nodegroup|AutoScalingGroups|Activities|Quotas?|addon|items)\"?:|^Name: +\S|"
    r"^(?:NAMESPACE|NAME|LAST SEEN) +[A-Z]",
    re.MULTILINE,
)
# Output of programs about a fault of the GPU, its driver, its memory or their own build.
WORDS_OF_PODS = re.compile(
    r"CUDA error|CUDA out of memory|CUDA_ERROR|cudaError|no kernel image|CUDA driver version is insufficient|"
    r"OutOfMemoryError|NVML|nvidia-container-cli|no CUDA-capable device|NCCL (?:error|WARN)|ncclSystemError|"
    r"ncclUnhandledCudaError|No available memory for the cache blocks|No CUDA GPUs are available|libcuda\.so|"
    r"Found no NVIDIA driver|\bXid\b|exec format error|unable to allocate shared memory|Bus error|"
    r"NVIDIA-SMI has failed|No devices were found|driver/library version mismatch"
)


def whose(name: str, text: str) -> str:
    """The program that wrote the log; empty if the text is not a log."""
    lowered = name.lower()
    if _ANSWER.search(text):
        return ""
    is_log = bool(_KLOG.search(text) or _DATED.search(text) or _JSON_LINE.search(text))
    named_log = "log" in re.split(r"[^a-z]+", lowered) or "logs" in re.split(r"[^a-z]+", lowered)
    if _NODE.search(text):
        return NODE
    if not is_log and not named_log:
        return POD if WORDS_OF_PODS.search(text) else ""
    if "autoscaler" in lowered or _AUTOSCALER.search(text):
        return AUTOSCALER
    if "device-plugin" in lowered or "nvdp" in lowered or _PLUGIN.search(text):
        return PLUGIN
    return POD if WORDS_OF_PODS.search(text) else ""


def lines(name: str, text: str) -> list[Line]:
    """Lines of a log, where it is one."""
    of = whose(name, text)
    if not of:
        return []
    kept = (line.strip() for line in text.splitlines() if line.strip())
    if of in {NODE, POD}:
        # The output of users' programs is private, so no other line of it is kept.
        kept = (line for line in kept if of == NODE or WORDS_OF_PODS.search(line))
    return [Line(of, _message(line), name) for line in kept]


def _message(line: str) -> str:
    """A line as people read it: quotes without the backslash of Go, JSON as its words."""
    start = line.find("{")
    if _JSON_LINE.match(line):
        try:
            record = json.loads(line[start:])
        except (ValueError, RecursionError):
            return line
        if isinstance(record, dict):
            return line[:start] + " ".join(_fields(record))
    return line.replace('\\"', '"')


def _fields(record: dict[str, object]) -> Iterator[str]:
    """The caller and the message first, then what belongs to them."""
    first = ("ts", "caller", "level", "msg", "message", "err", "error")
    for key in (*first, *(key for key in record if key not in first)):
        if key in record and isinstance(record[key], str | int | float):
            yield str(record[key]) if key in {"caller", "msg", "message", "err", "error"} else f"{key}={record[key]}"


# Log lines of the autoscaler about an event that it creates, and about a group that a pod does not fit
# (orchestrator.go, and scale_up.go before 1.26).
_EVENT = re.compile(
    r"Event\(v1\.ObjectReference\{Kind:\"(\w+)\", Namespace:\"([^\"]*)\", Name:\"([^\"]+)\".*?\}\): "
    r"type: '\w+' reason: '(\w+)' (.*)"
)
_NO_FIT = re.compile(
    r"Pod (\S+?)/(\S+) can't be scheduled on \S+, predicate checking error: ([^;]+)|"
    r"cannot put (\S+?)/(\S+) on \S+?, reason: ([^;]+)"
)


def events_in(log: Iterable[Line]) -> Iterator[dict[str, object]]:
    """Events that the autoscaler's log mentions, in case they were not gathered.

    Args:
        log: Lines, oldest first.
    """
    reasons: dict[tuple[str, str], dict[str, int]] = {}
    for number, line in enumerate(log):
        if line.of != AUTOSCALER:
            continue
        found, misfit = _EVENT.search(line.text), _NO_FIT.search(line.text)
        if found:
            yield event(found[1], found[3], found[2], found[4], found[5], f"line {number:09}")
        elif misfit:
            namespace, name, why = (group for group in misfit.groups() if group)
            message = reasons.setdefault((namespace, name), {})
            message[why.strip()] = message.get(why.strip(), 0) + 1
    for (namespace, name), message in reasons.items():
        text = ", ".join(f"1 {why}" for why in message)
        yield event(
            "Pod", name, namespace, "NotTriggerScaleUp", f"pod didn't trigger scale-up: {text}", "line 000000000"
        )
