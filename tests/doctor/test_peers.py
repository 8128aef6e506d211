"""Ranks of a job that lose each other: the one that ended first is the cause, wherever its log stands in the paste."""

from __future__ import annotations

import pytest

from eks_gpu.doctor import examine_unfiled, observe
from eks_gpu.doctor.answers.recognise import PASTED

# Lines of a rank that waits for another one.
WAITING = {
    "efa": "train-0:4:4 [0] ofi_process_cq:1033 NCCL WARN NET/OFI Request 0x7f completed with error. RC: 113. "
    "Error: 4123 (Unresponsive receiver (reachable by EFA device but handshake failed))",
    "watchdog": "[rank0]:[E1130 10:12:44.102 ProcessGroupNCCL.cpp:616] [Rank 0] Watchdog caught collective operation "
    "timeout: WorkNCCL(SeqNum=812, OpType=ALLREDUCE, Timeout(ms)=600000) ran for 600012 milliseconds",
    "socket": "train-0:8:15 [0] misc/socket.cc:58 NCCL WARN socketProgress: Connection closed by remote peer "
    "train-1<43155>",
    "store": "[rank0]: torch.distributed.DistBackendError: [0] is setting up NCCL communicator and retrieving "
    "ncclUniqueId from [0] via c10d key-value store by key '0', but store->get('0') got error: Connection reset by "
    "peer",
}
# Lines of the rank that ended, and the finding that they are.
ENDED = {
    "gpu-memory-full": "[rank24]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.20 GiB. GPU 0 has "
    "a total capacity of 79.11 GiB",
    "worker-killed-by-kernel": "  traceback : Signal 9 (SIGKILL) received by PID 73",
    "segmentation-fault": "[train-1:00091] Signal: Segmentation fault (11)",
    "gpu-hardware": "[ 5012.210] NVRM: Xid (PCI:0000:53:00): 79, pid='<unknown>', name=<unknown>, "
    "GPU has fallen off the bus.",
    "shared-memory-full": "RuntimeError: DataLoader worker (pid 2231) is killed by signal: Bus error. It is possible "
    "that dataloader's workers are out of shared memory.",
    "container-oom": "    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137",
    "failure-unexplained": "NAME      READY   STATUS      RESTARTS   AGE\n"
    "train-0   1/1     Running     0          41m\ntrain-2   0/1     OOMKilled   0          41m",
    "python-error": 'Traceback (most recent call last):\n  File "/app/train.py", line 44, in <module>\n'
    "    batch = batch['labels']\nKeyError: 'labels'",
}


@pytest.mark.parametrize("waiting", WAITING)
@pytest.mark.parametrize("cause", ENDED)
@pytest.mark.parametrize("is_last", [True, False])
def test_the_rank_that_ended_is_the_cause(waiting: str, cause: str, *, is_last: bool) -> None:
    lines = [WAITING[waiting], ENDED[cause]]
    text = "\n\n".join(lines if is_last else lines[::-1]) + "\n"

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1][0].id == cause


@pytest.mark.parametrize("waiting", WAITING)
def test_a_pod_that_failed_without_a_reason_explains_nothing(waiting: str) -> None:
    text = (
        f"{WAITING[waiting]}\n\nNAME      READY   STATUS   RESTARTS   AGE\ntrain-2   0/1     Error    0          41m\n"
    )

    assert examine_unfiled(observe([(PASTED, text)]), [text])[1][0].id != "failure-unexplained"


def first_of(*lines: str) -> str:
    """The id of the first finding of a paste."""
    text = "\n\n".join(lines) + "\n"
    return examine_unfiled(observe([(PASTED, text)]), [text])[1][0].id


@pytest.mark.parametrize("is_last", [True, False])
def test_a_process_that_ended_long_after_the_connection_explains_nothing(*, is_last: bool) -> None:
    lost = (
        "2026-11-20 10:12:44 train-0:4:4 [0] NCCL WARN NET/OFI Request 0x7f completed with error. RC: 113. "
        "Error: 4123 (Unresponsive receiver)"
    )
    ended = "2026-11-20 {} ERROR [train.py:88] torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.20 GiB."

    soon, late = ([lost, ended.format(time)][:: -1 if is_last else 1] for time in ("10:12:58", "10:55:02"))

    assert first_of(*soon) == "gpu-memory-full"
    assert first_of(*late) != "gpu-memory-full"


@pytest.mark.parametrize("is_last", [True, False])
def test_of_two_pods_the_one_that_failed_first_is_the_cause(*, is_last: bool) -> None:
    full = "2026-11-20 10:02:11 ERROR [data.py:31] OSError: [Errno 28] No space left on device"
    memory = "2026-11-20 10:02:40 ERROR [train.py:88] torch.OutOfMemoryError: CUDA out of memory. Tried to allocate"
    log = "2026-11-20 10:00:00 INFO [train.py:1] starting"

    assert first_of(log, *([full, memory][:: -1 if is_last else 1])) == first_of(full)
