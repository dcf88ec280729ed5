// What a book makes of each message, in the order that the protocol allows.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { element, moved, Scene } from '../book_scene.js'
import { circle } from '../elements.js'

test('a command is seen at once, and stays when its ACK and its event come', () => {
    const scene = new Scene()
    scene.move('a', 5)
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.book.confirmed('a')!.x, 1)
    scene.ack(1, 2)
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.outcomes.size, 0)
    scene.own(1, 2, [moved('a', 5)])
    assert.equal(scene.book.confirmed('a')!.x, 5)
    assert.equal(scene.book.confirmed('a')!.rev, 2)
    assert.deepEqual(scene.outcomes.get(1), { ok: true, op: { c: 'me', n: 1 }, seq: 2, result: 'committed', skipped: [] })
    assert.equal(scene.queue.size, 0)
})

test('an event of another is seen below what waits', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.event(2, [{ is: 'updated', id: 'a', type: 'CIRCLE', set: { x: 9, y: 9 } }])
    assert.deepEqual([scene.x('a'), scene.book.get('a')!.y], [5, 9])
    scene.ack(1, 3)
    scene.own(1, 3, [moved('a', 5)])
    assert.deepEqual([scene.x('a'), scene.book.get('a')!.y], [5, 9])
})

test('an event that comes before its ACK confirms what is seen, the ACK tells the result', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.own(1, 2, [moved('a', 5)])
    scene.event(3, [moved('a', 9)])
    assert.equal(scene.x('a'), 9)
    assert.equal(scene.outcomes.size, 0)
    scene.ack(1, 2, { result: 'rebased', skipped: [{ id: 'a', members: ['y'] }] })
    assert.deepEqual(scene.outcomes.get(1),
        { ok: true, op: { c: 'me', n: 1 }, seq: 2, result: 'rebased', skipped: [{ id: 'a', members: ['y'] }] })
    scene.move('a', 6)
    scene.own(2, 4, [moved('a', 6)])
    scene.book.disconnected()
    assert.equal((scene.outcomes.get(2) as { result: string }).result, 'committed')
    assert.equal(scene.queue.size, 0)
})

test('a refused command is taken back, what was done on top of it stays', () => {
    const scene = new Scene()
    const op = scene.move('a', 5)
    scene.command({ type: 'SHAPE_UPDATE', payload: { id: 'a', type: 'CIRCLE', y: 6 } })
    assert.equal(scene.refuse(op, 'forbidden')!.code, 'forbidden')
    assert.deepEqual([scene.x('a'), scene.book.get('a')!.y], [1, 6])
    assert.deepEqual(scene.outcomes.get(1), { ok: false, op, status: 409, code: 'forbidden', message: 'forbidden' })
})

test('a command that may be tried again stays, and one that fails for want of it is tried again too', () => {
    const scene = new Scene()
    const create = scene.command({ type: 'SHAPE_CREATE', payload: circle('c', 3) })
    const update = scene.move('c', 4)
    assert.equal(scene.refuse(create, 'too_many', true), undefined)
    assert.equal(scene.refuse(update, 'not_found'), undefined)
    assert.deepEqual(scene.queue.all().map(({ state }) => state), ['waiting', 'waiting'])
    assert.equal(scene.x('c'), 4)
    assert.equal(scene.refuse(update, 'not_found')!.code, 'not_found')
    assert.equal(scene.refuse({ c: 'other', n: 1 }, 'invalid'), undefined)
})

test('one\'s own event of an earlier socket confirms; somebody else\'s with the same clientId does not', () => {
    const scene = new Scene()
    const op = scene.move('a', 5)
    scene.book.disconnected()
    scene.welcome('delta', 3)
    scene.event(2, [moved('a', 7)], { op, userId: 'eve' })
    assert.equal(scene.queue.size, 1)
    scene.event(3, [moved('a', 5)], { op, userId: 'ada' })
    assert.equal(scene.queue.size, 0)
    assert.equal((scene.outcomes.get(1) as { seq: number }).seq, 3)
    scene.move('a', 8)
    scene.book.disconnected()
    scene.own(2, 4, [])
    assert.equal((scene.outcomes.get(2) as { result: string }).result, 'ignored')
})

test('a retried ACK keeps the command on top until the event of its seq is here', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.ack(1, 3, { retried: true })
    scene.event(2, [moved('a', 9)])
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.outcomes.size, 0)
    scene.own(1, 3, [moved('a', 5)])
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.outcomes.size, 1)
    scene.move('a', 6)
    scene.ack(2, 2, { retried: true })
    assert.equal(scene.outcomes.size, 2)
    assert.equal(scene.x('a'), 5)
})

test('an event twice changes nothing, a missing one is a gap, another epoch is wrong', () => {
    const scene = new Scene()
    scene.event(2, [moved('a', 5)])
    assert.equal(scene.event(2, [moved('a', 6)]), undefined)
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.event(4, []), 'gap')
    assert.deepEqual(scene.book.since, { lastSeq: 2, epoch: 0 })
    assert.equal(scene.event(3, [], { epoch: 1 }), 'wrong')
    assert.equal(scene.event(3, [moved('unknown', 6)]), 'wrong')
})

test('a resumed book gets what it lacks and is live then', () => {
    const scene = new Scene()
    scene.book.disconnected()
    assert(!scene.book.live)
    assert.equal(scene.welcome('delta', 3), undefined)
    scene.event(2, [moved('a', 5)])
    assert(!scene.book.live)
    scene.event(3, [])
    assert(scene.book.live)
    assert.equal(scene.welcome('delta', 2), 'wrong')
    assert.equal(scene.welcome('delta', 3, 7), 'wrong')
})

test('a snapshot replaces everything but what waits, and says what came and went', () => {
    const scene = new Scene()
    scene.move('b', 5)
    scene.book.takeChanged()
    scene.book.disconnected()
    scene.welcome('snapshot', 9, 1)
    scene.book.snapshot([element('c', 3), element('b', 4)], true)
    assert.deepEqual(scene.book.elements().map(({ id, x }) => [id, x]), [['b', 5], ['c', 3]])
    assert.deepEqual(scene.book.takeChanged().sort(), ['a', 'b', 'c'])
    assert.deepEqual(scene.book.since, { lastSeq: 9, epoch: 1 })
})

test('an answer of another epoch is asked for again', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.ack(1, 50, { retried: true })
    scene.book.disconnected()
    scene.welcome('snapshot', 60, 1)
    scene.book.snapshot([element('a', 1)], true)
    assert.equal(scene.queue.next(9, 9)!.op.n, 1)
    assert.equal(scene.x('a'), 5)
})

test('a hash that agrees is no trouble, another is wrong, one of a later seq is a gap', () => {
    const scene = new Scene()
    scene.move('a', 5)
    const hash = scene.book.hash()
    assert.equal(scene.book.check(1, hash), undefined)
    assert.deepEqual(scene.book.check(1, '0'), { trouble: 'wrong', ours: hash })
    assert.deepEqual(scene.book.check(2, hash), { trouble: 'gap' })
})

test('the hash follows deletions and snapshots', () => {
    const [scene, other] = [new Scene(), new Scene()]
    assert.equal(scene.book.hash(), other.book.hash())
    scene.event(2, [{ is: 'deleted', id: 'a' }])
    other.welcome('snapshot', 2)
    other.book.snapshot([element('b', 2)], true)
    assert.equal(scene.book.hash(), other.book.hash())
    assert.notEqual(scene.book.hash(), new Scene().book.hash())
})

test('only what looks different is told', () => {
    const scene = new Scene()
    scene.move('a', 5)
    assert.deepEqual(scene.book.takeChanged(), ['a'])
    scene.event(2, [moved('b', 9)])
    assert.deepEqual(scene.book.takeChanged(), ['b'])
    scene.refuse({ c: 'me', n: 1 }, 'forbidden')
    assert.deepEqual(scene.book.takeChanged(), ['a'])
})
