"""Every test that docs/security.md names as a proof is there."""
import re

from breach import Breach

PAGE = "docs/security.md"
NAMED = re.compile(r"`([A-Z]\w*)\.(\w+)`")
TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.M)


def check(files):
    tests = {found.groups() for path, text in files.items() if path.startswith("tests/") for found in TEST.finditer(text)}
    return [Breach(PAGE, number, f"no test is called {suite}.{name}")
            for number, line in enumerate(files.get(PAGE, "").split("\n"), 1)
            for suite, name in NAMED.findall(line) if (suite, name) not in tests]
