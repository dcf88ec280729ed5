// The whole client against a model of the server: joins, losses of the socket, refusals, storage, and that all agree.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'

import { openCanvas, type Canvas } from '../../src/canvas.js'
import type { CanvasEvents, CanvasOptions } from '../../src/session.js'
import type { Saved } from '../../src/storage.js'
import { becomesLive, circle, comesTrue } from '../elements.js'
import { ModelServer, ModelSocket } from '../model.js'

async function open(t: TestContext, server: ModelServer, options: Partial<CanvasOptions> = {}): Promise<Canvas> {
    const canvas = await openCanvas({ address: 'ws://model/canvas/book', WebSocket: server.WebSocket, ...options })
    t.after(() => canvas.close())
    return canvas
}

/** What a canvas tells of one name, as it comes. */
function heard<Name extends keyof CanvasEvents>(canvas: Canvas, name: Name): CanvasEvents[Name][] {
    const events: CanvasEvents[Name][] = []
    canvas.on(name, (event) => events.push(event))
    return events
}

function socketOf(server: ModelServer, canvas: Canvas): ModelSocket {
    return [...server.sockets].find(({ clientId }) => clientId === canvas.clientId)!
}

test('two canvases of a book see each other\'s edits', async (t) => {
    const server = new ModelServer()
    const [ada, bob] = [await open(t, server), await open(t, server)]
    const outcome = await ada.create(circle('sun', 5))
    assert.deepEqual(outcome, { ok: true, op: { c: ada.clientId, n: 1 }, seq: 1, result: 'committed', skipped: [] })
    await comesTrue(() => bob.element('sun'), 'the event')
    assert.equal(ada.state, 'live')
    assert.deepEqual(ada.hash(), bob.hash())
    assert.notEqual(ada.hash().hash, '0000000000000000')
})

test('changes are told once for a turn', async (t) => {
    const canvas = await open(t, new ModelServer())
    const changes = heard(canvas, 'change')
    void canvas.create(circle('a'))
    void canvas.create(circle('b'))
    assert.deepEqual(changes, [])
    await Promise.resolve()
    assert.deepEqual(changes, [{ ids: ['a', 'b'] }])
})

test('a client that comes back says what it has, and gets what it lacks', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await canvas.create(circle('a'))
    const states = heard(canvas, 'state')
    socketOf(server, canvas).drop(1012)
    server.commit({ type: 'SHAPE_UPDATE', payload: { id: 'a', type: 'CIRCLE', x: 9 } })
    await comesTrue(() => canvas.element('a')!.x === 9, 'the event that was missed')
    await becomesLive(canvas)
    assert.deepEqual(states.map(({ state }) => state), ['waiting', 'connecting', 'joining', 'live'])
    assert.deepEqual(socketOf(server, canvas).sent[0], { type: 'HELLO', payload: { clientId: canvas.clientId, lastSeq: 1, epoch: 0 } })
})

test('what is edited offline is sent in its order', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await becomesLive(canvas)
    socketOf(server, canvas).drop(1012)
    const outcomes = [canvas.create(circle('a')), canvas.update({ id: 'a', type: 'CIRCLE', x: 7 }), canvas.remove('a'), canvas.restore('a')]
    assert.equal(canvas.waiting, 4)
    assert.deepEqual((await Promise.all(outcomes)).map((each) => each.ok && each.seq), [1, 2, 3, 4])
    assert.equal(server.state.elements.get('a')!.x, 7)
    assert.equal(canvas.waiting, 0)
})

test('a command whose ACK was lost is committed once', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await canvas.create(circle('a'))
    server.answer = (command) => {
        server.answer = () => undefined
        socketOf(server, canvas).drop(1012)
        server.commit(command)
        return {}
    }
    assert.deepEqual(await canvas.update({ id: 'a', type: 'CIRCLE', x: 3 }), { ok: true, op: { c: canvas.clientId, n: 2 }, seq: 2, result: 'committed', skipped: [] })
    assert.equal(server.state.seq, 2)
    assert.equal(canvas.element('a')!.x, 3)
})

test('a refusal is taken back, answered and told', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await canvas.create(circle('a'))
    const refused = heard(canvas, 'refused')
    const again = canvas.batch([{ type: 'SHAPE_CREATE', payload: circle('b') }, { type: 'SHAPE_CREATE', payload: circle('a') }])
    assert(canvas.element('b'))
    const outcome = await again
    assert.deepEqual(outcome, { ok: false, op: { c: canvas.clientId, n: 2 }, status: 409, code: 'exists', message: 'exists' })
    assert.deepEqual(refused, [outcome])
    await canvas.undo()
    assert.equal(canvas.element('a'), undefined, 'what was refused is not what is taken back')
    assert.equal(canvas.element('b'), undefined)
})

test('a command that the server cannot take now is sent again when it asks for it', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    let refusals = 0
    server.answer = ({ op }) => ++refusals > 3 ? undefined :
        { type: 'ERROR', payload: { status: 503, message: 'busy', data: { op, code: 'unavailable', retryable: true, retryAfterMs: 1 } } }
    const outcomes = await Promise.all([canvas.create(circle('a')), canvas.update({ id: 'a', type: 'CIRCLE', x: 4 })])
    assert.deepEqual(outcomes.map(({ ok }) => ok), [true, true])
    assert.equal(server.state.elements.get('a')!.x, 4)
    assert(refusals > 3)
})

test('a queue that is full and a command that is too long are refused here', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server, { queue: { commands: 2 } })
    await becomesLive(canvas)
    const long = await canvas.create({ ...circle('long'), type: 'TEXT', content: 'x'.repeat(100_000), fontSize: 1 })
    assert.equal(!long.ok && long.code, 'too_large')
    const outcomes = ['a', 'b', 'c'].map((id) => canvas.create(circle(id)))
    const third = await outcomes[2]!
    assert.equal(!third.ok && third.code, 'queue_full')
    assert.equal(canvas.element('c'), undefined)
    assert.deepEqual((await Promise.all(outcomes)).map(({ ok }) => ok), [true, true, false])
})

test('undo and redo take back and do again', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    assert.equal(canvas.undo(), undefined)
    await canvas.create(circle('a'))
    await canvas.update({ id: 'a', type: 'CIRCLE', x: 4 })
    await canvas.undo()
    assert.equal(canvas.element('a')!.x, 0)
    await canvas.undo()
    assert.equal(canvas.element('a'), undefined)
    await canvas.redo()
    await canvas.redo()
    assert.equal(canvas.element('a')!.x, 4)
    assert.equal(canvas.redo(), undefined)
    await canvas.undoOf({ c: canvas.clientId, n: 1 })
    assert.equal(canvas.element('a'), undefined)
})

test('what waits outlives the page, and no counter is used twice', async (t) => {
    const server = new ModelServer()
    let kept: Saved | undefined
    const storage = { get: () => kept, set: (saved: Saved) => void (kept = structuredClone(saved)) }
    server.answer = () => ({})
    const first = await open(t, server, { storage })
    await becomesLive(first)
    const lost = first.create(circle('a', 6))
    await comesTrue(() => kept?.commands.length === 1, 'the command in the storage')
    first.close()
    const closed = await lost
    assert.equal(!closed.ok && closed.code, 'closed')
    server.answer = () => undefined
    const second = await open(t, server, { storage })
    assert.equal(second.clientId, first.clientId)
    assert.equal(second.element('a')!.x, 6)
    await comesTrue(() => server.state.elements.has('a'), 'the command of the page before')
    const { op } = await second.remove('a')
    assert.equal(op.n, 2)
    await comesTrue(() => kept!.commands.length === 0, 'an empty storage')
    assert.equal(kept!.counter, 2)
})

test('a command is sent when a slow storage has it, and also when the storage fails, which is told', async (t) => {
    const server = new ModelServer()
    let finish = (_: boolean): void => {}
    const writing = { get: () => undefined, set: () => new Promise<void>((resolve, reject) => (finish = (ok) => (ok ? resolve() : reject(new Error('full'))))) }
    const canvas = await open(t, server, { storage: writing })
    const problems = heard(canvas, 'storage')
    await becomesLive(canvas)
    finish(true)
    const outcome = canvas.create(circle('a'))
    server.commit({ type: 'SHAPE_CREATE', payload: circle('b') })
    await comesTrue(() => canvas.element('b'), 'an event')
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(socketOf(server, canvas).sent.map(({ type }) => type), ['HELLO'])
    finish(false)
    assert((await outcome).ok)
    assert.equal(problems.length, 1)
})

test('a hash that disagrees makes the client read the book again, which is told', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await canvas.create(circle('a'))
    const [agreements, resyncs, states] = [heard(canvas, 'agreement'), heard(canvas, 'resync'), heard(canvas, 'state')]
    const { hash } = canvas.hash()
    socketOf(server, canvas).tell({ type: 'STATE_HASH', seq: 1, payload: { hash } })
    socketOf(server, canvas).tell({ type: 'STATE_HASH', seq: 1, payload: { hash: '00000000000000ff' } })
    await comesTrue(() => states.length === 4, 'another join')
    assert.deepEqual(agreements, [{ seq: 1 }])
    assert.deepEqual(resyncs, [{ trouble: 'wrong', ours: hash, theirs: '00000000000000ff' }])
    assert.deepEqual(socketOf(server, canvas).sent[0], { type: 'HELLO', payload: { clientId: canvas.clientId } })
    assert.equal(canvas.hash().hash, hash)
})

test('a client that may not come back stops and says why', async (t) => {
    const server = new ModelServer()
    for (const [code, reason] of [[3000, 'unauthorized'], [4000, 'defect'], [4009, 'replaced']] as const) {
        const canvas = await open(t, server)
        await becomesLive(canvas)
        const states = heard(canvas, 'state')
        socketOf(server, canvas).drop(code)
        await comesTrue(() => canvas.state === 'stopped', 'the stop')
        assert.deepEqual(states, [{ state: 'stopped', reason }])
    }
    const canvas = await open(t, server)
    await becomesLive(canvas)
    const states = heard(canvas, 'state')
    socketOf(server, canvas).tell({ type: 'CONTROL', payload: { reason: 'BOOK_DELETED' } })
    await new Promise((resolve) => setTimeout(resolve, 5))
    socketOf(server, canvas).drop(3000)
    await comesTrue(() => canvas.state === 'stopped', 'the stop')
    assert.deepEqual(states, [{ state: 'stopped', reason: 'BOOK_DELETED' }])
    canvas.connect()
    await becomesLive(canvas)
})

test('unknown messages and members are ignored, a role is told', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await becomesLive(canvas)
    const roles = heard(canvas, 'role')
    const socket = socketOf(server, canvas)
    socket.tell({ type: 'NEWS', payload: { any: 1 } })
    socket.tell({ type: 'PONG', at: 1, dropped: 3 })
    socket.tell({ type: 'ROLE_CHANGED', payload: { role: 'VIEWER', more: true } })
    await comesTrue(() => roles.length > 0, 'the role')
    assert.equal(canvas.role, 'VIEWER')
    assert.equal(canvas.state, 'live')
})

test('peers come, point and leave; cursors and drags go out, the newest of each', async (t) => {
    const server = new ModelServer()
    const canvas = await open(t, server)
    await canvas.create(circle('a'))
    const socket = socketOf(server, canvas)
    const eve = { clientId: 'tab', userId: 'eve', role: 'EDITOR', color: '#00ff00' }
    socket.tell({ type: 'PRESENCE_JOIN', payload: { ...eve, clientId: canvas.clientId, userId: 'user' } })
    socket.tell({ type: 'PRESENCE_JOIN', payload: eve })
    socket.tell({ type: 'CURSOR_SYNC', conn: '9', userId: 'eve', payload: { x: 1, y: 2, cursor: 'hand' } })
    await comesTrue(() => canvas.peers()[0]?.cursor, 'the cursor')
    assert.deepEqual(canvas.peers(), [{ ...eve, cursor: { x: 1, y: 2, cursor: 'hand' } }])
    socket.tell({ type: 'PRESENCE_LEAVE', payload: eve })
    await comesTrue(() => canvas.peers().length === 0, 'the leave')
    for (let x = 1; x <= 50; ++x) {
        canvas.point({ x, y: 0, cursor: '' })
        canvas.drag('a', { x })
    }
    const frames = () => socket.sent.filter(({ type }) => type === 'FRAME_UPDATE' || type === 'CURSOR_SYNC')
    await comesTrue(() => frames().length === 3, 'what is newest')
    const told = frames().map(({ type, payload }) => ({ ...(payload as { x: number; rev?: number }), type }))
    assert.deepEqual(told.map(({ type, x, rev }) => `${type} ${x} ${rev}`).sort(),
        ['CURSOR_SYNC 1 undefined', 'CURSOR_SYNC 50 undefined', 'FRAME_UPDATE 50 1'])
})
