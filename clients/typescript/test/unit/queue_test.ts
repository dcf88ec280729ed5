// The queue of commands, the token bucket, the undo stack, and the waits of a client that comes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { advise, exponential } from '../../src/backoff.js'
import { Bucket } from '../../src/bucket.js'
import { CommandQueue, type Pending } from '../../src/queue.js'
import { UndoStack } from '../../src/undo.js'

function pending(n: number, text = ''): Pending {
    const action = { type: 'SHAPE_DELETE', payload: { id: 'a' } } as const
    return { op: { c: 'me', n }, action, at: '', settle: () => {}, text, state: 'waiting', doubtful: false }
}

function filled(count: number): CommandQueue {
    const queue = new CommandQueue({ commands: 10, length: 100 })
    for (let n = 1; n <= count; ++n) queue.add(pending(n))
    return queue
}

test('a queue takes so many commands and so much text, and more when some have left', () => {
    const queue = filled(9)
    assert(queue.add(pending(10)))
    assert(!queue.add(pending(11)))
    queue.take(1)
    assert(!queue.add(pending(11, 'x'.repeat(101))))
    assert(queue.add(pending(11, 'x'.repeat(100))))
    queue.take(2)
    assert(!queue.add(pending(12, 'x')))
    queue.take(11)
    assert(queue.add(pending(12, 'x')))
})

test('commands are sent in order, those that are kept, so many at a time', () => {
    const queue = filled(5)
    const sent: number[] = []
    for (let next; (next = queue.next(4, 3)); next.state = 'sent') sent.push(next.op.n)
    assert.deepEqual(sent, [1, 2, 3])
    queue.take(1)
    queue.next(4, 3)!.state = 'sent'
    queue.take(2)
    assert.equal(queue.next(4, 3), undefined)
    assert.equal(queue.next(5, 3)!.op.n, 5)
})

test('what was on its way when the socket ended is sent again, and first', () => {
    const queue = filled(3)
    queue.next(9, 9)!.state = 'sent'
    queue.next(9, 9)!.state = 'sent'
    queue.disconnected()
    assert.equal(queue.next(9, 9)!.op.n, 1)
})

test('those sent behind a postponed command are doubtful', () => {
    const queue = filled(4)
    for (let i = 0; i < 3; ++i) queue.next(9, 9)!.state = 'sent'
    queue.postpone(2)
    assert.deepEqual(queue.all().map(({ state, doubtful }) => [state, doubtful]),
        [['sent', false], ['waiting', false], ['sent', true], ['waiting', false]])
})

test('an answered command leaves when the event of its seq is here; in another epoch it is asked for again', () => {
    const queue = filled(2)
    for (const each of queue.all()) {
        each.state = 'answered'
        each.outcome = { ok: true, op: each.op, seq: each.op.n * 10, result: 'committed', skipped: [] }
    }
    assert.deepEqual(queue.confirmed(9), [])
    assert.deepEqual(queue.confirmed(10).map(({ op }) => op.n), [1])
    queue.distrust()
    assert.deepEqual(queue.confirmed(20), [])
    assert.equal(queue.next(9, 9)!.op.n, 2)
})

test('a bucket gives a second of tokens at once, then each in its time', () => {
    const bucket = new Bucket(10, 10, 0)
    for (let i = 0; i < 10; ++i) assert.equal(bucket.take(0), 0)
    assert.equal(bucket.take(0), 100)
    assert.equal(bucket.take(60), 40)
    assert.equal(bucket.take(100), 0)
    assert.equal(bucket.take(100_000), 0)
    for (let i = 0; i < 9; ++i) assert.equal(bucket.take(100_000), 0)
    assert(bucket.take(100_000) > 0)
})

test('close codes are heeded as the table of the protocol says', () => {
    assert.deepEqual(advise(3000, 'Unauthorized', 0, 0), { stop: 'unauthorized' })
    assert.deepEqual(advise(4000, 'expected HELLO', 0, 0), { stop: 'defect' })
    assert.deepEqual(advise(4009, 'replaced', 0, 0), { stop: 'replaced' })
    assert.deepEqual(advise(4008, 'resync', 0, 0.5), { waitMs: 0 })
    assert.deepEqual(advise(1012, '{"retryAfterMs":1234}', 5, 0), { waitMs: 1234 })
    for (const reason of ['', 'no JSON', 'null', '{"retryAfterMs":-1}', '{"retryAfterMs":"9"}'])
        assert.deepEqual(advise(1012, reason, 0, 0.5), { waitMs: 1000 }, reason)
    assert.deepEqual(advise(1001, '', 0, 0.25), { waitMs: 500 })
    assert.deepEqual(advise(1012, '{"retryAfterMs":1e9}', 0, 0), { waitMs: 30_000 })
})

test('other ends are followed by waits that double up to half a minute, and differ by chance', () => {
    for (const code of [1000, 1006, 1011, 1013]) assert.deepEqual(advise(code, '', 3, 1), { waitMs: 4000 })
    assert.deepEqual([0, 1, 2, 6, 100].map((failures) => exponential(failures, 1)), [500, 1000, 2000, 30_000, 30_000])
    assert.equal(exponential(1, 0), 500)
    assert.deepEqual(advise(4008, 'resync', 2, 1), { waitMs: 2000 })
})

test('undo goes back and redo forth, until another command is given', () => {
    const stack = new UndoStack()
    stack.did(1)
    stack.did(2)
    assert.equal(stack.nextUndo(), 2)
    stack.undid(3)
    assert.deepEqual([stack.nextUndo(), stack.nextRedo()], [1, 3])
    stack.redid(4)
    assert.deepEqual([stack.nextUndo(), stack.nextRedo()], [4, undefined])
    stack.undid(5)
    stack.did(6)
    assert.equal(stack.nextRedo(), undefined)
    stack.forget(6)
    assert.equal(stack.nextUndo(), 1)
    for (let n = 10; n < 200; ++n) stack.did(n)
    for (let i = 0; i < 100; ++i) stack.undid(0)
    assert.equal(stack.nextUndo(), undefined)
})
