"""Texts as they arrive from terminals, collectors, chats and screenshots: no failure in them is passed over."""

from __future__ import annotations

import json
from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eks_gpu import cli
from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB."
UNKNOWN = (
    "ERROR the frobnicator failed: flux is out of range",
    "Error: creating frobnicator (gpu): flux is out of range",
    "panic: frobnicator: flux is out of range",
    "E1120 10:00:01.000000       1 flux.go:87] the frobnicator is out of flux",
    "frobnicator.errors.FluxError: out of range",
    'level=fatal msg="the frobnicator is out of flux"',
)

# Each is what some tool or person makes of a line.
WEIRD: dict[str, Callable[[str], str]] = {
    "as it is": lambda line: line,
    "a session with prompts": lambda line: f"[root@gpu-1 ~]# kubectl logs serve-1\n{line}\n[root@gpu-1 ~]# exit\n",
    "a session of zsh": lambda line: f"➜  ~ k logs serve-1 --previous\n{line}\n➜  ~\n",
    "a session of PowerShell": lambda line: f"PS C:\\ann> kubectl logs serve-1\r\n{line}\r\nPS C:\\ann>\r\n",
    "a prompt on the same line": lambda line: f"ann@box:~$ {line}\n",
    "colours": lambda line: f"\x1b[31;1m{line}\x1b[0m\x1b[K\n",
    "cursor movements": lambda line: f"\x1b[?25l\x1b[2K\x1b[1G{line}\x1b[?25h\n",
    "lines of Windows": lambda line: f"first\r\n{line}\r\nlast\r\n",
    "lines of an old Mac": lambda line: f"first\r{line}\rlast\r",
    "journald": lambda line: f"Nov 20 10:00:01 ip-10-0-1-9 python[2187]: {line}\n",
    "journald with microseconds": lambda line: f"2026-11-20T10:00:01.123456+0000 ip-10-0-1-9 python[2187]: {line}\n",
    "syslog with a priority": lambda line: f"<11>1 2026-11-20T10:00:01Z host app 2187 - - {line}\n",
    "dmesg with a time": lambda line: f"[Fri Nov 20 10:00:01 2026] {line}\n",
    "JSON of a collector": lambda line: json.dumps({"time": "10:00:01Z", "stream": "stderr", "log": line}) + "\n",
    "JSON with a message": lambda line: json.dumps({"level": "error", "ts": 1.0, "msg": line}) + "\n",
    "JSON of CloudWatch": lambda line: json.dumps(
        {"events": [{"timestamp": 1, "message": line, "ingestionTime": 2}]}, indent=2
    ),
    "docker compose": lambda line: f"serve-1  | {line}\nserve-1 exited with code 1\n",
    "kubectl --prefix": lambda line: f"[pod/serve-1/main] {line}\n",
    "stern": lambda line: f"serve-7c9d4f6b5-x2k9p main {line}\n",
    "kubectl --timestamps": lambda line: f"2026-11-20T10:00:01.123456789Z {line}\n",
    "containerd's log files": lambda line: f"2026-11-20T10:00:01.123456789Z stderr F {line}\n",
    "mpirun": lambda line: f"[1,3]<stderr>: {line}\n",
    "a rank": lambda line: f"[rank3]: {line}\n",
    "Ray": lambda line: f"\x1b[36m(RayTrainWorker pid=2187, ip=10.0.1.9)\x1b[0m {line}\n",
    "a fence of Markdown": lambda line: f"It fails:\n\n```text\n{line}\n```\n\nWhat now?\n",
    "a fence in a list": lambda line: f"1. run it\n   ```bash\n   {line}\n   ```\n",
    "a quote of a mail": lambda line: f"On Friday Ann wrote:\n> > {line}\n> yes\n",
    "a table of Markdown": lambda line: f"| pod | error |\n|---|---|\n| serve-1 | {line} |\n",
    "escapes of HTML": lambda line: f"<pre>&gt;&gt; {line.replace('>', '&gt;')} &amp; more</pre>\n",
    "a frame of Terraform": lambda line: f"╷\n│ {line}\n│\n╵\n",
    "columns of k9s": lambda line: f"│ {line:<120} │\n",
    "bold columns of a frame": lambda line: f"┏━━━━━━━━┓\n┃ {line}{' ' * 160}┃\n┗━━━━━━━━┛\n",
    "folded on a web page": lambda line: f"<details>\n<summary>log</summary>\n<pre>{line}</pre>\n</details>\n",
    "characters without a width": lambda line: line.replace(" ", " \u200b") + "\u200b\n",
    "several quoted lines": lambda line: f"> It fails:\n>\n> ```\n> {line}\n> ```\n",
    "an item of a list": lambda line: f"1. Install it\n2. Look at the log:\n\n       {line}\n\n3. Wonder\n",
    "a cell of Jupyter": lambda line: f"In [3]: train()\n---------------------\n{line}\n",
    "Slack": lambda line: f"Ann Example  10:32 AM\nreplied to a thread:\n{line}\n:eyes: 2\n",
    "an event of CloudWatch": lambda line: f"| 2026-11-20T10:00:01.123Z | {line} |\n",
    "cut off": lambda line: f"...ception in worker\n{line[:70]}\n",
    "a byte order mark": lambda line: f"\ufeff{line}\n",
    "typographic quotes": lambda line: f"“{line}”\n",
    "hard spaces": lambda line: line.replace(" ", "\u00a0") + "\n",
    "a time of Go": lambda line: f"2026/11/20 10:00:01 {line}\n",
    "an epoch": lambda line: f"1763632801.123 {line}\n",
    "GitHub Actions": lambda line: f"2026-11-20T10:00:01.1234567Z ##[error]{line}\n",
    "escaped line ends": lambda line: f'"lastState": "one\\n{line}\\ntwo"\n',
}


def pasted(text: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, ["doctor", "-", "--format", "json"], input=text.encode())
    return done.exit_code, done.stdout + done.stderr


@pytest.mark.parametrize("form", WEIRD)
def test_a_known_line_is_found_in_any_form(form: str) -> None:
    code, out = pasted(WEIRD[form](KNOWN))

    assert code == 1, out
    assert json.loads(out)["problems"][0]["id"] == "gpu-memory-full"


@pytest.mark.slow
@pytest.mark.parametrize("form", WEIRD)
@pytest.mark.parametrize("line", UNKNOWN)
def test_an_unknown_failure_is_quoted_in_any_form(line: str, form: str) -> None:
    code, out = pasted(WEIRD[form](line))

    assert code in {1, 2}
    assert "frobnicator" in out


def test_a_stack_below_a_table_of_pods_is_no_pod() -> None:
    text = (
        "NAME        READY   STATUS             RESTARTS   AGE\n"
        "web-1       0/1     CrashLoopBackOff   6          10m\n"
        "goroutine 1 [running]:\n"
        "github.com/frobnicator/errors.must({0x214df60, 0x40002e1dc0}, {0x0, 0x0, 0x0})\n"
    )

    pods = observe([(PASTED, text)]).pods

    assert [pod.name for pod in pods] == ["web-1"]


def test_a_command_in_bold_begins_another_answer() -> None:
    text = (
        "**kubectl get pods -n one**\n\nNAME    READY   STATUS   RESTARTS   AGE\nweb-1   0/1     Error    6     10m\n\n"
        "`kubectl get pods -n two`\n\nNAME    READY   STATUS   RESTARTS   AGE\nweb-2   0/1     Error    6     10m\n"
    )

    pods = observe([(PASTED, text)]).pods

    assert [pod.full_name for pod in pods] == ["one/web-1", "two/web-2"]


def test_a_reason_of_the_scheduler_counts_next_to_a_table_of_pods() -> None:
    text = (
        "NAME    READY   STATUS    RESTARTS   AGE\nweb-1   0/1     Pending   0          17m\n\n"
        "17m 2s 62 {default-scheduler } Warning FailedScheduling pod (web-1) failed to fit in any node\n"
        "fit failure summary on nodes : PodToleratesNodeTaints (1)\n"
    )

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1][0].id == "taint-not-tolerated"


def test_json_with_folded_strings_is_read() -> None:
    text = '{\n  "level": "ERROR",\n  "error": "cannot start,\n      OSError: [Errno 28] No space left on device"\n}\n'

    for paste in (text, text.replace('"level"', "level")):
        found = examine_unfiled(observe([(PASTED, paste)]), [paste])[1]

        assert found[0].id == "disk-full-in-pod"


TABLE = "NAME      READY   STATUS             RESTARTS   AGE\nserve-1   0/1     CrashLoopBackOff   6          10m\n"
OBJECT = """apiVersion: v1
kind: Pod
metadata:
  name: serve-1
status:
  phase: Pending
"""
# Surroundings of an output in which its lines no longer begin where the program began them.
AROUND: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "a quote": lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
    "a frame of k9s": lambda text: "".join(f"│ {line:<150} │\n" for line in text.splitlines()),
    "code of a web page": lambda text: f"I see this:\n\n{indent(text, '    ')}\nWhat is it?\n",
    "a fence in a list": lambda text: f"1. Look: it fails\n   ```\n{indent(text, '   ')}   ```\n2. Wonder\n",
    "times of GitHub Actions": lambda text: "".join(
        f"2026-11-20T10:00:01.1234567Z {line}\n" for line in text.splitlines()
    ),
    "prose and another fence": lambda text: (
        f"Note: the node has one GPU\n```\nCapacity:\n  nvidia.com/gpu: 1\n```\npod.yaml\n```\n{text}```\n"
        "\nHardware:\nCPU: Xeon (R) @ 2 GHz: fine\n"
    ),
}


def test_a_fence_alone_does_not_make_a_paste_healthy() -> None:
    code, out = pasted(AROUND["prose and another fence"]("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: n\n"))

    assert code == 2
    assert "only parts" in out


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", [TABLE, OBJECT], ids=["a table", "an object"])
def test_an_output_is_read_whatever_surrounds_it(text: str, around: str) -> None:
    seen = observe([(PASTED, AROUND[around](text))])

    assert [pod.name for pod in seen.pods] == ["serve-1"]
    assert seen.unread == ()


def first(text: str) -> tuple[str, str]:
    """The id of the first finding, and the line that it quotes."""
    _, found = examine_unfiled(observe([(PASTED, text)]), [text])
    return found[0].id, next(iter(found[0].seen), "")


@pytest.mark.parametrize(
    "line",
    [
        "/bin/bash: line 1: /opt/frobnicator/serve: No such file or directory",
        "bash: line 12: deepspeed: command not found",
        "sh: 1: deepspeed: not found",
        "/entrypoint.sh: line 3: torchrun: command not found",
        "/bin/sh: 1: exec: python: not found",
    ],
)
def test_a_line_of_a_shell_is_no_yaml_and_comes_before_its_wrapper(line: str) -> None:
    assert first(f"{line}\n") == ("program-missing", line)
    assert first(f"My job fails:\n```\n{line}\n```\nthen\n[ERROR] Job failed: no result in out.txt\n") == (
        "program-missing",
        line,
    )


def test_a_missing_tool_of_the_reader_is_no_program_of_an_image() -> None:
    assert first("bash: kubectl: command not found\n")[0] != "program-missing"


@pytest.mark.parametrize("slashes", ["\\", "\\\\"])
def test_a_traceback_in_a_string_that_is_cut_is_unfolded(slashes: str) -> None:
    frame = f'{slashes}n  File {slashes}"/app/serve.py{slashes}", line 7, in main'
    text = (
        f'{{\n    "message": "Download failed: {slashes}nTraceback (most recent call last):{frame}'
        f"{slashes}nfrobnicator.errors.FluxError: the flux is out of range{slashes}n{slashes}nTraceback (most re"
    )

    rule, line = first(text)

    assert rule == "python-error"
    assert line == "frobnicator.errors.FluxError: the flux is out of range"


def test_the_line_of_a_program_is_quoted_and_no_sentence_about_it() -> None:
    log = "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB"
    for sentence in (
        "We think that CUDA out of memory is wrong here.",
        "It says `CUDA out of memory` on one GPU.",
    ):
        assert first(f"{sentence}\n```\n{log}\n```\n") == ("gpu-memory-full", log)


def test_a_heading_of_markdown_is_no_error_of_terraform() -> None:
    for heading in ("Error:\n", "Error: ", "error:\n"):
        text = f"{heading}`0/3 nodes are available: 3 node(s) lack a frobnicator.`\n"
        _, found = examine_unfiled(observe([(PASTED, text)]), [text])

        assert [one.id for one in found] == ["scheduler-reason"]


def test_one_node_pool_in_two_lines_is_not_several() -> None:
    line = (
        '{"level":"ERROR","message":"Could not schedule pod, incompatible with nodepool \\"gpu\\", overhead={}, '
        'incompatible requirements, label \\"tier\\" does not have known values","pod":"a/b"}\n'
    )
    for text in (line * 2, line + line.replace("gpu", "other")):
        _, found = examine_unfiled(observe([(PASTED, text)]), [text])

        assert "karpenter-several-pools" not in [one.id for one in found]


def test_an_innermost_error_says_something() -> None:
    for text in (
        '2026-11-20T10:00:01.384Z    ERROR    controller    Reconciler error    {"commit": "74bf29c", "contr\n',
        "ERROR: Unexpected frobnication in worker. This might be caused by insufficient flux.\n",
    ):
        _, found = examine_unfiled(observe([(PASTED, text)]), [text])

        assert "commit" not in found[0].message
        assert "'insufficient" not in found[0].message
        assert "not allowed" not in found[0].message


def test_a_record_in_json_that_is_cut_off_is_still_read() -> None:
    text = (
        '{"level":"ERROR","message":"Reconciler error","error":"launching nodeclaim, operation error EC2: CreateFleet, '
        "api error RequestLimitExceeded: Request limit exceeded."
    )

    seen = observe([(PASTED, text)])

    assert "aws-throttled" in {one.signature.id for one in seen.said}


@pytest.mark.parametrize(
    "denied", ["no CUDA out of memory anywhere", "It is not an OOM kill", "dmesg without any Xid errors"]
)
def test_a_failure_that_somebody_rules_out_is_none(denied: str) -> None:
    text = f"{denied}.\nthe launcher says: exits with return code = -9\n"
    _, found = examine_unfiled(observe([(PASTED, text)]), [text])

    assert [one for one in found if any(word in one.message for word in ("GPU's memory is full", "XID"))] == []
