#!/usr/bin/env python3
"""reject.py BUILD: misuse must not compile. Every file of this folder is given to the compiler with the flags of
src/main.cpp in the build folder BUILD. One whose first line is `// expect: <regular expression>` must fail with an error
that the expression matches; `ok_*.cpp` must compile, which proves that the flags and headers are right."""
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPECT = re.compile(r"// expect: (.+)")


def compiler_command(build):
    """The command of src/main.cpp without ccache, input, output and dependency files."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in commands if entry["file"].endswith("/src/main.cpp"))
    words = shlex.split(entry["command"])
    words = words[next(i for i, word in enumerate(words) if "clang++" in word):]
    words = words[:words.index("-o")]
    return [*words, "-fsyntax-only", "-fno-color-diagnostics"], entry["directory"]


def verdict(case, command, directory):
    """Why the case does not do as it says, or None."""
    answer = subprocess.run([*command, case], cwd=directory, capture_output=True, text=True, check=False)
    first = EXPECT.match(case.read_text(encoding="utf-8"))
    if case.name.startswith("ok_"):
        return None if answer.returncode == 0 else f"must compile, but:\n{answer.stderr}"
    if not first:
        return "its first line is not `// expect: <regular expression>`"
    if answer.returncode == 0:
        return "compiles, and must not"
    errors = [line for line in answer.stderr.splitlines() if " error: " in line]
    if not any(re.search(first[1], line) for line in errors):
        return f"fails for another reason than {first[1]!r}:\n{answer.stderr}"
    return None


def main():
    command, directory = compiler_command(Path(sys.argv[1]).resolve())
    cases = sorted(HERE.glob("*.cpp"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lambda case: verdict(case, command, directory), cases))
    failed = 0
    for case, reason in zip(cases, verdicts):
        if reason:
            print(f"tests/reject/{case.name}:1: {reason}")
            failed += 1
    if not any(case.name.startswith("ok_") for case in cases):
        print("tests/reject: there is no ok_*.cpp that shows that the flags are right")
        failed += 1
    print(f"{len(cases) - sum(map(bool, verdicts))} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
