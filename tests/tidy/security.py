"""Every test that docs/security.md and docs/asvs.md name as a proof is there."""
import re

from breach import Breach

PAGES = ("docs/security.md", "docs/asvs.md")
NAMED = re.compile(r"`([A-Z]\w*)\.(\w+)`")
TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.M)


def check(files):
    tests = {found.groups() for path, text in files.items() if path.startswith("tests/") for found in TEST.finditer(text)}
    return [Breach(page, number, f"no test is called {suite}.{name}")
            for page in PAGES
            for number, line in enumerate(files.get(page, "").split("\n"), 1)
            for suite, name in NAMED.findall(line) if (suite, name) not in tests]
