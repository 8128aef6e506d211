"""Why a program on a GPU ended, from its output or from the state that kubelet keeps."""

from __future__ import annotations

import re

# (message, meaning, fix). Messages of CUDA, PyTorch, vLLM, NCCL and the NVIDIA Container Toolkit
# (nvidia-container-toolkit#48 and #24, NVIDIA/nvidia-docker#1730, the sources of PyTorch and vLLM).
_KNOWN = (
    (
        r"[Dd]river/library version mismatch|NVRM: API mismatch",
        "something updated the driver on the running node",
        "replace the node: drain it and terminate its instance; then disable package updates on nodes",
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
        "use an image whose PyTorch or CUDA supports the GPU's architecture: newer GPUs need newer images",
    ),
    (
        (
            r"CUDA out of memory|OutOfMemoryError|CUDA_ERROR_OUT_OF_MEMORY|No available memory for the cache blocks|"
            r"cudaErrorMemoryAllocation"
        ),
        "the GPU's memory is full",
        (
            "use a smaller model, batch or context (vLLM: --max-model-len, --gpu-memory-utilization), or a GPU with "
            "more memory; on a shared GPU the other pods use memory too"
        ),
    ),
    (
        r"Failed to initialize NVML: Unknown Error",
        "its container lost the GPU after a reload of systemd on the node",
        (
            "delete the pod, so that its controller recreates it; NVIDIA/nvidia-container-toolkit#48 describes how to "
            "prevent this"
        ),
    ),
    (
        r"fallen off the bus|GPU is lost|uncorrectable ECC|unspecified launch failure|\bXid\b",
        "the GPU failed while the program ran",
        "kubectl describe node for its node: if an event reports an XID, drain the node and terminate its instance",
    ),
    (
        r"NVIDIA-SMI has failed because it couldn't communicate|No devices were found",
        "its node has no working driver, or the driver sees no GPU",
        "check the AMI type of its node group (it must be an NVIDIA type), and look for Xid in the node's dmesg",
    ),
    (
        r"no CUDA-capable device|No CUDA GPUs are available|Found no NVIDIA driver|CUDA_ERROR_NO_DEVICE|libcuda\.so",
        "its container has no GPU",
        "request nvidia.com/gpu in its limits; if it does so already, look at the device plugin on its node",
    ),
    (
        r"Bus error|unable to allocate shared memory|No space left on device.*shm|out of shared memory",
        "its shared memory is full",
        "raise the workload's shm, a memory-backed volume on /dev/shm",
    ),
    (
        r"NCCL (?:error|WARN)|ncclSystemError|ncclUnhandledCudaError|ncclRemoteError",
        "its GPUs cannot reach each other",
        "set NCCL_DEBUG=INFO: NCCL then logs the transports that it tried; check /dev/shm, security groups and EFA",
    ),
    (
        r"exec format error",
        "its image is not built for the node's architecture",
        "build the image for both architectures, or use a group with the other architecture",
    ),
)


def known_end(text: str) -> tuple[str, str]:
    """Meaning and fix of a message; empty if it is unknown."""
    found = next((row for row in _KNOWN if re.search(row[0], text)), None)
    return found[1:] if found else ("", "")
