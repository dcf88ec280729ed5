"""Functions fit a screen. Braces are counted, not parsed: exact enough to trip on a function that grew too long."""
import re

from breach import Breach, is_code

LONGEST_FUNCTION = 70  # lines, from its opening brace to its closing one

SKIPPED = re.compile(r'''
    R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"   # raw string
    | "(?:\\.|[^"\\\n])*"                         # string
    | (?<![0-9A-Fa-f])'(?:\\.[^']*|[^'\\\n])'      # character; not the separator of 1'000
    | //[^\n]* | /\*.*?\*/                         # comment
    | ^[ \t]*\#(?:\\\n|[^\n])*                     # preprocessor line
''', re.X | re.S | re.M)
# Its own alternatives come first, so that a brace inside a template head or attribute does not hide the word.
SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b[^()=]*$")


def without_text(source):
    """`source` with strings, comments and preprocessor lines blanked, line numbers kept."""
    return SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def long_blocks(source):
    """(line, length, head) of each outermost block that is not a namespace or type and is too long."""
    open_braces = []  # (is a scope, line, head)
    head_start, line = 0, 1
    code = without_text(source)
    for position, character in enumerate(code):
        if character == "\n":
            line += 1
        elif character == "{":
            head = " ".join(code[head_start:position].split())
            open_braces.append((bool(SCOPE.search(head)), line, head))
            head_start = position + 1
        elif character == "}" and open_braces:
            is_scope, start, head = open_braces.pop()
            outermost = all(scope for scope, _, _ in open_braces)
            if not is_scope and outermost and "(" in head and line - start + 1 > LONGEST_FUNCTION:
                yield start, line - start + 1, head
            head_start = position + 1
        elif character == ";":
            head_start = position + 1


def check(files):
    return [Breach(path, line, f"a function of {length} lines, more than {LONGEST_FUNCTION}: …{head[-60:]}")
            for path, text in files.items() if is_code(path)
            for line, length, head in long_blocks(text)]
