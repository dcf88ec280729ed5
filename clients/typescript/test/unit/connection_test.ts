// One socket's life: its greeting, its heartbeat (V2-28), and its end.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'

import { Connection, type Socket } from '../../src/connection.js'

class SilentSocket implements Socket {
    protocol = 'pictshare.v2'
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    readonly sent: string[] = []
    closed: number | undefined

    send(text: string): void {
        this.sent.push(text)
    }

    close(code?: number): void {
        this.closed = code
    }

    tell(data: string): void {
        this.onmessage?.({ data } as never)
    }
}

function connect(t: TestContext, socket = new SilentSocket()) {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const heard: { type: string }[] = []
    const ends: [number, string][] = []
    const connection = new Connection(socket, () => 'hello', {
        message: (message) => heard.push(message),
        ended: (code, reason) => ends.push([code, reason]),
    })
    return { socket, connection, heard, ends, tick: (ms: number) => t.mock.timers.tick(ms) }
}

test('it greets, and hears', (t) => {
    const { socket, heard, ends } = connect(t)
    assert.equal(socket.sent.length, 0)
    socket.onopen!(undefined as never)
    assert.deepEqual(socket.sent, ['hello'])
    socket.tell('{"type":"WELCOME"}')
    assert.deepEqual(heard, [{ type: 'WELCOME' }])
    socket.onclose!({ code: 1012, reason: 'why' } as never)
    assert.deepEqual(ends, [[1012, 'why']])
})

test('a server of another protocol is not spoken to', (t) => {
    const { socket, ends } = connect(t, Object.assign(new SilentSocket(), { protocol: '' }))
    socket.onopen!(undefined as never)
    assert.equal(socket.sent.length, 0)
    assert.deepEqual(ends.map(([code]) => code), [4000])
})

test('without a WELCOME in time it ends', (t) => {
    const { socket, ends, tick } = connect(t)
    tick(14_999)
    assert.equal(ends.length, 0)
    tick(1)
    assert.deepEqual(ends.map(([, reason]) => reason), ['no WELCOME'])
    assert.equal(socket.closed, 1000)
})

test('a silence of a heartbeat is asked about, and an answer is enough', (t) => {
    const { socket, connection, ends, tick } = connect(t)
    connection.keepAlive(1000)
    tick(999)
    socket.tell('{"type":"CURSOR_SYNC"}')
    tick(999)
    assert.equal(socket.sent.length, 0)
    tick(1)
    assert.deepEqual(socket.sent, ['{"type":"PING"}'])
    socket.tell('{"type":"PONG"}')
    tick(1000)
    assert.equal(socket.sent.length, 2)
    assert.equal(ends.length, 0)
})

test('a PING without an answer ends it at once, whatever the network says later', (t) => {
    const { socket, connection, ends, tick } = connect(t)
    connection.keepAlive(1000)
    tick(1000)
    tick(15_000)
    assert.deepEqual(ends.map(([, reason]) => reason), ['silent'])
    assert.equal(socket.onclose, null)
})

test('what is no message of the protocol ends it', (t) => {
    for (const text of ['{', 'null', '3', '{"payload":1}']) {
        const { socket, ends } = connect(t)
        socket.tell(text)
        assert.equal(ends.length, 1, text)
        t.mock.timers.reset()
    }
})

test('one that is abandoned says nothing more', (t) => {
    const { socket, connection, ends, heard, tick } = connect(t)
    connection.abandon()
    socket.tell('{"type":"PONG"}')
    tick(60_000)
    assert.deepEqual([socket.closed, ends, heard], [1000, [], []])
})
