"""Examples of every command: the line after `eks-gpu`, and what somebody wants who types it. Tests parse each."""

from __future__ import annotations

# For the program itself.
FIRST: dict[str, str] = {
    "init": "Write a cluster file into this folder:",
    "check": "Check all cluster files of clusters/:",
    "synth": "Write their Terraform:",
}
INVOCATIONS: dict[str, dict[str, str]] = {
    "init": {
        "init": "Ask for name, region and GPU, and write a cluster file:",
        "init --name lab --region us-east-1 --gpu L4 --template notebooks lab": (
            "Write a cluster of notebooks on L4 GPUs into the folder lab:"
        ),
        "init --template existing --name prod --yes": "Add GPU nodes to the cluster prod, which exists already:",
        "init --pipeline github --yes": "Take the defaults, and write a workflow for GitHub too:",
    },
    "import": {
        "import eksctl cluster.yaml -o clusters/ml.yaml": "Write a cluster file from a ClusterConfig of eksctl:",
        "import plan - < plan.json": "Print one from what `terraform show -json` printed:",
        "import live --commands --name ml --region us-east-1 > gather.sh": "Print a script that gathers answers:",
        "import live --from gathered": "Print a cluster file for the cluster that the answers are about:",
    },
    "synth": {
        "synth": "Write the Terraform of every file in clusters/:",
        "synth clusters/quickstart.yaml --out build/terraform": "Write one cluster into another folder:",
        "synth --hcl --keep-going": "Write HCL, also if the file of another team is broken:",
    },
    "completion": {
        "completion bash > ~/.local/share/bash-completion/completions/eks-gpu": "Complete in bash:",
        'completion zsh > "${fpath[1]}/_eks-gpu"': "Complete in zsh:",
        "completion fish > ~/.config/fish/completions/eks-gpu.fish": "Complete in fish:",
    },
    "check": {
        "check": "Check all cluster files of clusters/:",
        "check --output github clusters/quickstart.yaml": "Annotate the lines of a pull request, in a workflow:",
        "check --since origin/main clusters/": "Also report the effect of every edit since another branch:",
        "check --max-hourly 100 clusters/": "Fail if an hour of a cluster may cost more than 100 USD:",
        "check --strict --output sarif clusters/quickstart.yaml > eks-gpu.sarif": (
            "Fail on warnings, and write a report for code hosts:"
        ),
    },
    "rule": {
        "rule gpu-stranded": "Explain a rule by the id that a message prints in brackets:",
        "rule --output json": "Print the pages of all rules and findings, for another program:",
    },
    "explain": {
        "explain clusters/quickstart.yaml nvidia-smi": "Show for each group whether a workload runs there, and why:",
        "explain nvidia-smi --output json": "Print the same figures for another program:",
    },
    "show": {
        "show examples/fleet/production.yaml": "Print a cluster file together with the files that it extends:",
        "show --all --output json clusters/quickstart.yaml": "Print every value with defaults, for another program:",
    },
    "instances": {
        "instances --gpu H100 --region us-west-2": "List the types with one GPU model in a region:",
        "instances --gpu L4 --output json": "Print the types with one GPU model as JSON:",
        "instances --gpu L4 --region us-west-2 --sort price": "List the types with one GPU model, the cheapest first:",
        "instances --min-gpu-memory-gib 40 --mig": "List the types whose GPUs are large and support MIG:",
    },
    "simulate": {
        "simulate clusters/noble-gpu.yaml --submit cuda-example=4@30m": "Submit four pods after 30 minutes:",
        "simulate clusters/batch.yaml --submit summarize --spot-refusal 0.5": (
            "Let EC2 refuse half of the Spot requests:"
        ),
    },
    "report": {
        "report clusters/quickstart.yaml -o report.html": "Write a page about one cluster:",
        "report clusters/ -o report": "Write a page for each cluster of a folder, and an index:",
        "report clusters/quickstart.yaml --since HEAD~1": "Show the edits of the last commit too:",
        "report clusters/quickstart.yaml --format svg -o cluster.svg": "Write the drawing only:",
    },
    "review": {
        "review plan.json": "Review a plan that `terraform show -json` has written:",
        "review --fail-on replace --output markdown network.json cluster.json": (
            "Review the plans of two stacks, and fail if one replaces a resource:"
        ),
        "review - < plan.json": "Review a plan from standard input:",
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
        "doctor --commands --redact": "Say what that script keeps of each answer, and what it blanks:",
        "doctor - < paste.txt": "Read what somebody pasted, without a cluster file:",
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
