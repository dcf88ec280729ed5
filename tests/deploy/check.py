#!/usr/bin/env python3
"""check.py BINARY: what of the deployment files can be checked without a container engine; each check is one line."""
import json, os, re, subprocess, sys, tempfile
import yaml

import ops

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def image_holds_every_library(binary):
    """Whatever the binary is linked to is in a package that the runtime image installs, or that libc brings."""
    needed = re.findall(r"NEEDED.*\[(.+)\]", subprocess.run(["readelf", "-d", binary], check=True, capture_output=True,
                                                            text=True).stdout)
    paths = dict(re.findall(r"^\s*(\S+) => (\S+)", subprocess.run(["ldd", binary], check=True, capture_output=True,
                                                                  text=True).stdout, re.M))
    installed = set(read("Dockerfile").split("FROM")[2].split()) | {"libc6", "libgcc-s1"}
    for library in needed:
        real = os.path.realpath(paths[library])
        owner = next((found for path in (paths[library], real, real.replace("/usr", "", 1)) for found in
                      re.findall(r"^([^:\s]+)", subprocess.run(["dpkg-query", "-S", path], capture_output=True,
                                                                text=True).stdout)), None)
        assert owner in installed, f"the image lacks {library} of {owner}"
    # What the process that decodes images loads while it runs.
    assert "libvips42" in installed, "the image lacks libvips42"


def compose_sets_known_names_only(_):
    """Each variable that compose.yaml gives to a node is one that the server reads."""
    document = yaml.safe_load(read("compose.yaml"))
    known = read("src/base/config.cpp") + read("src/base/config_telemetry.cpp")
    for name, service in document["services"].items():
        if "build" in service:
            for variable in service["environment"]:
                assert f'"{variable}"' in known, f"{name}: the server reads no {variable}"
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in document["volumes"], f"{name}: volume {volume} is not declared"


def compose_gives_every_setting(_):
    """Settings that compose.yaml doesn't name reach the nodes from the file .env, which is no part of the image."""
    for name, service in yaml.safe_load(read("compose.yaml"))["services"].items():
        assert "build" not in service or service.get("env_file") == ".env", f"{name}: lacks the settings of .env"
    assert ".env" in read(".dockerignore").split(), "the image would hold the secrets of .env"


def unit_is_valid(_):
    """systemd takes the unit without a warning."""
    unit = read("deploy/pictbook.service").replace("/usr/bin/pictbook", "/bin/true")
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"pictbook-{os.getpid()}.service")
    with open(path, "w", encoding="utf-8") as file:
        file.write(unit)
    try:
        told = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    finally:
        os.unlink(path)
    own = [line for line in told.stderr.splitlines() if os.path.basename(path) in line]
    assert not own and told.returncode == 0, told.stderr
    assert re.search(r"^SystemCallFilter=.*\bseccomp\b", unit, re.M), "no image can be decoded without seccomp"


def binary_is_hardened(binary):
    """Position-independent, its tables read-only once it is linked, no stack of code, with the checks of compiler and libc."""
    def readelf(*words):
        return subprocess.run(["readelf", "-W", *words, binary], check=True, capture_output=True, text=True).stdout
    assert "DYN (Position-Independent Executable" in readelf("-h"), "no PIE"
    segments = readelf("-l")
    assert "GNU_RELRO" in segments and re.search(r"GNU_STACK.* RW ", segments), "no RELRO, or a stack of code"
    assert re.search(r"FLAGS_1.*NOW", readelf("-d")), "symbols are bound while it runs"
    symbols = readelf("--dyn-syms")
    assert "__stack_chk_fail" in symbols and re.search(r"__\w+_chk\b(?<!stack_chk)", symbols), "no checks in it"
    with open(binary, "rb") as file:
        pads = file.read().count(bytes.fromhex("f30f1efa"))  # endbr64: where an indirect call may land
    assert os.uname().machine != "x86_64" or pads > 1000, "no landing pads"


def version_names_the_commit(binary):
    """What runs can be found in the repository."""
    told = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True).stdout
    head = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"], check=True, capture_output=True, text=True).stdout
    assert re.fullmatch(rf"pictbook \d+\.\d+\.\d+ \(commit {head.strip()}(-dirty)?\)\n", told), told


def bill_names_every_package(binary):
    """The document of tools/sbom has the package of each library that the program is linked to, once."""
    bill = json.loads(subprocess.run([os.path.join(ROOT, "tools/sbom"), binary], check=True, capture_output=True, text=True).stdout)
    names = [package["name"] for package in bill["packages"]]
    missing = {"pictbook", "libvips42", "libssl3", "libsqlite3-0", "libc6", "swagger-ui-dist"} - set(names)
    assert not missing and len(names) == len(set(names)), f"lacks {missing}, or names one twice"
    identifiers = {package["SPDXID"] for package in bill["packages"]} | {"SPDXRef-DOCUMENT"}
    for relation in bill["relationships"]:
        assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= identifiers, relation


def package_installs(binary):
    """The Debian package holds a program that runs, the unit and the documents, and names what it needs."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cpack", "--config", os.path.join(os.path.dirname(binary), "CPackConfig.cmake"), "-B", folder],
                       check=True, capture_output=True)
        package, = (os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".deb"))
        needs = subprocess.run(["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True).stdout
        assert {"libvips42", "libssl3", "libseccomp2"} <= set(re.findall(r"[\w.+-]+", needs)), needs
        subprocess.run(["dpkg-deb", "-x", package, os.path.join(folder, "root")], check=True)
        root = os.path.join(folder, "root/usr")
        for file in ("lib/systemd/system/pictbook.service", "share/doc/pictbook/operations.md", "share/doc/pictbook/copyright",
                     "share/doc/pictbook/sbom.spdx.json"):
            assert os.path.getsize(os.path.join(root, file)) > 0, file
        told = subprocess.run([os.path.join(root, "bin/pictbook"), "--version"], check=True, capture_output=True, text=True).stdout
        assert told.startswith("pictbook "), told


def board_and_alerts_name_what_is_told(binary):
    ops.check(binary)


def main(binary):
    passed = failed = 0
    for check in (image_holds_every_library, compose_sets_known_names_only, compose_gives_every_setting,
                  unit_is_valid, binary_is_hardened, version_names_the_commit, bill_names_every_package, package_installs,
                  board_and_alerts_name_what_is_told):
        try:
            check(binary)
            passed += 1
        except (AssertionError, OSError, subprocess.CalledProcessError) as failure:
            failed += 1
            print(f"{check.__name__}: {failure}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
