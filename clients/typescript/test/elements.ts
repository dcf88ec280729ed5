// Elements and ways to wait that the tests share.
import assert from 'node:assert/strict'

import type { Canvas } from '../src/canvas.js'
import type { NewElement } from '../src/messages.js'

export function circle(id: string, x = 0): Extract<NewElement, { type: 'CIRCLE' }> {
    return { type: 'CIRCLE', id, x, y: 0, width: 10, height: 10, scaleX: 1, scaleY: 1, angle: 0, zIndex: 0, fill: 0xff8800 }
}

/** Waits until `holds` gives something true, at most 20 s. */
export async function comesTrue(holds: () => unknown, what: string): Promise<void> {
    const end = Date.now() + 20_000
    while (!(await holds())) {
        assert(Date.now() < end, `${what} did not come true`)
        await new Promise((resolve) => setTimeout(resolve, 5))
    }
}

export function becomesLive(canvas: Canvas): Promise<void> {
    return comesTrue(() => canvas.state === 'live', 'live')
}

/** Numbers from 0 up to `below` that are the same in every run. */
export function chance(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
    }
}
