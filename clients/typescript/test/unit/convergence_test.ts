// Several clients edit the same elements by chance while their sockets end: all see the same in the end, and nothing is lost.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { openCanvas, type Canvas } from '../../src/canvas.js'
import type { Edit } from '../../src/messages.js'
import type { Outcome } from '../../src/queue.js'
import { chance, circle, comesTrue } from '../elements.js'
import { ModelServer } from '../model.js'

type Chance = (below: number) => number

function edit(random: Chance, fresh: string): Edit {
    const id = `e${random(12)}`
    switch (random(6)) {
        case 0: return { type: 'SHAPE_CREATE', payload: circle(fresh, random(100)) }
        case 1: return { type: 'SHAPE_DELETE', payload: { id } }
        case 2: return { type: 'SHAPE_RESTORE', payload: { id } }
        case 3: return { type: 'REORDER', payload: { id, to: (['front', 'back'] as const)[random(2)]! } }
        case 4: return { type: 'REORDER', payload: { id, to: (['above', 'below'] as const)[random(2)]!, target: `e${random(12)}` } }
        default: return { type: 'SHAPE_UPDATE', payload: { id, type: 'CIRCLE', ...(random(2) ? { x: random(100) } : { y: random(100), zIndex: random(3) }) } }
    }
}

function act(canvas: Canvas, random: Chance, fresh: string): Promise<Outcome> | undefined {
    if (random(10) === 0) return random(2) ? canvas.undo() : canvas.redo()
    if (random(8) === 0) return canvas.batch([edit(random, `${fresh}-1`), edit(random, `${fresh}-2`)])
    const { type, payload } = edit(random, fresh)
    switch (type) {
        case 'SHAPE_CREATE': return canvas.create(payload)
        case 'SHAPE_UPDATE': return canvas.update(payload)
        case 'SHAPE_DELETE': return canvas.remove(payload.id)
        case 'SHAPE_RESTORE': return canvas.restore(payload.id)
        case 'REORDER': return canvas.reorder(payload)
    }
}

async function run(seed: number): Promise<void> {
    const random = chance(seed)
    const server = new ModelServer()
    for (let i = 0; i < 8; ++i) server.commit({ type: 'SHAPE_CREATE', payload: circle(`e${i}`) })
    const options = { address: 'ws://model/canvas/book', WebSocket: server.WebSocket }
    const canvases = await Promise.all([1, 2, 3].map(() => openCanvas(options)))
    const outcomes: Promise<Outcome>[] = []
    const resyncs: unknown[] = []
    for (const canvas of canvases) canvas.on('resync', (event) => resyncs.push(event))
    for (let i = 0; i < 120; ++i) {
        const outcome = act(canvases[random(3)]!, random, `n${i}`)
        if (outcome) outcomes.push(outcome)
        if (random(15) === 0) [...server.sockets][random(server.sockets.size)]?.drop(1012)
        server.ackLast = random(2) === 0
        if (random(200) === 0) ++server.epoch
        if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(3)))
    }
    const ended = await Promise.all(outcomes)
    await comesTrue(() => canvases.every((canvas) => canvas.state === 'live' && canvas.hash().seq === server.state.seq), 'the end')
    for (const canvas of canvases) {
        assert.equal(canvas.hash().hash, server.state.hash(), `seed ${seed}`)
        assert.equal(canvas.waiting, 0)
        assert.deepEqual(canvas.elements(), canvases[0]!.elements())
        canvas.close()
    }
    assert(ended.every((each) => each.ok || ['exists', 'not_found', 'nothing_to_undo'].includes(each.code)), JSON.stringify(ended))
    const seqs = ended.filter(({ ok }) => ok).map((each) => (each as { seq: number }).seq)
    assert.equal(new Set(seqs).size, seqs.length, 'each command has a seq of its own')
    assert.equal(seqs.length + 8, server.state.seq, 'each was committed once')
}

for (let seed = 1; seed <= 10; ++seed) test(`random edits and losses of the socket, seed ${seed}`, () => run(seed))
