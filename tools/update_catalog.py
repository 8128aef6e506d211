r"""Write or check the catalogue's data.

    python tools/update_catalog.py           write it from the recorded answers (needs moto and botocore)
    python tools/update_catalog.py --check   check the committed data; offline, and without moto if need be

For an instance type that the recorded answers lack, ask AWS and pass the answers on, with the day:

    aws ec2 describe-instance-types --instance-types NAME > type.json
    aws ec2 describe-instance-type-offerings --filters Name=instance-type,Values=NAME \\
        --location-type availability-zone > names.json         (and availability-zone-id > ids.json; for each region)
    python tools/update_catalog.py --from-aws type.json names.json ids.json --read 2026-11-29

A GPU model that is new also needs a row in gpus.json, by hand: this program names it. Hand-kept files (images, add-ons,
Kubernetes versions, GPU models) are edited as files; writing updates their hashes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

# Python looks for modules next to a script, but the parts are imported from the repository's root.
sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.catalog import answers, provenance, recorded
from tools.catalog.check import problems
from tools.catalog.files import read


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0 if the data is right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 on a problem")
    parser.add_argument("--from-aws", nargs="+", type=Path, metavar="FILE", help="answers of the AWS command line")
    parser.add_argument("--read", metavar="DAY", help="the day on which AWS was asked, as 2026-11-29")
    options = parser.parse_args(arguments)
    if (options.from_aws is None) != (options.read is None):
        parser.error("--from-aws and --read go together: the catalogue names the day of each answer")
    if options.from_aws:
        try:
            taken = answers.take(options.from_aws, options.read, _zone_ids(), recorded.ANSWERS)
        except answers.RefusedError as error:
            parser.error(str(error))
        print(f"taken: {', '.join(taken)}")
    if not options.check:
        provenance.write()
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


def _zone_ids() -> dict[str, list[str]]:
    """Zone ids of every recorded region."""
    recorded = json.loads(read("regions.json"))["recorded"]
    return {region: zones["zone_ids"] for region, zones in recorded.items()}


if __name__ == "__main__":
    sys.exit(main())
