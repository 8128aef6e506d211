"""Why a program on a GPU ended, by what it printed or by what kubelet keeps of it."""

from __future__ import annotations

import re

# (what is said, what it means, what to do). Messages of CUDA, PyTorch, NCCL and the NVIDIA Container Toolkit
# (nvidia-container-toolkit#48 and #24, NVIDIA/nvidia-docker#1730, pytorch's own words, vLLM's own words).
_KNOWN = (
    (
        r"[Dd]river/library version mismatch|NVRM: API mismatch",
        "the driver was updated under the running node",
        "replace the node: drain it and terminate its instance; take away what updates packages on nodes",
    ),
    (
        (
            r"CUDA driver version is insufficient|unsatisfied condition: cuda|forward compatibility was attempted|"
            r"provided PTX was compiled with an unsupported toolchain"
        ),
        "its CUDA is newer than the node's driver",
        "use an image with an older CUDA, or a newer AMI release (release_version) with a newer driver",
    ),
    (
        r"no kernel image is available|not compatible with the current PyTorch installation",
        "its program was not built for this GPU",
        "use an image whose PyTorch or CUDA knows the GPU's architecture: a newer one for newer GPUs",
    ),
    (
        (
            r"CUDA out of memory|OutOfMemoryError|CUDA_ERROR_OUT_OF_MEMORY|No available memory for the cache blocks|"
            r"cudaErrorMemoryAllocation"
        ),
        "the GPU's memory is full",
        (
            "give it a smaller model, batch or context (vLLM: --max-model-len, --gpu-memory-utilization), or a GPU "
            "with more memory; "
            "on a shared GPU its neighbours take their part"
        ),
    ),
    (
        r"Failed to initialize NVML: Unknown Error",
        "its container lost the GPU after a reload of systemd on the node",
        (
            "delete the pod, so that it is made anew; NVIDIA/nvidia-container-toolkit#48 says what keeps it from "
            "coming back"
        ),
    ),
    (
        r"fallen off the bus|GPU is lost|uncorrectable ECC|unspecified launch failure|\bXid\b",
        "the GPU failed under it",
        "kubectl describe node of its node: if an XID is said there, drain it and terminate its instance",
    ),
    (
        r"NVIDIA-SMI has failed because it couldn't communicate|No devices were found",
        "its node has no driver that works, or no GPU that the driver sees",
        "look at the AMI type of its node group (it must be an NVIDIA type), and at Xid in the node's dmesg",
    ),
    (
        r"no CUDA-capable device|No CUDA GPUs are available|Found no NVIDIA driver|CUDA_ERROR_NO_DEVICE|libcuda\.so",
        "its container has no GPU",
        "let it ask for nvidia.com/gpu in limits; if it does, look at the device plugin on its node",
    ),
    (
        r"Bus error|unable to allocate shared memory|No space left on device.*shm|out of shared memory",
        "its shared memory is full",
        "raise shm of the workload: a memory-backed volume on /dev/shm",
    ),
    (
        r"NCCL (?:error|WARN)|ncclSystemError|ncclUnhandledCudaError|ncclRemoteError",
        "its GPUs do not reach each other",
        "set NCCL_DEBUG=INFO: it says which way was tried; look at /dev/shm, security groups, EFA",
    ),
    (
        r"exec format error",
        "its image is not built for the node's architecture",
        "build it for both, or use a group of the other architecture",
    ),
)


def known_end(text: str) -> tuple[str, str]:
    """What a message means and what to do; empty where it says nothing known."""
    found = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return found[1:] if found else ("", "")
