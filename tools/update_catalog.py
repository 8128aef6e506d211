"""Write or check the catalogue's data.

    python tools/update_catalog.py           write it anew from the recorded answers (needs moto and botocore)
    python tools/update_catalog.py --check   check what is committed; offline, and without moto if need be

Hand-kept files (images, add-ons, Kubernetes versions, GPU models) are edited as files; writing takes their hashes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# Run as a script, Python would look for modules beside it; the parts are imported from the repository's root.
sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.catalog import provenance
from tools.catalog.check import problems


def main() -> int:
    """Do what the command line says; 0 when the data is right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 on a problem")
    if not parser.parse_args().check:
        provenance.write()
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
