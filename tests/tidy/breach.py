"""What every check here returns: the places where a rule of docs/architecture.md is broken."""
from typing import NamedTuple


class Breach(NamedTuple):
    path: str
    line: int
    rule: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}"


def is_code(path):
    return path.endswith((".cpp", ".hpp"))
