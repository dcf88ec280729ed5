#!/usr/bin/env python3
"""The rules of docs/architecture.md about the source itself. Prints one line for each breach, and first proves on small
examples (self_test.py) that every check can fail. Run from anywhere; looks at all files that git knows or could add."""
import re
import subprocess
import sys
from pathlib import Path

import functions
import layers
import security
import self_test
import spec
import text
from breach import Breach, is_code

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2", ".bin")

CHECKS = {
    "layering": layers.check,
    "file length": text.file_length,
    "function length": functions.check,
    "opening": text.opening,
    "whitespace": text.whitespace,
    "unfinished words": text.unfinished,
    "proofless tests": text.proofless,
    "unused names": text.unused_names,
    "machine paths": text.machine_paths,
    "registry hosts": text.registries,
    "spec citations": spec.check,
    "named proofs": security.check,
}


def read_files():
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], capture_output=True, check=True,
                            text=True).stdout
    paths = sorted(path for path in listed.split("\0") if path and not path.endswith(BINARY))
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths if (ROOT / path).is_file()}


def formatting(files):
    """clang-format's opinion on the C++ files."""
    code = [path for path in files if is_code(path)]
    answer = subprocess.run(["clang-format-19", "--dry-run", "--ferror-limit=1", *code],
                            cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.findall(r"^([^:\n]+):(\d+):\d+: .*clang-format-violations", answer.stderr, re.M)
    return [Breach(path, int(line), "not as clang-format-19 -i leaves it") for path, line in found]


def main():
    passed, failed = self_test.run(CHECKS)
    files = read_files()
    for name, check in {**CHECKS, "formatting": formatting}.items():
        breaches = check(files)
        for breach in breaches:
            print(f"{breach} [{name}]")
        passed += not breaches
        failed += len(breaches)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
