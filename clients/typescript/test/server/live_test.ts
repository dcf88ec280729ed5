// Clients of one book on a real server.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { Outcome } from '../../src/queue.js'
import { becomesLive, circle, comesTrue } from '../elements.js'
import { Network } from './person.js'
import { Scene, taken } from './scene.js'

function refused(outcome: Outcome): string {
    assert(!outcome.ok)
    return `${outcome.status} ${outcome.code}`
}

test('two people see each other\'s edits of every kind, and agree', async (t) => {
    const scene = await Scene.open(t)
    const other = await scene.join('EDITOR')
    const [ada, bob] = [await scene.canvas(), await scene.canvas(other.person)]
    const sun = { ...circle('sun', 0.1), y: -0, width: 1e21, height: 1e-7, angle: 5e-324 }
    assert.equal(taken(await ada.create(sun)).result, 'committed')
    await comesTrue(() => bob.element('sun'), 'the sun at the other')
    const box = { x: 1, y: 2, width: 3, height: 4, scaleX: 1, scaleY: 1, angle: 0, zIndex: 0 }
    taken(await bob.batch([
        { type: 'SHAPE_CREATE', payload: { type: 'TEXT', id: 'text', ...box, content: '"京都" 😀\u0001\n', fontSize: 12 } },
        { type: 'SHAPE_CREATE', payload: { type: 'DRAWING', id: 'line', ...box, points: [{ x: 0.1, y: 1e300 }], stroke: 1 } },
        { type: 'SHAPE_CREATE', payload: { type: 'RECTANGLE', id: 'box', ...box, fill: null, cornerRadius: 2.5 } },
        { type: 'REORDER', payload: { id: 'sun', to: 'front' } },
    ]))
    taken(await ada.update({ id: 'text', type: 'TEXT', content: 'Kyoto', color: 0xff8800 }))
    taken(await bob.reorder({ id: 'text', to: 'back' }))
    taken(await bob.reorder({ id: 'line', to: 'above', target: 'box' }))
    assert.deepEqual(bob.elements().map(({ id }) => id), ['text', 'box', 'line', 'sun'])
    taken(await ada.remove('box'))
    taken(await bob.restore('box'))
    await scene.agree(ada, bob)
})

test('a refusal names its reason and leaves nothing behind', async (t) => {
    const scene = await Scene.open(t)
    const canvas = await scene.canvas()
    taken(await canvas.create(circle('a')))
    assert.equal(refused(await canvas.create(circle('a'))), '409 exists')
    assert.equal(refused(await canvas.update({ id: 'none', type: 'CIRCLE', x: 1 })), '404 not_found')
    assert.equal(refused(await canvas.update({ id: 'a', type: 'DRAWING', x: 1 })), '409 other_type')
    assert.equal(refused(await canvas.update({ id: 'a', type: 'CIRCLE', x: 'one' as never })), '422 invalid')
    assert.equal(refused(await canvas.batch([])), '422 invalid')
    assert.equal(refused(await canvas.undoOf({ c: canvas.clientId, n: 999 })), '409 nothing_to_undo')
    taken(await canvas.remove('a'))
    assert.equal(taken(await canvas.update({ id: 'a', type: 'CIRCLE', x: 1 })).result, 'ignored')
    await scene.agree(canvas)
})

test('a viewer sees everything and is refused', async (t) => {
    const scene = await Scene.open(t)
    const viewer = await scene.join('VIEWER')
    const [ada, eve] = [await scene.canvas(), await scene.canvas(viewer.person)]
    taken(await ada.create(circle('a')))
    await comesTrue(() => eve.element('a'), 'the element')
    assert.equal(eve.role, 'VIEWER')
    assert.equal(refused(await eve.update({ id: 'a', type: 'CIRCLE', x: 9 })), '403 forbidden')
    assert.equal(eve.element('a')!.x, 0)
    await scene.owner.call('PATCH', `/projects/${scene.book}/users/${viewer.userId}`, { role: 'EDITOR' })
    await comesTrue(() => eve.role === 'EDITOR', 'the new role')
    taken(await eve.update({ id: 'a', type: 'CIRCLE', x: 9 }))
    await scene.agree(ada, eve)
    await scene.owner.call('DELETE', `/projects/${scene.book}/users/${viewer.userId}`)
    await comesTrue(() => eve.state === 'stopped', 'the end')
})

test('undo takes back member by member, and redo does it again', async (t) => {
    const scene = await Scene.open(t)
    const [ada, bob] = [await scene.canvas(), await scene.canvas()]
    taken(await ada.create(circle('a')))
    taken(await ada.update({ id: 'a', type: 'CIRCLE', x: 5, y: 5 }))
    await comesTrue(() => bob.element('a')?.x === 5, 'the update')
    taken(await bob.update({ id: 'a', type: 'CIRCLE', y: 8 }))
    const undone = taken(await ada.undo())
    assert.deepEqual([undone.result, undone.skipped], ['rebased', [{ id: 'a', members: ['y'] }]])
    assert.deepEqual([ada.element('a')!.x, ada.element('a')!.y], [0, 8])
    taken(await ada.redo())
    assert.equal(ada.element('a')!.x, 5)
    taken(await ada.undoOf({ c: ada.clientId, n: 1 }))
    assert.equal(ada.element('a'), undefined)
    await scene.agree(ada, bob)
})

test('REST writes are seen', async (t) => {
    const scene = await Scene.open(t)
    const canvas = await scene.canvas()
    await becomesLive(canvas)
    const { id, ...fields } = circle('')
    const made: { id: string } = await scene.owner.call('POST', `/projects/${scene.book}/elements`, fields, { 'Idempotency-Key': 'rest:1' })
    await scene.owner.call('PUT', `/elements/${made.id}`, { type: 'CIRCLE', x: 7 })
    await comesTrue(() => canvas.element(made.id)?.x === 7, 'the REST write')
    await scene.owner.call('POST', `/projects/${scene.book}/elements/bulk`, [fields, fields])
    await comesTrue(() => canvas.elements().length === 3, 'the bulk')
    await scene.owner.call('DELETE', `/elements/${made.id}`)
    await comesTrue(() => canvas.elements().length === 2, 'the deletion')
    await scene.agree(canvas)
})

test('peers come with their cursors, drags are seen until they are committed, and leave', async (t) => {
    const scene = await Scene.open(t)
    const other = await scene.join('EDITOR')
    const ada = await scene.canvas()
    taken(await ada.create(circle('a')))
    const bob = await scene.canvas(other.person)
    await becomesLive(bob)
    await comesTrue(() => ada.peers().length === 1 && bob.peers().length === 1, 'each sees the other')
    assert.equal(ada.peers()[0]!.clientId, bob.clientId)
    bob.point({ x: 3, y: 4, cursor: 'hand' })
    await comesTrue(() => ada.peers()[0]!.cursor?.x === 3, 'the cursor')
    bob.drag('a', { x: 50 })
    await comesTrue(() => ada.element('a')!.x === 50, 'the drag')
    assert.equal(bob.element('a')!.x, 0)
    taken(await bob.update({ id: 'a', type: 'CIRCLE', x: 60 }))
    await comesTrue(() => ada.element('a')!.x === 60, 'its end')
    bob.drag('a', { x: 70 })
    await comesTrue(() => ada.element('a')!.x === 70, 'another drag')
    bob.close()
    await comesTrue(() => ada.element('a')!.x === 60, 'the committed state, for the drag was abandoned')
    await comesTrue(() => ada.peers().length === 0, 'the leave')
    await scene.agree(ada)
})

test('what is edited offline by two is in the book of both when they are back', async (t) => {
    const scene = await Scene.open(t)
    const networks = [new Network(), new Network()] as const
    const [ada, bob] = [await scene.canvas(scene.owner, { WebSocket: networks[0].WebSocket }), await scene.canvas(scene.owner, { WebSocket: networks[1].WebSocket })]
    for (const id of ['a', 'b', 'c']) taken(await ada.create(circle(id)))
    await comesTrue(() => bob.elements().length === 3, 'the elements at both')
    for (const network of networks) {
        network.isDown = true
        network.cut()
    }
    const outcomes = [
        ada.update({ id: 'a', type: 'CIRCLE', x: 1 }), ada.remove('b'), ada.create(circle('d')), ada.reorder({ id: 'c', to: 'back' }),
        bob.update({ id: 'a', type: 'CIRCLE', y: 2 }), bob.update({ id: 'b', type: 'CIRCLE', x: 3 }), bob.reorder({ id: 'a', to: 'front' }),
    ]
    await comesTrue(() => ada.state === 'waiting' && bob.state === 'waiting', 'both offline')
    assert.deepEqual([ada.waiting, bob.waiting], [4, 3])
    for (const [i, canvas] of [ada, bob].entries()) {
        networks[i]!.isDown = false
        canvas.connect()
    }
    for (const outcome of outcomes) taken(await outcome)
    await scene.agree(ada, bob)
    assert.deepEqual([ada.element('a')!.x, ada.element('a')!.y, ada.element('b')], [1, 2, undefined])
})

test('more commands than the server takes at once are paced and all committed', async (t) => {
    const scene = await Scene.open(t)
    const canvas = await scene.canvas()
    taken(await canvas.create(circle('a')))
    const outcomes = Array.from({ length: 400 }, (_, x) => canvas.update({ id: 'a', type: 'CIRCLE', x }))
    for (const outcome of await Promise.all(outcomes)) taken(outcome)
    assert.equal(canvas.element('a')!.x, 399)
    assert.equal(canvas.hash().seq, 401)
    await scene.agree(canvas)
})
