#!/usr/bin/env python3
"""check.py BINARY: what of the deployment files can be checked without a container engine; each check is one line."""
import os, re, subprocess, sys
import yaml

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


def compose_sets_known_names_only(_):
    """Each variable that compose.yaml gives to a node is one that the server reads."""
    document = yaml.safe_load(read("compose.yaml"))
    known = read("src/base/config.cpp")
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
    unit = read("deploy/pictbook.service").replace("/usr/local/bin/pictbook", "/bin/true")
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"pictbook-{os.getpid()}.service")
    with open(path, "w", encoding="utf-8") as file:
        file.write(unit)
    try:
        told = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    finally:
        os.unlink(path)
    own = [line for line in told.stderr.splitlines() if os.path.basename(path) in line]
    assert not own and told.returncode == 0, told.stderr


def main(binary):
    passed = failed = 0
    for check in (image_holds_every_library, compose_sets_known_names_only, compose_gives_every_setting,
                  unit_is_valid):
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
