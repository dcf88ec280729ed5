"""Examples that each check must refuse, and neighbours of them that it must let pass: a check that never fails proves
nothing."""

RULES = "- **LIVE-1** One.\n- **LIVE-2** Two.\n"
CITED = {"tests/live/opening.cpp": "// LIVE-1\n// LIVE-2\n"}


def function_of(lines):
    return "// Example.\nint f(int a) {\n" + "    a++;\n" * (lines - 2) + "}\n"


# check: (example, how many breaches)
EXAMPLES = {
    "layering": [
        ({"src/base/a.cpp": '#include "db/db.hpp"\n'}, 1),
        ({"src/db/a.cpp": '#include "base/clock.hpp"\n#include "db/db.hpp"\n#include <vector>\n'}, 0),
        ({"src/db/a.cpp": '#include "bus/bus.hpp"\n'}, 1),
        ({"src/canvas/a.cpp": '#include "store/users.hpp"\n'}, 0),
        ({"src/store/a.cpp": '#include "canvas/hub.hpp"\n'}, 1),
        ({"src/store/a.cpp": '#include "db/sqlite.hpp"\n'}, 1),
        ({"src/db/db.cpp": '#include "db/sqlite.hpp"\n'}, 1),
        ({"src/db/sqlite_reader.cpp": '#include "db/sqlite.hpp"\n'}, 0),
        ({"src/bus/redis_link.cpp": '#include "bus/local.hpp"\n'}, 0),
        ({"src/bus/local.cpp": '#include "bus/redis.hpp"\n'}, 1),
        ({"src/main.cpp": '#include "db/sqlite.hpp"\n', "src/cli/a.cpp": '#include "blob/disk.hpp"\n'}, 0),
        ({"src/http/a.cpp": '#include "message.hpp"\n'}, 1),
        ({"src/attic/a.cpp": "\n"}, 1),
        ({"tests/unit/db/a.cpp": '#include "db/sqlite.hpp"\n#include "support/data.hpp"\n'}, 0),
    ],
    "file length": [
        ({"src/db/a.cpp": "\n" * 301}, 1),
        ({"src/db/a.cpp": "\n" * 300, "docs/openapi.json": "\n" * 9000}, 0),
    ],
    "function length": [
        ({"src/db/a.cpp": function_of(71)}, 1),
        ({"src/db/a.cpp": function_of(70)}, 0),
        ({"src/db/a.cpp": "namespace a {\nclass B : public C {\n" + function_of(71) + "};\n}\n"}, 1),
        ({"src/db/a.cpp": "namespace a {\n" + function_of(40) * 3 + "}\n"}, 0),
        ({"src/db/a.cpp": 'const char* k = R"(f() {)";\n// g() {\nchar c = \'{\';\nint n = 1\'000;\n' + function_of(60)}, 0),
        ({"src/db/a.cpp": "const int kTable[] = {\n" + "    1,\n" * 100 + "};\n"}, 0),
    ],
    "opening": [
        ({"src/db/a.cpp": '#include "db/db.hpp"\n'}, 1),
        ({"src/db/a.hpp": "// What it is for.\nint a();\n"}, 1),
        ({"src/db/a.hpp": "// What it is for.\n#pragma once\n", "src/db/a.cpp": '#include "db/a.hpp"\n'}, 0),
        ({"src/db/b.hpp": "// What it is for.\n#pragma once\n", "src/db/a.cpp": '#include "db/b.hpp"\n'}, 1),
    ],
    "whitespace": [
        ({"demo": "a\tb\n"}, 1),
        ({"demo": "a \n"}, 1),
        ({"demo": "a"}, 1),
        ({"demo": "a b\n"}, 0),
    ],
    "unfinished words": [
        ({"src/db/a.cpp": "// TO" "DO: later\n"}, 1),
        ({"web/docs.js": "// not implement" "ed\n"}, 1),
        ({"tests/unit/a.cpp": "class Stu" "b {};\n"}, 1),
        ({"src/db/a.cpp": "// A stubborn hacker's todos.\n"}, 0),
    ],
    "proofless tests": [
        ({"tests/unit/a.cpp": "GTEST_SK" "IP();\n"}, 1),
        ({"tests/unit/a.cpp": "EXPECT_TRUE(tr" "ue);\n"}, 1),
        ({"tests/unit/a.cpp": "TEST(A, DISABLE" "D_b) {}\n"}, 1),
        ({"tests/unit/a.cpp": "EXPECT_TRUE(is_true);\n"}, 0),
    ],
    "unused names": [
        ({"src/db/a.cpp": "using std::vector;\n"}, 1),
        ({"src/db/a.cpp": "namespace json = schema::json;\n    using std::vector;\nint list;\n"}, 2),
        ({"src/db/a.cpp": "using std::vector;\nvector<int> list;\n", "src/db/a.hpp": "using std::list;\n"}, 0),
    ],
    "machine paths": [
        ({"README.md": "see /ho" "me/ann/pictbook\n"}, 1),
        ({"README.md": "see https://example.com/home/ and src/work/\n"}, 0),
    ],
    "registry hosts": [
        ({"web/package-lock.json": '"resolv' 'ed": "https://example.com/a.tgz"\n'}, 1),
        ({"web/package-lock.json": '"version": "5.35.0"\n'}, 0),
    ],
    "named proofs": [
        ({"docs/security.md": "see `Cors.IsStrict`\n", "tests/a.cpp": "TEST(Cors, IsStrict) {\n"}, 0),
        ({"docs/security.md": "see `Cors.IsStrict`, `Cors.is_not`\n", "tests/a.cpp": "TEST(Cors, IsStrict) {\n"}, 1),
        ({"docs/asvs.md": "see `Cors.IsStrict`, `Cors.is_not`\n", "tests/a.cpp": "TEST(Cors, IsStrict) {\n"}, 1),
        ({"docs/security.md": "see `LOG_LEVEL` and `sub`\n"}, 0),
    ],
    "spec citations": [
        ({"docs/spec/live.md": RULES, **CITED}, 0),
        ({"docs/spec/live.md": RULES, "tests/live/a.cpp": "// LIVE-1\n", "src/canvas/a.cpp": "// LIVE-2\n"}, 1),
        ({"docs/spec/live.md": RULES, **CITED, "src/canvas/a.cpp": "// LIVE-3, UTF-8\n"}, 1),
        ({"docs/spec/live.md": RULES + "- **LIVE-4** Four.\n", **CITED, "tests/a.cpp": "// LIVE-4\n"}, 1),
        ({"docs/spec/live.md": RULES + "- ~~**LIVE-3** Gone.~~\n", **CITED}, 0),
    ],
}


def run(checks):
    """(passed, failed) over all examples; prints those that fail."""
    passed = failed = 0
    for name, check in checks.items():
        expected = [count for _, count in EXAMPLES.get(name, [])]
        if 0 not in expected or not any(expected):
            print(f"tests/tidy/self_test.py:1: {name} needs an example that passes and one that fails")
            failed += 1
        for files, count in EXAMPLES.get(name, []):
            found = check(files)
            if len(found) == count:
                passed += 1
            else:
                print(f"tests/tidy/self_test.py:1: {name} found {len(found)} breaches instead of {count} in {files}")
                failed += 1
    return passed, failed
