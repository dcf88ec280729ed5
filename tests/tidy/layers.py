"""Layering: a file includes its own room and rooms of lower rows, and drivers are named by main, cli and tests only."""
import re

from breach import Breach, is_code

ROWS = {
    "web": 0, "base": 0,
    "schema": 1,
    "http": 2, "model": 2, "telemetry": 2, "db": 2, "bus": 2,
    "blob": 3, "media": 3, "zip": 3, "store": 3, "canvas": 3,
    "account": 4,
    "api": 5, "cli": 5,
}
TOP = 6  # src/main.cpp

# A room that may include another of its own row, and why.
SIDEWAYS = {
    ("canvas", "store"): "a socket's rights and an event's book come from the store",
    ("cli", "api"): "serve puts the parts together that the handlers take",
}

# room/name: a file whose name begins with it belongs to that driver.
DRIVERS = ("db/sqlite", "db/postgres", "blob/disk", "blob/s3", "bus/local", "bus/redis",
           "account/redis")

# A driver that stands on another, and why.
DRIVER_ON_DRIVER = {
    ("bus/redis", "bus/local"): "workers of one process meet by the local bus, with or without Redis",
    ("account/redis", "bus/redis"): "the buckets in Redis are asked by the bus's command connection",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def room_of(path):
    """The room of a source file, `main` for src/main.cpp, or None outside the layering (tests, bench)."""
    parts = path.split("/")
    if parts[0] == "web":
        return "web"
    if parts[0] != "src":
        return None
    return parts[1] if len(parts) > 2 else "main"


def driver_of(included):
    return next((driver for driver in DRIVERS if included.startswith(driver)), None)


def check_include(path, room, included):
    """The rule that this include breaks, or None."""
    target = included.split("/")[0]
    if "/" not in included or target not in ROWS:
        return f'includes "{included}": an include begins with its room, as "base/clock.hpp"'
    driver = driver_of(included)
    own = driver_of(path.removeprefix("src/"))
    if driver and room not in ("main", "cli") and own != driver and (own, driver) not in DRIVER_ON_DRIVER:
        return f'includes the driver "{included}": only main.cpp, cli, tests and the driver itself may'
    if room == target:
        return None
    row = TOP if room == "main" else ROWS[room]
    if ROWS[target] > row:
        return f'{room} (row {row}) includes "{included}" of a higher row ({ROWS[target]})'
    if ROWS[target] == row and (room, target) not in SIDEWAYS:
        return f'{room} includes "{included}" of its own row ({row}): not named in SIDEWAYS'
    return None


def check(files):
    breaches = []
    for path, text in files.items():
        room = room_of(path)
        if room is None or not is_code(path):
            continue
        if room != "main" and room not in ROWS:
            breaches.append(Breach(path, 1, f"the room {room} has no row in tests/tidy/layers.py"))
            continue
        for number, line in enumerate(text.split("\n"), 1):
            include = INCLUDE.match(line)
            rule = check_include(path, room, include[1]) if include else None
            if rule:
                breaches.append(Breach(path, number, rule))
    return breaches
