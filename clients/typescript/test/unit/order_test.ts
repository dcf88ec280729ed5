// What lies above what, and the keys that a reordering gives: V2-22.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { between, compare, moves, type Place } from '../../src/order.js'
import { chance } from '../elements.js'

const place = (id: string, zIndex = 0, order = '', createdAt = '2025-01-01T00:00:00.000Z'): Place => ({ id, zIndex, order, createdAt })
const ids = (places: readonly Place[]): string => [...places].sort(compare).map(({ id }) => id).join('')

function moved(places: readonly Place[], ...[id, to, target]: [string, 'front' | 'back' | 'above' | 'below', string?]): Place[] {
    const placement = to === 'front' || to === 'back' ? { id, to } : { id, to, target: target! }
    const byId = new Map(moves(places, placement).map((move) => [move.id, move]))
    return places.map((each) => ({ ...each, ...byId.get(each.id) }))
}

test('zIndex decides, then the order, then the date, then the id', () => {
    const late = '2025-01-02T00:00:00.000Z'
    assert.equal(ids([place('f', 1), place('e', 0, 'a'), place('d', 0, 'Z'), place('c', 0, '', late), place('b'), place('a'), place('0', -1)]),
        '0abcdef')
})

test('a key is found between any two that do not end with the lowest digit', () => {
    const keys = ['', '0V', '1', 'A', 'A0V', 'A1', 'Az', 'AzV', 'B', 'z', 'zz', 'zzV']
    for (const [i, low] of keys.entries()) {
        for (const high of [...keys.slice(i + 1), null]) {
            const key = between(low, high)
            assert(key !== null && low < key && (high === null || key < high), `${low} ${key} ${high}`)
        }
    }
})

test('there is none between neighbours, the same, or those turned round', () => {
    for (const [low, high] of [['A', 'A0'], ['', '0'], ['A', 'A'], ['B', 'A'], ['AB', 'A']]) assert.equal(between(low!, high!), null)
})

test('keys of another alphabet are not guessed', () => {
    assert.equal(between('!', 'A'), null)
})

test('a hundred moves between the same two give keys of bearable length', () => {
    let high = 'V'
    for (let i = 0; i < 100; ++i) high = between('', high)!
    assert(high.length < 30, high)
})

test('an element is moved to the front and to the back', () => {
    const places = [place('a'), place('b'), place('c', 3)]
    assert.equal(ids(moved(places, 'a', 'front')), 'bca')
    assert.equal(ids(moved(places, 'c', 'back')), 'cab')
    assert.equal(ids(moved(moved(places, 'c', 'back'), 'b', 'back')), 'bca')
})

test('an element comes to lie beside its target, and others only move from the same place', () => {
    const places = [place('a'), place('b'), place('c'), place('d', 0, 'V'), place('e', 2)]
    assert.equal(ids(moved(places, 'e', 'above', 'a')), 'aebcd')
    assert.equal(ids(moved(places, 'e', 'below', 'd')), 'abced')
    assert.equal(ids(moved(places, 'a', 'above', 'd')), 'bcdae')
    assert.deepEqual(moves(places, { id: 'a', to: 'above', target: 'd' }).map(({ id }) => id), ['a'])
    assert.deepEqual(moves(places, { id: 'e', to: 'above', target: 'a' }).map(({ id }) => id), ['e', 'b', 'c'])
})

test('a target that is not there, or oneself, moves nothing', () => {
    assert.deepEqual(moves([place('a'), place('b')], { id: 'a', to: 'above', target: 'x' }), [])
    assert.deepEqual(moves([place('a'), place('b')], { id: 'a', to: 'above', target: 'a' }), [])
    assert.deepEqual(moves([place('a')], { id: 'a', to: 'front' }), [])
})

test('the lowest zIndex there is has nothing below it', () => {
    assert.deepEqual(moves([place('a'), place('b', -(2 ** 31))], { id: 'a', to: 'back' }), [])
})

test('random moves come out as they do in a list', () => {
    const random = chance(7)
    let places = [...'abcdefgh'].map((id) => place(id, random(3)))
    let expected = [...ids(places)]
    for (let i = 0; i < 500; ++i) {
        const [id, target] = [expected[random(8)]!, expected[random(8)]!]
        if (id === target) continue
        const to = (['above', 'below'] as const)[random(2)]!
        places = moved(places, id, to, target)
        expected = expected.filter((each) => each !== id)
        expected.splice(expected.indexOf(target) + (to === 'above' ? 1 : 0), 0, id)
        assert.equal(ids(places), expected.join(''), `${i}: ${id} ${to} ${target}`)
    }
})
