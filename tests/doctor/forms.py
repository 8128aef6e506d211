"""Forms in which people paste: what loggers, collectors, viewers and chats make of a line or a text."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from eks_gpu.doctor.gathering.gather import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

_POD, _TIME = "serve-7c9d4f6b5-x2k9p", "2026-11-20T10:00:01"
# Loggers and collectors, by what they make of one message.
OF_LINES: dict[str, Callable[[str], str]] = {
    "klog": lambda line: f"E1120 10:00:01.123456       1 controller.go:114] {line}",
    "zap on a console": lambda line: f"{_TIME}.123Z\tERROR\tcontroller\t{line}",
    "zap in JSON": lambda line: _json(level="error", ts=1763632801.1, caller="a/b.go:12", msg=line),
    "zap in JSON, the error": lambda line: _json(level="ERROR", time=f"{_TIME}Z", message="it failed", error=line),
    "logrus": lambda line: f'time="{_TIME}Z" level=error msg={json.dumps(line)}',
    "logrus in JSON": lambda line: _json(level="error", msg=line, time=f"{_TIME}Z"),
    "slog": lambda line: f"time={_TIME}.000Z level=ERROR msg={json.dumps(line)}",
    "slog, the error": lambda line: f'time={_TIME}.000Z level=ERROR msg="reconcile" err={json.dumps(line)}',
    "slog in JSON": lambda line: _json(time=f"{_TIME}Z", level="ERROR", msg=line),
    "Go's log": lambda line: f"2026/11/20 10:00:01 {line}",
    "Ray's log": lambda line: f"2026-11-20 10:00:01,123 ERROR main.py:12 -- {line}",
    "Python's logging": lambda line: f"ERROR:root:{line}",
    "Python's logging with a time": lambda line: f"2026-11-20 10:00:01,123 - root - ERROR - {line}",
    "structlog": lambda line: f"{_TIME}Z [error    ] {line} [app] code=1",
    "structlog in JSON": lambda line: _json(event=line, level="error", timestamp=f"{_TIME}Z"),
    "uvicorn": lambda line: f"ERROR:    {line}",
    "loguru": lambda line: f"2026-11-20 10:00:01.123 | ERROR    | app.main:run:12 - {line}",
    "rich": lambda line: f"[11/20/26 10:00:01] ERROR    {line}",
    "Ray": lambda line: f"(RayWorkerWrapper pid=412, ip=10.0.3.9) {line}",
    "Ray in colour": lambda line: f"\x1b[36m(RayWorkerWrapper pid=412)\x1b[0m {line}",
    "torchrun": lambda line: f"[rank0]: {line}",
    "torchrun's default": lambda line: f"[default0]:{line}",
    "mpirun": lambda line: f"[1,3]<stderr>:{line}",
    "Spring": lambda line: f"2026-11-20 10:00:01.123 ERROR 1 --- [main] c.e.App : {line}",
    "log4j": lambda line: f"26/11/20 10:00:01 ERROR SparkContext: {line}",
    "syslog": lambda line: f"Nov 20 10:00:01 ip-10-0-3-9 app[2187]: {line}",
    "journald": lambda line: f"{_TIME}.123456+00:00 ip-10-0-3-9 app[2187]: {line}",
    "docker compose": lambda line: f"vllm-1  | {line}",
    "docker service": lambda line: f"my_service.1.x2k9p@host    | {line}",
    "stern": lambda line: f"{_POD} vllm {line}",
    "stern of all namespaces": lambda line: f"default {_POD} \u203a vllm {line}",
    "kubetail": lambda line: f"[{_POD} vllm] {line}",
    "kubectl logs --prefix": lambda line: f"[pod/{_POD}/vllm] {line}",
    "kubectl logs --timestamps": lambda line: f"{_TIME}.123456789Z {line}",
    "containerd": lambda line: f"{_TIME}.123456789Z stderr F {line}",
    "Docker's file": lambda line: _json(log=f"{line}\n", stream="stderr", time=f"{_TIME}.1Z"),
    "Fluent Bit": lambda line: _json(time=f"{_TIME}Z", _p="F", log=line, kubernetes={"pod_name": _POD}),
    "CloudWatch Insights as CSV": lambda line: f"2026-11-20 10:00:01.123,{json.dumps(line)}",
    "CloudWatch Insights as JSON": lambda line: _json(**{"@timestamp": f"{_TIME}.123", "@message": line}),
    "CloudWatch Insights as fields": lambda line: json.dumps([[{"field": "@message", "value": line}]], indent=2),
    "CloudWatch events": lambda line: json.dumps({"events": [{"timestamp": 1763632801123, "message": line}]}, indent=4),
    "Datadog": lambda line: _json(id="AQ", content={"timestamp": f"{_TIME}Z", "service": "vllm", "message": line}),
    "Loki": lambda line: _json(line=line, timestamp="1763632801123000000", fields={"pod": _POD}),
    "Elasticsearch": lambda line: _json(_index="logs", _source={"@timestamp": f"{_TIME}Z", "message": line}),
    "a cell of Jupyter": lambda line: f"{'-' * 75}\n{line}",
    "an item of a list": lambda line: f"- {line}",
    "grep -n": lambda line: f"1234:{line}",
    "code": lambda line: f"`{line}`",
    "k9s": lambda line: f"\u2502 {line} \u2502",
    "GitHub Actions": lambda line: f"{_TIME}.1234567Z {line}",
    "GitLab": lambda line: f"00:01 {line}",
}
# Viewers, editors and chats, by what they make of a text.
OF_TEXTS: dict[str, Callable[[str], str]] = {
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "typographic quotes": lambda text: text.replace("'", "\u2019"),
    "characters without a width": lambda text: text.replace(" ", " \u200b"),
    "entities of HTML": html.escape,
    "a page": lambda text: f"<pre><code>{html.escape(text)}</code></pre>",
    "a quote": lambda text: _each("> {}", text),
    "a quote of a quote": lambda text: f"On Monday, Ann wrote:\n{_each('>> {}', text)}",
    "a fence": lambda text: f"What happened:\n```\n{text.strip(chr(10))}\n```\n",
    "moved to the right": lambda text: _each("    {}", text),
    "folded away": lambda text: f"<details><summary>log</summary>\n\n```shell\n{text}\n```\n\n</details>",
    "spaces at the end": lambda text: _each("{}   ", text),
    "an empty line after each": lambda text: text.replace("\n", "\n\n"),
    "numbers": lambda text: "\n".join(f"{number:>4}  {line}" for number, line in enumerate(text.split("\n"), 1)),
    "stern": lambda text: _each(f"{_POD} vllm {{}}", text),
    "docker compose": lambda text: _each("vllm-1  | {}", text),
    "kubectl logs --prefix": lambda text: _each(f"[pod/{_POD}/vllm] {{}}", text),
    "kubectl logs --timestamps": lambda text: _each(f"{_TIME}.123456789Z {{}}", text),
    "aws logs tail": lambda text: _each(f"{_TIME}.123000+00:00 pod/serve {{}}", text),
    "containerd": lambda text: _each(f"{_TIME}.123456789Z stdout F {{}}", text),
    "Docker's file": lambda text: "\n".join(_json(log=f"{line}\n", stream="stderr") for line in text.split("\n")),
    "torchrun": lambda text: _each("[rank0]: {}", text),
    "Ray": lambda text: _each("(RayWorkerWrapper pid=412) {}", text),
    "PowerShell": lambda text: decoded(f"\ufeff{text}".encode("utf-16-le")),
    "UTF-16, big end first": lambda text: decoded(f"\ufeff{text}".encode("utf-16-be")),
    "k9s": lambda text: "\n".join(f"\u2502 {line:<150} \u2502" for line in text.split("\n")),
}


def _json(**fields: object) -> str:
    return json.dumps(fields)


def _each(form: str, text: str) -> str:
    return "\n".join(form.format(line) for line in text.split("\n"))
