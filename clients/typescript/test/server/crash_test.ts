// The server is killed in the middle of edits and started again: nothing that was answered is lost, nothing is done twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Canvas } from '../../src/canvas.js'
import type { Outcome } from '../../src/queue.js'
import { chance, circle, comesTrue } from '../elements.js'
import { Person } from './person.js'
import { Server } from './server.js'

const CRASHES = 4

/** Edits by chance until it is told to stop; each creation has an id of its own. */
async function edit(canvas: Canvas, name: string, seed: number, isOver: () => boolean): Promise<Promise<Outcome>[]> {
    const random = chance(seed)
    const outcomes: Promise<Outcome>[] = []
    for (let i = 0; !isOver(); ++i) {
        const known = canvas.elements()
        const id = known[random(known.length + 1)]?.id
        if (!id || random(4) === 0) outcomes.push(canvas.create(circle(`${name}-${i}`, i)))
        else if (random(6) === 0) outcomes.push(canvas.remove(id))
        else if (random(4) === 0) outcomes.push(canvas.reorder({ id, to: random(2) ? 'front' : 'back' }))
        else outcomes.push(canvas.update({ id, type: 'CIRCLE', x: random(1000) }))
        await new Promise((resolve) => setTimeout(resolve, 10 + random(20)))
    }
    return outcomes
}

test('three clients edit while the server is killed and started again', async (t) => {
    const server = await Server.start()
    const owner = await Person.signUp(server.address)
    const book = await owner.makeBook()
    const canvases = await Promise.all([1, 2, 3].map(() => owner.open(book)))
    t.after(() => canvases.forEach((canvas) => canvas.close()))
    const resyncs: unknown[] = []
    for (const canvas of canvases) canvas.on('resync', (event) => resyncs.push(event))
    let isOver = false
    const edits = canvases.map((canvas, i) => edit(canvas, `client-${i}`, i + 1, () => isOver))
    for (let i = 0; i < CRASHES; ++i) {
        await comesTrue(() => canvases.every(({ state }) => state === 'live'), 'all are live')
        await new Promise((resolve) => setTimeout(resolve, 400))
        await server.kill()
        await new Promise((resolve) => setTimeout(resolve, 200))
        await server.start()
        for (const canvas of canvases) canvas.connect()
    }
    isOver = true
    const outcomes = await Promise.all((await Promise.all(edits)).flat())
    await comesTrue(() => canvases.every(({ state, waiting }) => state === 'live' && waiting === 0), 'all are confirmed')
    await comesTrue(() => new Set(canvases.map((canvas) => canvas.hash().seq)).size === 1, 'all are at one seq')
    assert.equal(new Set(canvases.map((canvas) => canvas.hash().hash)).size, 1)
    // Only that somebody else's deletion or creation was not there yet.
    for (const outcome of outcomes) assert(outcome.ok || outcome.code === 'not_found', JSON.stringify(outcome))
    const seqs = outcomes.filter(({ ok }) => ok).map((outcome) => (outcome as { seq: number }).seq)
    assert.equal(new Set(seqs).size, seqs.length)
    assert.equal(Math.max(...seqs), canvases[0]!.hash().seq)
    assert.equal(seqs.length, canvases[0]!.hash().seq, 'each was committed once, and nothing else')
    assert.deepEqual(resyncs, [])
    const listed: { id: string }[] = await owner.call('GET', `/projects/${book}/elements`)
    assert.deepEqual(listed.map(({ id }) => id), canvases[0]!.elements().map(({ id }) => id))
    const fresh = await owner.open(book)
    await comesTrue(() => fresh.state === 'live', 'another client')
    assert.deepEqual(fresh.hash(), canvases[0]!.hash())
    fresh.close()
    await server.remove()
})

test('a server that is stopped tells its clients when to come back', async (t) => {
    const server = await Server.start()
    const owner = await Person.signUp(server.address)
    const book = await owner.makeBook()
    const canvas = await owner.open(book)
    t.after(() => canvas.close())
    assert((await canvas.create(circle('a'))).ok)
    const waits: (number | undefined)[] = []
    canvas.on('state', ({ state, waitMs }) => void (state === 'waiting' && waits.push(waitMs)))
    await server.stop()
    await comesTrue(() => waits.length > 0, 'the end of the socket')
    assert(waits[0]! <= 2000, `${waits[0]}`)
    const offline = canvas.update({ id: 'a', type: 'CIRCLE', x: 9 })
    await server.start()
    assert((await offline).ok)
    await server.remove()
})
