"""Every numbered rule of docs/spec has a test that cites it, and every cited number is a rule."""
import re

from breach import Breach

DEFINITION = re.compile(r"^- (~~)?\*\*([A-Z][A-Z0-9]*)-(\d+)\*\*", re.M)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check(files):
    breaches = []
    rules = {}  # "LIVE-7": (path, line, struck out)
    last = {}   # "LIVE": 6
    for path, text in sorted(files.items()):
        if not re.fullmatch(r"docs/spec/[\w-]+\.md", path):
            continue
        for found in DEFINITION.finditer(text):
            struck, prefix, number = found[1], found[2], int(found[3])
            line = line_of(text, found.start())
            if number != last.get(prefix, 0) + 1:
                breaches.append(Breach(path, line, f"{prefix}-{number} does not follow {prefix}-{last.get(prefix, 0)}"))
            last[prefix] = number
            rules[f"{prefix}-{number}"] = (path, line, bool(struck))

    cited = set()
    citation = re.compile(rf"\b(?:{'|'.join(sorted(last)) or 'NONE'})-\d+\b")
    for path, text in files.items():
        if path.startswith("tests/tidy/"):
            continue
        for found in citation.finditer(text):
            if found[0] not in rules:
                breaches.append(Breach(path, line_of(text, found.start()), f"{found[0]} is not a rule of docs/spec"))
            elif path.startswith("tests/"):
                cited.add(found[0])
    breaches += [Breach(path, line, f"no test cites {rule}")
                 for rule, (path, line, struck) in rules.items() if not struck and rule not in cited]
    return breaches
