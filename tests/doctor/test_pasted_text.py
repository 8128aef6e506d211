"""Text that somebody pastes, with and without a cluster file."""

from __future__ import annotations

import json
import os
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eks_gpu import cli
from eks_gpu.doctor import observe
from eks_gpu.doctor.answers.recognise import PASTED
from tests.doctor import healthy
from tests.doctor.cases import BROKEN
from tests.synthesized import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = (
    "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
    "sk-proj-aBcDeFgHiJkLmNoPqRsTuVwX",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
)


def pasted(text: str, *options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli.app, ["doctor", "-", *options], input=text)
    return done.exit_code, done.stdout, done.stderr


def test_a_paste_needs_no_cluster_file() -> None:
    code, out, _ = pasted(
        "│ Error: creating EKS Node Group: ... VcpuLimitExceeded: You have requested more vCPU capacity\n"
    )

    assert code == 1
    assert out.startswith("Next step: aws service-quotas request-service-quota-increase")
    assert "Without a cluster file" in out
    assert "name-of-cluster" not in out


def test_a_cluster_file_on_standard_input_is_one() -> None:
    code, out, _ = pasted(healthy.FILE.read_text(), "--commands")

    assert code == 0
    assert "kubectl" in out


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_on_standard_input_is_a_cluster_file(path: Path) -> None:
    assert pasted(path.read_text(), "--commands")[0] == 0


@pytest.mark.parametrize("options", [[], ["--from"]], ids=["the file", "--from"])
def test_the_pipe_of_a_shell_is_a_paste(tmp_path: Path, options: list[str]) -> None:
    """Shells make `doctor <(kubectl logs POD)` a pipe, whose name is the argument."""
    pipe = tmp_path / "63"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("RuntimeError: No CUDA GPUs are available\n",))
    writer.start()

    done = CliRunner().invoke(cli.app, ["doctor", *options, str(pipe)])
    writer.join()

    assert done.exit_code == 1
    assert "[no-gpu-in-container]" in done.stdout


def test_a_text_file_is_a_paste(tmp_path: Path) -> None:
    log = tmp_path / "vllm.log"
    log.write_text("RuntimeError: No CUDA GPUs are available\n")
    done = CliRunner().invoke(cli.app, ["doctor", str(log)])

    assert done.exit_code == 1
    assert "no-gpu-in-container" in done.stdout


@pytest.mark.parametrize("text", ['{"name": "a", "gpu_node_groups": []}', "'gpu_node_pools': []\n", "extends: base\n"])
def test_a_cluster_file_of_another_name_is_no_paste(text: str, tmp_path: Path) -> None:
    file = tmp_path / "cluster.json"
    file.write_text(text)

    assert "paste what fails" not in CliRunner().invoke(cli.app, ["doctor", str(file)]).output


def test_a_cluster_is_asked_where_somebody_names_its_context(tmp_path: Path) -> None:
    log = tmp_path / "vllm.log"
    log.write_text("RuntimeError: No CUDA GPUs are available\n")

    assert CliRunner().invoke(cli.app, ["doctor", str(log), "--context", "prod"]).exit_code == 2


def test_a_file_that_is_named_like_a_cluster_file_is_one(tmp_path: Path) -> None:
    file = tmp_path / "vllm.yaml"
    file.write_text("RuntimeError: No CUDA GPUs are available\n")
    done = CliRunner().invoke(cli.app, ["doctor", str(file)])

    assert done.exit_code == 2
    assert "no-gpu-in-container" not in done.output


def test_text_that_says_nothing_is_blindness() -> None:
    for text in ("", "hello\n", "NAME: value\n", "---\n"):
        code, out, err = pasted(text)

        assert (code, out) == (2, "")
        assert "kubectl describe pod" in err


def test_a_healthy_table_has_no_finding() -> None:
    text = "NAME    READY   STATUS    RESTARTS   AGE\nweb-1   1/1     Running   0          2m\n"
    code, out, _ = pasted(text)

    assert code == 0
    assert out.startswith("Next step: none; nothing in these answers fails")


@pytest.mark.parametrize(
    "state", ["CrashLoopBackOff", "OOMKilled", "ImagePullBackOff", "Error", "Init:Error", "CreateContainerError"]
)
@pytest.mark.parametrize("columns", [True, False])
def test_a_failing_row_is_never_no_problem(state: str, *, columns: bool) -> None:
    rows = f"NAME    READY   STATUS             RESTARTS      AGE\nweb-2   0/1     {state:18} 9 (2m ago)    31m\n"
    code, out, _ = pasted(rows if columns else "\n".join(" ".join(line.split()) for line in rows.splitlines()))

    assert code == 1
    assert "web-2" in out


def test_a_warning_event_is_never_no_problem() -> None:
    text = (
        "LAST SEEN   TYPE      REASON            OBJECT        MESSAGE\n"
        "4m          Warning   FrobnicatorLost   node/ip-1-2   the frobnicator went away\n"
    )
    code, out, _ = pasted(text)

    assert code == 1
    assert "the frobnicator went away" in out


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_hidden_in_quotes(secret: str) -> None:
    for text in (f"panic: cannot use {secret} here\n", f"Error: bad value token={secret}\n"):
        code, out, _ = pasted(text)

        assert code == 1
        assert secret not in "".join(out.split())


def test_control_sequences_are_not_printed() -> None:
    code, out, _ = pasted("panic: \x1b[2J::error::x ##[error]y\n")

    assert code == 1
    assert "\x1b" not in out
    assert "##[" not in out


def test_a_paste_next_to_a_cluster_file() -> None:
    text = json.dumps(BROKEN[0].folder()["activities.json"])
    done = CliRunner().invoke(cli.app, ["doctor", str(healthy.FILE), "--from", "-"], input=text)

    assert done.exit_code == 1
    assert "[quota-exceeded]" in done.stdout


@pytest.mark.parametrize("form", ["json", "sarif", "github", "concise"])
def test_every_form_reports_a_paste(form: str) -> None:
    code, out, _ = pasted("RuntimeError: No CUDA GPUs are available\n", "--format", form)

    assert code == 1
    assert "no-gpu-in-container" in out


def test_entities_of_a_web_page_are_characters() -> None:
    text = "kubelet: failed to get sandbox runtime: no runtime for &quot;nvidia&quot; is configured"

    _, out, _ = pasted(text)

    assert "[no-nvidia-runtime]" in out


def test_words_after_a_table_are_no_pods() -> None:
    text = (
        "NAME                            READY   STATUS    RESTARTS   AGE\n"
        "nvidia-driver-daemonset-8xk2p   1/1     Running   0          41m\n\n"
        "ERROR: modpost: GPL-incompatible module nvidia.ko uses GPL-only symbol 'rcu_read_unlock_strict'\n"
    )

    _, out, _ = pasted(text)

    assert "[driver-build-failed]" in out
    assert "its state is" not in out


def test_a_command_before_a_table_names_the_namespace() -> None:
    text = (
        "kubectl -n tools get pods\n"
        "NAME    READY   STATUS             RESTARTS   AGE\n"
        "llm-0   0/1     CrashLoopBackOff   9          9m\n"
    )

    _, out, _ = pasted(text)

    assert "kubectl -n tools logs llm-0" in out


def test_a_sentence_below_a_table_of_pods_is_no_pod() -> None:
    text = (
        "NAME                                   READY   STATUS              RESTARTS   AGE\n"
        "serve-head                             1/1     Running             0          4h1m\n"
        "serve-head-with-a-longer-name-6b9c     0/1     Running   0          2m25s\n"
        "Cluster is NOT ready and nobody knows why it should be so, at least here.\n"
    )

    pods = observe([(PASTED, text)]).pods

    assert [(pod.name, pod.status.phase) for pod in pods] == [
        ("serve-head", "Running"),
        ("serve-head-with-a-longer-name-6b9c", "Running"),
    ]


def test_a_log_below_a_table_of_events_is_no_event() -> None:
    text = (
        "LAST SEEN   TYPE      REASON    OBJECT      MESSAGE\n"
        "2m          Warning   BackOff   pod/run-0   Back-off restarting failed container\n"
        "WARNING 11-20 10:00:03 [speculative.py:300] Speculative decoding is not supported with async scheduling.\n"
    )

    assert [event.message for event in observe([(PASTED, text)]).events] == ["Back-off restarting failed container"]


@pytest.mark.parametrize(
    "text",
    [
        "`  Warning  FrobFailed  52s  frob-controller  the frobnicator failed: the flux is gone`\n",
        "**Error**: the frobnicator of the cluster failed: the flux is gone\n",
        "- **Error:** the frobnicator of the cluster failed: the flux is gone\n",
    ],
)
def test_marks_of_markdown_hide_no_failure(text: str) -> None:
    code, out, _ = pasted(f"What happened:\n\n{text}")

    assert code == 1
    assert "the flux is gone" in out


def test_a_log_of_a_node_without_a_known_line_is_never_silence() -> None:
    code, out, _ = pasted("Nov 20 10:00:01 ip-10-0-1-2 systemd[1]: frobnicator.mount: the flux could not be found\n")

    assert code == 1
    assert "the flux could not be found" in out
