// Canonical text, SHA-256 and the sum: V2-35.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { canonical } from '../../src/canonical.js'
import { canonicalElement, hashOf, hexadecimal, StateHash } from '../../src/hash.js'
import type { Element } from '../../src/messages.js'
import { sha256 } from '../../src/sha256.js'

interface Vectors {
    vectors: { about: string; element: Element; canonical: string; hash: string }[]
    sum: string
}

const file = new URL('../../../../../docs/spec/live-v2-hashes.json', import.meta.url)
const { vectors, sum }: Vectors = JSON.parse(readFileSync(file, 'utf8'))

test('SHA-256 is that of node for every length around a block', () => {
    for (let length = 0; length < 200; ++length) {
        const message = new Uint8Array(length).map((_, i) => i * 7)
        const words = [...sha256(message)].map((word) => word.toString(16).padStart(8, '0')).join('')
        assert.equal(words, createHash('sha256').update(message).digest('hex'))
    }
})

test('the canonical text of an element is that of the vectors', () => {
    assert(vectors.length >= 10)
    for (const { about, element, canonical: text } of vectors) assert.equal(canonicalElement(element), text, about)
})

test('the hash of an element is that of the vectors', () => {
    for (const { about, element, hash } of vectors) assert.equal(hexadecimal(hashOf(element)), hash, about)
})

test('members are sorted by UTF-16 units, also inside', () => {
    assert.equal(canonical({ '\ufb33': 1, '\ud83d\ude00': 2, b: [{ z: null, a: true }], a: 1e21 }),
        '{"a":1e+21,"b":[{"a":true,"z":null}],"\ud83d\ude00":2,"\ufb33":1}')
})

test('what JSON cannot say has no canonical text', () => {
    for (const value of [NaN, Infinity, '\ud83d', { '\ude00': 1 }]) assert.throws(() => canonical(value), TypeError)
})

test('no elements have the sum 0', () => {
    assert.equal(new StateHash().of(new Map()), '0000000000000000')
})

test('the sum follows what is created, changed and deleted, in any order', () => {
    const state = new StateHash()
    const elements = new Map<string, Element>()
    const put = (element: Element): void => {
        elements.set(element.id, element)
        state.touch(element.id)
    }
    for (const { element } of [...vectors].reverse()) put({ ...element, x: 5 })
    assert.notEqual(state.of(elements), sum)
    for (const { element } of vectors) put(element)
    assert.equal(state.of(elements), sum)
    put({ ...vectors[0]!.element, id: 'more' })
    assert.notEqual(state.of(elements), sum)
    elements.delete('more')
    state.touch('more')
    assert.equal(state.of(elements), sum)
})
