"""An app of one resource of Terraform's own, with a trigger or without.

    python -m tests.terraform.trigger_app OUT [HELD]

A process of its own, because the engine reads at its start whether it is to write HCL.
"""

from __future__ import annotations

import sys

from eks_gpu.bindings import App, TerraformResource, TerraformResourceLifecycle, TerraformStack
from eks_gpu.hcl import is_hcl_output
from eks_gpu.triggers import replace_on_change

_RESTARTED = 'input["kubectl.kubernetes.io/restartedAt"]'


def main(outdir: str, *held: str) -> None:
    """Write the stack."""
    app = App(outdir=outdir, hcl_output=is_hcl_output())
    stack = TerraformStack(app, "stack")
    lifecycle = TerraformResourceLifecycle(ignore_changes=[_RESTARTED])
    pod = TerraformResource(stack, "pod", terraform_resource_type="terraform_data", lifecycle=lifecycle)
    for value in held:
        replace_on_change(stack, "held", value, [pod])
    app.synth()


if __name__ == "__main__":
    main(*sys.argv[1:])
