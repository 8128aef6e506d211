"""The least that an engine can do: one stack with one output, without any provider."""

from __future__ import annotations

import importlib
import os

from eks_gpu.engines import chosen
from eks_gpu.lazy import node


def main() -> None:
    """Synthesize it."""
    node.use_packaged_node()
    core = importlib.import_module(chosen(os.environ).name)
    app = core.App(outdir=os.environ["CDKTF_OUTDIR"])
    stack = core.TerraformStack(app, "alone")
    core.LocalBackend(stack, path="state")
    core.TerraformOutput(stack, "output", value="1")
    app.synth()


if __name__ == "__main__":
    main()
