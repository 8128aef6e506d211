"""Examples of every command: the line after `eks-gpu`, and what somebody wants who types it. Tests parse each."""

from __future__ import annotations

INVOCATIONS: dict[str, dict[str, str]] = {
    "check": {
        "check clusters/": "Check all cluster files of a folder:",
        "check --since origin/main clusters/": "Also report the effect of every edit since another branch:",
        "check --strict --format sarif clusters/quickstart.yaml > eks-gpu.sarif": (
            "Fail on warnings, and write a report for code hosts:"
        ),
    },
    "rule": {
        "rule gpu-stranded": "Explain a rule by the id that a message prints in brackets:",
        "rule --format json": "Print the pages of all rules and findings, for another program:",
    },
    "explain": {
        "explain clusters/quickstart.yaml nvidia-smi": "Show for each group whether a workload runs there, and why:",
    },
    "show": {
        "show examples/fleet/production.yaml": "Print a cluster file together with the files that it extends:",
        "show --all --json clusters/quickstart.yaml": "Print every value, defaults included, for another program:",
    },
    "instances": {
        "instances --gpu H100 --region us-west-2": "List the types with one GPU model in a region:",
        "instances --min-gpu-memory-gib 40 --mig": "List the types whose GPUs are large and support MIG:",
    },
    "simulate": {
        "simulate clusters/noble-gpu.yaml --submit cuda-example=4@30m --until 1h": "Submit four pods after 30 minutes:",
        "simulate clusters/noble-gpu.yaml --submit cuda-example --spot-refusal 0.5 --seed 7": (
            "Let EC2 refuse half of the Spot requests:"
        ),
    },
    "review": {
        "review plan.json": "Review a plan that `terraform show -json` has written:",
        "review --fail-on replace --format markdown network.json cluster.json": (
            "Review the plans of two stacks together, and fail if one replaces a resource:"
        ),
        "review --against approved.json plan.json": "Compare a plan with the one that was approved:",
    },
    "alerts": {
        "alerts clusters/quickstart.yaml > gpu-alerts.yaml": "Write a rule file for Prometheus:",
        "alerts --operator clusters/quickstart.yaml | kubectl apply -f -": "Create a PrometheusRule:",
    },
    "dashboard": {
        "dashboard clusters/quickstart.yaml > gpus.json": "Write a dashboard to import into Grafana:",
    },
    "doctor": {
        "doctor clusters/quickstart.yaml": "Compare a running cluster with its cluster file:",
        "doctor --commands clusters/quickstart.yaml > gather.sh": "Print a script for somebody who has access:",
        "doctor --from gathered clusters/quickstart.yaml": "Examine the answers that the script has gathered:",
    },
    "smoke": {
        "smoke clusters/quickstart.yaml | kubectl apply -f -": "Try out every GPU group:",
        "smoke --group gpu --workloads clusters/quickstart.yaml": "Print the tests of one group for the cluster file:",
    },
    "schema": {
        "schema > cluster.schema.json": "Write the schema for an editor:",
        "schema --overlay > overlay.schema.json": "Write the schema of files that extend others:",
    },
}
