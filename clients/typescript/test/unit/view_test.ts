// What is seen before it is confirmed: one's own commands, and what others drag.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { created, element, moved, Scene } from '../book_scene.js'
import { circle } from '../elements.js'

test('creations, deletions, restorations, reorderings and batches are seen at once', () => {
    const scene = new Scene()
    const ids = () => scene.book.elements().map(({ id }) => id).join('')
    scene.command({ type: 'SHAPE_CREATE', payload: circle('c', 3) })
    assert.equal(ids(), 'abc')
    scene.command({ type: 'REORDER', payload: { id: 'a', to: 'front' } })
    assert.equal(ids(), 'bca')
    scene.command({ type: 'SHAPE_UPDATE', payload: { id: 'a', type: 'CIRCLE', zIndex: 0 } })
    assert.equal(ids(), 'abc')
    scene.command({ type: 'SHAPE_DELETE', payload: { id: 'b' } })
    assert.equal(ids(), 'ac')
    scene.command({ type: 'BATCH', payload: { commands: [
        { type: 'SHAPE_RESTORE', payload: { id: 'b' } }, { type: 'SHAPE_DELETE', payload: { id: 'c' } },
        { type: 'REORDER', payload: { id: 'b', to: 'below', target: 'a' } },
    ] } })
    assert.equal(ids(), 'ba')
    assert.equal(scene.book.confirmed('b')!.order, '')
})

test('what the server will ignore or refuse is not seen', () => {
    const scene = new Scene()
    const before = JSON.stringify(scene.book.elements())
    scene.move('unknown', 1)
    scene.command({ type: 'SHAPE_CREATE', payload: circle('a', 7) })
    scene.command({ type: 'SHAPE_RESTORE', payload: { id: 'a' } })
    scene.command({ type: 'SHAPE_UPDATE', payload: { id: 'a', type: 'DRAWING', x: 7 } })
    scene.command({ type: 'REORDER', payload: { id: 'unknown', to: 'front' } })
    scene.command({ type: 'UNDO', payload: { n: 1 } })
    assert.equal(JSON.stringify(scene.book.elements()), before)
})

test('an element that was deleted is not seen to be created again, only restored', () => {
    const scene = new Scene()
    scene.event(2, [{ is: 'deleted', id: 'a' }])
    scene.command({ type: 'SHAPE_CREATE', payload: circle('a', 7) })
    assert.equal(scene.book.get('a'), undefined)
    scene.command({ type: 'SHAPE_RESTORE', payload: { id: 'a' } })
    assert.equal(scene.x('a'), 1)
})

test('a deletion by another hides what waits on the element, its return shows it again', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.event(2, [{ is: 'deleted', id: 'a' }])
    assert.equal(scene.x('a'), undefined)
    scene.event(3, created(element('a', 1, 3)))
    assert.equal(scene.x('a'), 5)
})

test('a drag is seen until the next event of its element', () => {
    const scene = new Scene()
    scene.book.frame({ ...element('a', 50), rev: 1 })
    assert.equal(scene.x('a'), 50)
    scene.event(2, [moved('b', 3)])
    assert.equal(scene.x('a'), 50)
    scene.event(3, [moved('a', 60)])
    assert.equal(scene.x('a'), 60)
})

test('a frame that is older than the element, or of none, is not seen: V2-25', () => {
    const scene = new Scene()
    scene.event(2, [moved('a', 5)])
    scene.book.frame({ ...element('a', 50), rev: 1 })
    scene.book.frame(element('unknown', 50))
    assert.equal(scene.x('a'), 5)
    assert.equal(scene.book.get('unknown'), undefined)
})

test('a frame with the committed state ends a drag, and so does the end of the socket', () => {
    const scene = new Scene()
    scene.book.frame(element('a', 50))
    scene.book.frame(element('a', 1))
    assert.equal(scene.x('a'), 1)
    scene.book.frame(element('a', 50))
    scene.book.disconnected()
    assert.equal(scene.x('a'), 1)
})

test('one\'s own commands lie on top of the drags of others', () => {
    const scene = new Scene()
    scene.move('a', 5)
    scene.book.frame({ ...element('a', 50), y: 7 })
    assert.deepEqual([scene.x('a'), scene.book.get('a')!.y], [5, 7])
})
