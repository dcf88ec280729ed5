"""Rules about a file's text: its length, its opening, its whitespace and words that do not belong in it."""
import re

from breach import Breach, is_code

LONGEST_FILE = 300  # lines

# Written in pieces, so that this file does not break its own rules.
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|not implement" r"ed|\bstu" r"b(?:s|bed)?\b", re.I)
NO_PROOF = re.compile(r"(?:EXPECT|ASSERT)_TRUE\(tr" r"ue\)|GTEST_SK" r"IP|DISABLE" r"D_")
MACHINE_PATH = re.compile(r"(?:^|[^A-Za-z0-9._-])/(?:work|farm|root|home)/")
REGISTRY = re.compile(r"registry\.[a-z]+js\.|registry\.yarn|\bpypi\.or" r"g\b|\bproxy\.golan" r"g\b|\"resolv" r"ed\":")

NAMED_HERE = re.compile(r"^ *(?:using [\w:]+::(\w+);|namespace (\w+) = .*;)", re.M)


def is_ours(path):
    """Written by hand and run or compiled, so not documentation, data or a lock file."""
    return not path.startswith("docs/") and not path.endswith((".md", ".json", ".svg", "LICENSE"))


def every_line(files, wanted, pattern, rule):
    return [Breach(path, number, f"{rule}: {line.strip()[:80]}")
            for path, text in files.items() if wanted(path)
            for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)]


def file_length(files):
    return [Breach(path, LONGEST_FILE + 1, f"the file has {text.count(chr(10))} lines, more than {LONGEST_FILE}")
            for path, text in files.items() if is_ours(path) and text.count("\n") > LONGEST_FILE]


def opening(files):
    breaches = []
    for path, text in files.items():
        # Where a header speaks for both its .cpp need not; a unit test is for the file that it mirrors.
        explained = path.removesuffix(".cpp") + ".hpp" in files or path.startswith("tests/unit/")
        if is_code(path) and not text.startswith("//") and (path.endswith(".hpp") or not explained):
            breaches.append(Breach(path, 1, "a file opens with a comment that says what it is for"))
        if path.endswith(".hpp") and not re.search(r"^#pragma once$", text, re.M):
            breaches.append(Breach(path, 1, "a header says #pragma once"))
    return breaches


def whitespace(files):
    breaches = every_line(files, lambda path: True, re.compile(r"\t|[ \r]+$"), "tab or trailing space")
    breaches += [Breach(path, text.count("\n") + 1, "the last line has no line end")
                 for path, text in files.items() if text and not text.endswith("\n")]
    return breaches


def unfinished(files):
    return every_line(files, is_ours, UNFINISHED, "a word of unfinished work")


def proofless(files):
    return every_line(files, lambda path: path.startswith("tests/"), NO_PROOF, "a test that cannot fail or does not run")


def unused_names(files):
    """clang-tidy's checks of this kind look at the main file only, which is none of ours where many files are one."""
    breaches = []
    for path, text in files.items():
        for found in NAMED_HERE.finditer(text) if path.endswith(".cpp") else ():
            name = found[1] or found[2]
            if len(re.findall(rf"\b{name}\b", text[:found.start()] + text[found.end():])) == 0:
                breaches.append(Breach(path, text.count("\n", 0, found.start()) + 1, f"{name} is named and not used"))
    return breaches


def machine_paths(files):
    return every_line(files, lambda path: True, MACHINE_PATH, "a path of one machine")


def registries(files):
    return every_line(files, lambda path: True, REGISTRY, "the host of a package registry")
