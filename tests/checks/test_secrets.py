"""What looks like a secret, and what does not."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_gpu.checks.permissions._secrets import has_known_form, has_random_run

# In two parts, so that tools which look for keys do not find any here.
KEYS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ASIA" + "IOSFODNN7EXAMPLE",
    "hf_" + "abcdefghijklmnopqrstuvwxyz0123",
    "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "github_pat_" + "11ABCDEFG0abcdefghijklmnopqrstuv",
    "glpat-" + "abcdefghij0123456789",
    "sk-" + "proj-abcdefghijklmnopqrstuvwx",
    "nvapi-" + "abcdefghijklmnopqrstuvwxyz",
    "xoxb-" + "123456789012-abcdefghij",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "npm_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "sk_live_" + "abcdefghijklmnopqrstuvwx",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE…",
    "postgres://app:" + "hunter22@db.internal:5432/app",
    "--api-key=sk-" + "abcdefghijklmnopqrstuvwx",
]
ORDINARY = [
    "",
    "true",
    "meta-llama/Llama-3.1-70B-Instruct",
    "neuralmagic/Meta-Llama-3.1-70B-Instruct-quantized.w4a16",
    "hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4",
    "Qwen/Qwen2.5-Coder-32B-Instruct-GPTQ-Int8",
    "s3://models/Qwen3-14B/2025-11-01T08-00-00Z",
    "arn:aws:secretsmanager:us-west-2:111122223333:secret:model-hub-AbCdEf",
    "https://hooks.example.com/services/inbound",
    "http://user@host/path",
    "postgres://db.internal:5432/app",
    "/usr/local/cuda-12.8/compat:/usr/local/nvidia/lib64",
    "expandable_segments:True,max_split_size_mb:512",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "TensorRTLLMBackendConfiguration2Builder",
    "com.nvidia.triton.InferenceServerHttpClientV2",
    '{"concurrency": 16, "memory_limit": 8589934592}',
    "VLLM_ATTENTION_BACKEND=FLASH_ATTN",
    "10.0.0.0/16,172.16.0.0/12,192.168.0.0/16",
    "vllm:num_requests_waiting",
    "sk-learn",
    "hf_transfer",
    "ghp_pages",
    "sk-0.24.1",
    "0 3 * * *",
    "Europe/Berlin",
    "nvcr.io/nvidia/pytorch:24.10-py3-igpu-py3.10-torch2.5.0",
    "NCCL_SOCKET_IFNAME,NCCL_IB_DISABLE,FI_EFA_USE_HUGE_PAGE",
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key[:8])
def test_keys_of_known_makers_are_seen(key: str) -> None:
    assert has_known_form(key)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_values_are_left_alone(text: str) -> None:
    assert not has_known_form(text)
    assert not has_random_run(text)


@given(st.integers(0, 2**32))
def test_generated_keys_are_mostly_seen(seed: int) -> None:
    """Of forty in the form of AWS's secret keys at least half: some have a '/' in the middle, some hardly a digit."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    letters = string.ascii_letters + string.digits + "+/"
    keys = ["".join(chance.choices(letters, k=40)) for _ in range(40)]
    assert sum(map(has_random_run, keys)) >= 20


@given(st.lists(st.sampled_from(["Meta", "Llama", "Instruct", "Tensor", "Parallel", "Backend", "Config"]), min_size=1))
def test_words_without_spaces_are_no_secrets(words: list[str]) -> None:
    assert not has_random_run("".join(words) + "70")


@given(st.binary(min_size=16, max_size=64))
def test_hashes_are_no_secrets(digest: bytes) -> None:
    assert not has_random_run(digest.hex())
    assert not has_random_run(digest.hex().upper())


@pytest.mark.parametrize("part", ["x", "eyJa.", "http://", "a1B", "sk-", "eyJaaaaaaaa.", "-----BEGIN "])
def test_a_long_text_is_read_at_once(part: str) -> None:
    """A file may have a mebibyte; what looks back and forth in it would take minutes."""
    text = part * (2**20 // len(part))
    began = time.process_time()
    has_known_form(text)
    assert time.process_time() - began < 2
