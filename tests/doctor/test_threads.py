"""Threads of strangers, from `threads/`: the right cause first, and never silence.

Each is a public thread as a small paste, in our own writing: names, addresses and numbers are invented, the words of
tools are theirs. A file holds the threads of one area of the table. The threads measure the doctor, and keep what it
learned: when they were first read, the right cause came first for 42 of 62, 24 of 41, 34 of 55 and 28 of 50; of threads
that nobody had looked at before, for 25 of 37 and 22 of 38, in 7 more of the latter with a step for another case. The
judgement is strict: a finding that only quotes the line is a miss.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

THREADS: list[dict[str, str]] = [
    thread
    for area in sorted((Path(__file__).parent / "threads").glob("*.toml"))
    for thread in tomllib.loads(area.read_text())["thread"]
]


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["source"])
def test_the_right_cause_is_named_first(thread: dict[str, str]) -> None:
    seen = observe([(PASTED, thread["text"])])
    _, found = examine_unfiled(seen, [thread["text"]])

    assert found[0].id == thread["first"]
    assert thread["step"] in found[0].fix
    assert seen.unread == ()


def test_there_are_enough_threads() -> None:
    assert len({thread["source"] for thread in THREADS}) >= 90


# Lines of programs that are well, which are easily taken for failures.
HEALTHY = {
    "vllm": (
        "INFO 11-20 10:00:01 [api_server.py:400] vLLM API server version 0.9.2\n"
        "INFO 11-20 10:00:02 [utils.py:326] non-default args: {'trust_remote_code': True, 'max_model_len': 8192}\n"
        "INFO 11-20 10:00:02 [config.py:1] trust_remote_code=True, dtype=torch.bfloat16, kv_cache_dtype=auto\n"
        "INFO 11-20 10:00:09 [cuda.py:275] Cannot use FlashAttention-2 backend for Volta and Turing GPUs.\n"
        "WARNING 11-20 10:00:10 [custom_all_reduce.py:85] Custom allreduce is disabled because of PCIe\n"
        "INFO 11-20 10:01:07 [launcher.py:36] Application startup complete.\n"
    ),
    "nccl over EFA": (
        "w-0:21:99 [0] NCCL INFO NET/Plugin: Failed to find ncclCollNetPlugin_v8 symbol.\n"
        "w-0:21:99 [0] NCCL INFO NET/OFI Selected provider is efa, fabric is efa (found 32 nics)\n"
        "w-0:21:99 [0] NCCL WARN NET/OFI Disabling shared memory failed: Protocol not available\n"
        "w-0:21:99 [0] NCCL INFO Using network AWS Libfabric\n"
        "libfabric:21:1::core:core:cuda_hmem_dl_init():499<warn> Failed to dlopen libnvidia-ml.so. Trying .so.1\n"
    ),
    "device plugin": (
        "I1120 10:00:01.1       1 main.go:279] Retrieving plugins.\n"
        "I1120 10:00:01.2       1 factory.go:107] Detected NVML platform: found NVML library\n"
        "I1120 10:00:01.3       1 server.go:199] Registered device plugin for 'nvidia.com/gpu' with Kubelet\n"
    ),
    "karpenter": (
        '{"level":"INFO","time":"2026-11-20T10:00:01Z","logger":"controller","message":"found provisionable pod(s)"}\n'
        '{"level":"INFO","time":"2026-11-20T10:00:09Z","logger":"controller","message":"launched nodeclaim"}\n'
    ),
    "deepspeed": (
        "[2026-11-20 10:00:01,160] [WARNING] [runner.py:117:fetch_hostfile] Unable to find hostfile, will proceed with "
        "training with local resources only.\n"
        "[2026-11-20 10:00:09,902] [INFO] [launch.py:102:main] Setting CUDA_VISIBLE_DEVICES=0,1\n"
    ),
    "terraform": "aws_eks_node_group.gpu: Creation complete after 2m1s\n\nApply complete! Resources: 32 added\n",
}


@pytest.mark.parametrize("program", HEALTHY)
def test_programs_that_are_well_have_no_finding(program: str) -> None:
    text = HEALTHY[program]

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1] == ()
