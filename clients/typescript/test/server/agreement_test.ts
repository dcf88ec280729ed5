// The server proves the state of a book to its clients, V2-34: it does so every half minute, so this one takes its time.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { chance, circle } from '../elements.js'
import { Scene, taken } from './scene.js'

const LIMIT_MS = 60_000

test('the server\'s hash of the book is ours', async (t) => {
    const scene = await Scene.open(t)
    const canvas = await scene.canvas()
    const heard: string[] = []
    canvas.on('agreement', ({ seq }) => heard.push(`agreement at ${seq}`))
    canvas.on('resync', () => heard.push('resync'))
    const random = chance(3)
    for (let i = 0; i < 10; ++i) taken(await canvas.create({ ...circle(`e${i}`), width: random(1e9) / 7, angle: 1 / (i + 3) }))
    const end = Date.now() + LIMIT_MS
    while (heard.length === 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100))
    assert.match(heard.join(), /^agreement at \d+$/)
})
