// How long a client waits before it comes back.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'

import type { Socket, SocketConstructor } from '../../src/connection.js'
import { Link } from '../../src/link.js'

/** A link whose sockets the test ends; `end` gives the wait that follows. The clock stands, but for `pass`. */
function scene(t: TestContext) {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    t.mock.method(Math, 'random', () => 1)
    let now = 0
    t.mock.method(performance, 'now', () => now)
    let socket: Socket | undefined
    class SilentSocket {
        protocol = 'pictshare.v2'
        onclose: unknown = null
        constructor() {
            socket = this as unknown as Socket
        }
        send(): void {}
        close(): void {}
    }
    let waitMs: number | undefined
    const link = new Link({ address: '', WebSocket: SilentSocket as unknown as SocketConstructor }, {
        hello: () => '', message: () => {}, changed: (change) => (waitMs = change.waitMs),
    })
    const end = (code: number): number | undefined => {
        link.connect()
        socket!.onclose!({ code, reason: '' } as never)
        return waitMs
    }
    return { link, end, pass: (ms: number) => (now += ms) }
}

test('each failure doubles the wait, a server that stops is none', (t) => {
    const { end } = scene(t)
    assert.deepEqual([end(1006), end(1006), end(1012), end(1006)], [500, 1000, 2000, 2000])
})

test('a socket that was live for a while makes the waits short again', (t) => {
    const { link, end, pass } = scene(t)
    end(1006)
    end(1006)
    link.connect()
    link.joined()
    pass(4_999)
    assert.equal(end(1006), 2000)
    link.connect()
    link.joined()
    pass(5_000)
    assert.equal(end(1006), 500)
})
