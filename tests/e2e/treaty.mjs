// What the front end does with Eden's treaty, the typed client of its books, elements and photos.
import assert from 'node:assert/strict'
import { File } from 'node:buffer'

import { treaty } from '@elysiajs/eden'

import { assertFields, assertJustNow } from './checks.mjs'
import { data, FRONT_END, Visitor } from './visitor.mjs'

const DOT = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const RECTANGLE = {
    type: 'RECTANGLE', x: 1.5, y: -2, width: 10, height: 20.25, scaleX: 1, scaleY: 0.5, angle: 0.75, zIndex: 3, fill: 0xff0000,
}
const ASSET = ['id', 'key', 'mimeType', 'size', 'width', 'height', 'orientation', 'createdAt', 'updatedAt', 'projectId',
    'uploaderId', 'src']

/** The error's status and its body as the server sent it. */
function assertRefused(answer, status, value) {
    assert.equal(answer.data, null)
    assert.equal(answer.error.status, status)
    assert.deepEqual(answer.error.value, value)
}

export async function checkTreaty(checks, createAuthClient, address) {
    const connect = (visitor) =>
        treaty(address, { fetcher: visitor.browser.fetchOf(FRONT_END), fetch: { credentials: 'include' } })
    const ada = new Visitor(createAuthClient, address)
    data(await ada.signUp())
    const api = connect(ada)
    const book = data(await api.projects.post({ name: 'Summer in Kyoto' }))

    await checks.check('a new book comes with dates and is listed', async () => {
        assertFields(book, ['id', 'name', 'createdAt', 'updatedAt'])
        assertJustNow(book.createdAt)
        assert.deepEqual(data(await api.projects.get()), [book])
        const { members, elements, ...rest } = data(await api.projects({ id: book.id }).get())
        assert.deepEqual(rest, book)
        assert.equal(members[0].role, 'OWNER')
        assert.deepEqual(elements, [])
    })
    await checks.check('an element goes round trip with its numbers and dates', async () => {
        const made = data(await api.projects({ id: book.id }).elements.post(RECTANGLE))
        assertJustNow(made.createdAt)
        for (const [name, value] of Object.entries(RECTANGLE)) assert.equal(made[name], value, name)
        assert.deepEqual(data(await api.elements({ id: made.id }).get()), made)
        const moved = data(await api.elements({ id: made.id }).put({ type: 'RECTANGLE', x: 0, fill: null }))
        assert.equal(moved.x, 0)
        assert.equal(moved.fill, null)
        assert.deepEqual(moved.createdAt, made.createdAt)
        assert.deepEqual(data(await api.projects({ id: book.id }).elements.get()), [moved])
        assert.deepEqual(data(await api.elements({ id: made.id }).delete()), { message: 'Element deleted successfully' })
        assertRefused(await api.elements({ id: made.id }).get(), 404, { message: 'Element not found' })
    })
    await checks.check('elements go in bulk', async () => {
        const bulk = api.projects({ id: book.id }).elements.bulk
        assert.deepEqual(data(await bulk.post([RECTANGLE, RECTANGLE])), { message: 'success' })
        const [one, two] = data(await api.projects({ id: book.id }).elements.get())
        assert.deepEqual(data(await bulk.put([{ ...one, x: 7 }, two])), { message: 'success' })
        assert.equal(data(await api.elements({ id: one.id }).get()).x, 7)
    })
    await checks.check('a File is uploaded, and its address serves the bytes without a cookie', async () => {
        const files = [new File([DOT], 'dot.png', { type: 'image/png' })]
        const [asset, ...more] = data(await api.projects({ id: book.id }).images.post({ files }))
        assert.deepEqual(more, [])
        assertFields(asset, ASSET)
        assert.equal(asset.mimeType, 'image/png')
        assert.equal(asset.size, DOT.length)
        assert.deepEqual([asset.width, asset.height], [1, 1])
        assertJustNow(asset.createdAt)
        const shown = await ada.browser.fetchOf(FRONT_END)(asset.src)
        assert.deepEqual(Buffer.from(await shown.arrayBuffer()), DOT)
        assert.deepEqual(data(await api.projects({ id: book.id }).images.get()), [asset])
        assert.deepEqual(data(await api.images({ id: asset.id }).delete()), { message: 'Image deleted successfully' })
    })
    await checks.check('refusals are in error.value', async () => {
        assertRefused(await api.projects({ id: 'unknown' }).get(), 404, { message: 'Project not found' })
        const invalid = await api.projects.post({ name: 'no' })
        assert.equal(invalid.error.status, 422)
        assert.equal(invalid.error.value.type, 'validation')
        assert.equal(invalid.error.value.property, '/name')
        assertRefused(await connect(new Visitor(createAuthClient, address)).projects.get(), 401, 'Unauthorized')
        const files = [new File(['no image'], 'dot.png', { type: 'image/png' })]
        assertRefused(await api.projects({ id: book.id }).images.post({ files }), 400, { message: 'Failed to upload images' })
    })
}
