#!/usr/bin/env python3
"""Looks into JSON for the demo.

    look.py field PATH                  standard input's value at PATH, e.g. `user.id` or `1.src`
    look.py count LOG                   how many events a socket received, cursors and frames aside
    look.py event LOG TYPE USER PAYLOAD waits up to five seconds for exactly this event in a socket's log
"""
import json
import sys
import time

VOLATILE = ("CURSOR_SYNC", "FRAME_UPDATE")  # the server keeps only the newest of these


def field(path):
    value = json.load(sys.stdin)
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value[name]
    print(value if isinstance(value, str) else json.dumps(value))


def events(log):
    with open(log, encoding="utf-8") as lines:
        return [json.loads(line[2:]) for line in lines if line.startswith("< ") and line.endswith("\n")]


def wait_for(log, kind, user, payload):
    wanted = json.loads(payload)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for event in events(log):
            if event.get("type") == kind and event.get("userId") == user and event.get("payload") == wanted:
                return
        time.sleep(0.02)
    sys.exit(f"no such {kind} arrived within five seconds; what arrived: {events(log)[-3:]}")


def main(command, *arguments):
    if command == "field":
        field(*arguments)
    elif command == "count":
        print(sum(event.get("type") not in VOLATILE for event in events(*arguments)))
    elif command == "event":
        wait_for(*arguments)


main(*sys.argv[1:])
