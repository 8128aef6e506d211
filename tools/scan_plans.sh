#!/usr/bin/env bash
# Scan kept plans for what a security policy forbids: a step of a pipeline, after tools/plan_stacks.py.
#   tools/scan_plans.sh PLANS
# The plan is scanned, not the JSON of a stack: checkov gives up a file whose terraform block holds required_version,
# and says that all is well. Findings that you live with go into .checkov.yaml (skip-check, with a comment why).
set -euo pipefail
plans=$1
checkov=${CHECKOV:-.venv-checkov/bin/checkov}
shopt -s nullglob
found=("$plans"/*/plan.json)
if [ "${#found[@]}" -eq 0 ]; then
  echo "no plans in $plans: nothing was planned, nothing is scanned"
  exit 0
fi
options=(--framework terraform_plan --compact --quiet --skip-download)
if [ -f .checkov.yaml ]; then
  options+=(--config-file .checkov.yaml)
fi
for plan in "${found[@]}"; do
  options+=(--file "$plan")
done
exec "$checkov" "${options[@]}"
