"""Says which pinned packages have known faults: ``audit.py PIP_AUDIT REQUIREMENTS...``.

Exit code 1 where one has a fault that a newer version mends. Where the advisory service does not
answer, or knows none of the packages, that is said, and is no failure: a build must pass offline.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SECONDS = 180


def asked(program: str, file: str) -> tuple[list[dict[str, Any]], str]:
    """Return what the service says of each package, and why it says nothing."""
    command = [program, "--requirement", file, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        return json.loads(told.stdout)["dependencies"], ""
    except subprocess.TimeoutExpired:
        return [], f"no answer within {SECONDS} s"
    except (OSError, ValueError, KeyError) as error:
        return [], f"no answer ({type(error).__name__})"


def judged(file: str, packages: list[dict[str, Any]], reason: str) -> bool:
    """Print what was found for one file; tell whether a newer version would mend something."""
    known = [package for package in packages if "skip_reason" not in package]
    faults = [(package, fault) for package in known for fault in package["vulns"]]
    if not known:
        why = reason or f"the advisory service knows none of {len(packages)} packages"
        sys.stdout.write(f"AUDIT {file}: skipped, {why}\n")
    else:
        sys.stdout.write(
            f"AUDIT {file}: {len(known)} of {len(packages)} packages, {len(faults)} known faults\n"
        )
    for package, fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "nothing yet"
        sys.stdout.write(
            f"  {package['name']} {package['version']}: {fault['id']}, mended in {mended}\n"
        )
    return any(fault["fix_versions"] for _, fault in faults)


if __name__ == "__main__":
    found = [judged(file, *asked(sys.argv[1], file)) for file in sys.argv[2:]]
    sys.exit(1 if any(found) else 0)
