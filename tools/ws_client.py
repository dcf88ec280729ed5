#!/usr/bin/env python3
"""A small WebSocket client (RFC 6455, text only) for the demo and for trying things out by hand.

    ws_client.py ws://localhost:4000/canvas/<book> [--cookies JAR]

Sends each line of standard input as a message and prints one line for each thing that happens: `open`,
`< <message>`, `close <code> <reason>`. JAR is a cookie file as `curl -c` writes it. Ends with its input.
"""
import argparse
import base64
import hashlib
import os
import select
import socket
import struct
import sys
import urllib.parse

ACCEPT_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 section 1.3
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def cookie_header(path):
    pairs = []
    with open(path, encoding="utf-8") as jar:
        for line in jar:
            fields = line.removeprefix("#HttpOnly_").rstrip("\n").split("\t")
            if len(fields) == 7:
                pairs.append(f"{fields[5]}={fields[6]}")
    return f"Cookie: {'; '.join(pairs)}\r\n" if pairs else ""


class Client:
    def __init__(self, url, headers):
        where = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((where.hostname, where.port or 80), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.message = b""
        key = base64.b64encode(os.urandom(16)).decode()
        target = (where.path or "/") + (f"?{where.query}" if where.query else "")
        self.socket.sendall((f"GET {target} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                             f"{headers}\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.fill()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        accept = base64.b64encode(hashlib.sha1((key + ACCEPT_KEY).encode()).digest())
        if b" 101 " not in head.split(b"\r\n")[0] or accept not in head:
            raise ConnectionError(f"the server refused the upgrade: {head.decode(errors='replace').splitlines()[0]}")

    def fill(self):
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed the connection")
        self.buffer += received

    def send(self, payload, opcode=TEXT):
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(head + mask + masked)

    def frames(self):
        """The complete frames of the buffer, as (final, opcode, payload)."""
        while len(self.buffer) >= 2:
            size, start = self.buffer[1] & 0x7F, 2
            if size == 126:
                size, start = int.from_bytes(self.buffer[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self.buffer[2:10], "big"), 10
            if len(self.buffer) < start + size:
                return
            frame = self.buffer[0] & 0x80, self.buffer[0] & 0x0F, self.buffer[start:start + size]
            self.buffer = self.buffer[start + size:]
            yield frame

    def handle(self):
        """Prints what has arrived; false after the server's close."""
        for final, opcode, payload in self.frames():
            if opcode == PING:
                self.send(payload, PONG)
            elif opcode == CLOSE:
                code = int.from_bytes(payload[:2], "big") if payload else 1005
                say(f"close {code} {payload[2:].decode(errors='replace')}".rstrip())
                self.send(payload, CLOSE)
                return False
            elif opcode != PONG:
                self.message += payload
                if final:
                    say(f"< {self.message.decode(errors='replace')}")
                    self.message = b""
        return True


def say(line):
    print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--cookies", metavar="JAR", help="cookie file as `curl -c` writes it")
    options = parser.parse_args()
    client = Client(options.url, cookie_header(options.cookies) if options.cookies else "")
    say("open")
    # Bytes beyond the handshake's end may hold the first frames already.
    if not client.handle():
        return
    lines = sys.stdin.buffer.raw
    pending = b""
    while True:
        for ready in select.select([client.socket, lines], [], [])[0]:
            if ready is client.socket:
                client.fill()
                if not client.handle():
                    return
                continue
            typed = lines.read(65536)
            if not typed:
                client.send(struct.pack("!H", 1000), CLOSE)
                return
            *whole, pending = (pending + typed).split(b"\n")
            for line in whole:
                client.send(line)


if __name__ == "__main__":
    try:
        main()
    except (OSError, KeyboardInterrupt) as failure:
        sys.exit(f"ws_client: {failure}")
