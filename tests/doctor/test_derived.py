"""Causes by the form of a message: codes, chains, tracebacks, destinations; and lines that nothing knows."""

from __future__ import annotations

import re

import pytest

from eks_gpu.doctor import Finding, examine_unfiled, observe, signatures
from eks_gpu.doctor.answers.recognise import PASTED
from eks_gpu.doctor.signatures.derived import DERIVATIONS
from eks_gpu.doctor.signatures.derived.chain import innermost
from eks_gpu.doctor.signatures.derived.codes import by_code, by_pattern

TABLES = ("amazon", "answers", "cuda", "exceptions", "exits", "health", "states")
PLACES = by_pattern("places", "place", "means")


def found(text: str) -> tuple[Finding, ...]:
    seen = observe([(PASTED, text)])

    assert seen.unread == ()
    return examine_unfiled(seen, [text])[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("An error occurred (KMSInvalidStateException) when calling the Encrypt operation: no", "KMS key .*Encrypt"),
        ("operation error FSx: CreateFileSystem, api error IncorrectFileSystemLifeCycleState: no", "state.*FSx"),
        ("Server.InternalError: the frobnicator is out of order", "in|fails"),
        ("ERR x: <Error><Code>SlowDown</Code></Error>", "throttles"),
        (
            "HTTPError: 503 Server Error: Service Unavailable for url: https://models.example.com/v1",
            "models.example.com is not",
        ),
        (
            "rpc error: code = ResourceExhausted desc = frobnicator: the flux is too large",
            "no room .*flux is too large",
        ),
        ('E0304 10:00:00.1 1 a.go:1] Get "https://10.2.3.4:8443/x": dial tcp 10.2.3.4:8443: i/o timeout', "10.2.3.4"),
        ("curl: (6) Could not resolve host: models.example.com", "DNS|no address"),
        ("2026-11-20 10:00:01 INFO runner: frobnicator exited with code 139", "SIGSEGV"),
        ("GPUassert: CUDA driver is a stub library kernel.cu 42", "stub of libcuda"),
        ("CUDA Runtime Error at main.cu:42: PTX JIT compiler library not found", "PTX compiler"),
        ("cudaGetDeviceCount returned 36\n-> API call is not supported in the installed CUDA driver", "too old"),
        ('CUDA error at sample.cu:88 code=46(cudaErrorDevicesUnavailable) "cudaSetDevice(0)"', "taken"),
        (
            "numba.cuda.cudadrv.driver.CudaAPIError: [701] Call to cuLaunchKernel results in UNKNOWN_CUDA_ERROR",
            "registers",
        ),
        ("RuntimeError: cusolver error: CUSOLVER_STATUS_ARCH_MISMATCH", "architecture"),
        ("[h264_nvenc] OpenEncodeSessionEx failed: NV_ENC_ERR_UNSUPPORTED_DEVICE", "no video encoder"),
    ],
)
def test_the_form_says_the_cause(text: str, says: str) -> None:
    first = found(text)[0]

    assert re.search(says, first.message), first.message
    assert first.fix


def test_a_traceback_names_its_exception_and_the_library_of_its_deepest_frame() -> None:
    text = (
        "(Worker pid=12) Traceback (most recent call last):\n"
        '(Worker pid=12)   File "/opt/lib/python3.11/site-packages/frobnicator/core.py", line 7, in run\n'
        "(Worker pid=12)     raise FluxError('out of range')\n"
        "(Worker pid=12) frobnicator.errors.FluxError: out of range\n"
    )

    assert "FluxError in frobnicator: out of range" in found(text)[0].message


def test_the_part_of_a_program_that_raised_a_general_exception_is_named() -> None:
    text = (
        "Traceback (most recent call last):\n"
        '  File "/opt/lib/python3.12/dist-packages/vllm/engine/arg_utils.py", line 9, in create\n'
        '  File "/opt/lib/python3.12/dist-packages/pydantic/_internal/_dataclasses.py", line 127, in __init__\n'
        "ValueError: the frobnicator must be below 7\n"
    )

    first = found(text)[0]

    assert first.message.startswith("vLLM refuses its settings: ValueError in pydantic: the frobnicator")
    assert "--help" in first.fix


def test_a_traceback_without_its_beginning_still_ends_with_its_exception() -> None:
    text = (
        '(Core pid=12) ERROR 11-20 10:00:01 [core.py:7]   File "/x/site-packages/lmcache/v1/f.py", line 3, in get\n'
        "(Core pid=12) ERROR 11-20 10:00:01 [core.py:7]     assert flux is not None\n"
        "(Core pid=12) ERROR 11-20 10:00:01 [core.py:7] AssertionError\n"
        "vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue.\n"
    )

    assert found(text)[0].message.endswith("fails: AssertionError in lmcache")


def test_an_exception_in_a_log_comes_before_the_line_that_only_repeats_it() -> None:
    text = (
        "#033[1;36m(EngineCore_0 pid=191)#033[0;0m ERROR 08-25 17:46:53 [core.py:700] ValueError: no flux on this GPU\n"
        "[1;36m(APIServer pid=1)[0;0m RuntimeError: Engine core initialization failed. See root cause above.\n"
    )

    assert "no flux on this GPU" in found(text)[0].message
    assert "033" not in found(text)[0].seen[0]


def test_the_deepest_part_that_is_known_counts() -> None:
    paths = ("/x/vllm/config/model.py", "/x/vllm/model_executor/models/frob.py", "/x/torch/nn/modules/module.py")

    told = [next((one.means for says, one in PLACES if says.search(path)), "") for path in paths]

    assert told[0] == "vLLM refuses its settings"
    assert "code for this model" in told[1]
    assert told[2] == ""


def test_an_exception_that_only_repeats_another_is_not_the_cause() -> None:
    text = (
        "Traceback (most recent call last):\n"
        '  File "train.py", line 3, in main\n'
        "    labels['x']\n"
        "KeyError: 'x'\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        "Traceback (most recent call last):\n"
        '  File "/lib/python3.11/site-packages/runner/run.py", line 9, in run\n'
        "    raise\n"
        "runner.CalledProcessError: the command failed\n"
    )

    assert "KeyError in train.py, line 3" in found(text)[0].message


def test_a_named_cause_comes_before_every_form() -> None:
    text = (
        "Traceback (most recent call last):\n"
        '  File "a.py", line 3, in main\n'
        "ValueError: flux\n"
        "RuntimeError: No CUDA GPUs are available\n"
        "2026-11-20 10:00:01 INFO runner: exited with code 1\n"
    )

    first, *others = found(text)

    assert first.id == "no-gpu-in-container"
    assert {"python-error"} <= {one.id for one in others if one.because == (first.id,)}


def test_an_echo_comes_after_every_line_with_a_reason() -> None:
    text = "Error: timed out waiting for the condition\nERROR frobnicator: the flux capacitor is not charged\n"

    assert [one.id for one in found(text)] == ["program-error", "helm-wait-timeout"]


@pytest.mark.parametrize(
    ("line", "inner"),
    [
        ("E0304 10:00:00.1 1 a.go:1] a failed: b failed: the flux is out of range", "the flux is out of range"),
        ('level=error msg="sync failed" err="apply: the flux is out of range"', "the flux is out of range"),
        ("a: the frobnicator did not start: unknown", "the frobnicator did not start: unknown"),
    ],
)
def test_the_innermost_error_is_named(line: str, inner: str) -> None:
    assert innermost(line) == inner


def test_a_symptom_ends_with_the_innermost_error() -> None:
    text = 'MountVolume.SetUp failed for volume "x" : rpc error: code = Internal desc = the flux of the volume is gone'

    assert found(text)[0].message.endswith("'the flux of the volume is gone'")


def test_a_text_of_which_nothing_is_known_is_quoted() -> None:
    first = found("frobnicator 7\nthe frobnicator could not start the flux\n")[0]

    assert first.id == "failure-line"
    assert "could not start the flux" in first.seen[0]


@pytest.mark.parametrize("fold", [" ", "\n    "])
def test_a_refused_field_is_named_with_its_value(fold: str) -> None:
    text = (
        f'message: \'Pod "x" is invalid: [spec.containers[0].image:{fold}Invalid value: "A b": must be lower case,'
        f"{fold}spec.containers[0].name: Required value]'\n"
    )

    assert found(text)[0].message.endswith("""'spec.containers[0].image: Invalid value: "A b": must be lower case'""")


def test_a_programs_line_is_quoted_before_a_sentence_of_its_user() -> None:
    first = found("I failed to start it, and I cannot see why:\nthe frobnicator could not start the flux\n")[0]

    assert "could not start the flux" in first.seen[0]


def test_a_line_of_a_json_log_between_sentences_is_a_line_of_a_log() -> None:
    record = '{"level":"error","ts":1657212070.57,"msg":"cannot turn","err":"the flux is out of range"}'
    first, *_ = found(f"The frobnicator says:\n```\n{record}\n```\nWhat is it?\n")

    assert first.id == "program-panicked"
    assert first.message.endswith("'the flux is out of range'")


def test_a_text_without_a_failure_stays_unread() -> None:
    assert observe([(PASTED, "frobnicator 7\n")]).unread


def test_a_daemon_set_without_ready_pods_is_a_failure() -> None:
    text = (
        "NAMESPACE     NAME       DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE\n"
        "kube-system   aws-node   2         2         2       2            2           <none>          12m\n"
        "kube-system   plugin     2         2         0       2            0           <none>          2m\n"
    )

    assert [one.where for one in found(text)] == ["DaemonSet kube-system/plugin"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_codes_has_a_next_step_for_each(name: str) -> None:
    rows = by_code(name)

    assert rows
    assert all(row.next and (row.means or name == "health") for row in rows.values())


@pytest.mark.parametrize(("name", "key"), [("destinations", "name"), ("endings", "means"), ("places", "means")])
def test_a_table_of_patterns_has_words_for_each(name: str, key: str) -> None:
    assert all(row.means and row.next for _, row in by_pattern(name, name.removesuffix("s"), key))


def test_every_derivation_that_a_row_names_exists() -> None:
    assert {row.derive for row in signatures.signatures()} <= {"", "words", *DERIVATIONS}


def test_the_node_pool_that_was_meant_for_the_pod_gives_the_reason() -> None:
    asks = 'no instance type satisfied resources {"nvidia.com/gpu":"1"} and requirements'
    parts = (
        f'incompatible with nodepool "general", {asks} category In [c m r] (no instance type has enough resources)',
        'incompatible with nodepool "gpu", did not tolerate nvidia.com/gpu=true:NoSchedule',
    )

    forward, backward = (found(f"Failed to schedule pod, {'; '.join(order)}")[0] for order in (parts, parts[::-1]))

    assert forward.id == backward.id == "karpenter-several-pools"
    assert "'gpu'" in forward.message
    assert "toleration" in forward.fix
    assert "toleration" in backward.fix


def test_a_request_id_is_no_error_code() -> None:
    text = (
        "operation error EKS: CreateFrobnicator, https response error StatusCode: 400, RequestID: 9055f212-bdb4, "
        "InvalidParameterException: the flux must be positive"
    )

    assert "InvalidParameterException" in found(text)[0].message
    assert "the flux must be positive" in found(text)[0].message


@pytest.mark.parametrize(
    "text",
    ["client: dial tcp i/o timeout", "grpc: failed to connect to all addresses", "Failed to connect to the server"],
)
def test_a_destination_that_has_no_name_gets_none(text: str) -> None:
    first = examine_unfiled(observe([(PASTED, text)]), [text])[1][0]

    assert "no connection to" not in first.message
