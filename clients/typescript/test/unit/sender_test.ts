// When commands are sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { CommandQueue } from '../../src/queue.js'
import { Sender } from '../../src/sender.js'
import { comesTrue } from '../elements.js'
import { LIMITS } from '../model.js'

/** A sender with so many commands that wait, and what it has sent. */
function scene(count: number): { queue: CommandQueue; sender: Sender; sent: string[] } {
    const queue = new CommandQueue({ commands: 1000, length: 10_000 })
    for (let n = 1; n <= count; ++n) {
        const action = { type: 'SHAPE_DELETE', payload: { id: 'a' } } as const
        queue.add({ op: { c: 'me', n }, action, at: '', settle: () => {}, text: String(n), state: 'waiting', doubtful: false })
    }
    const sent: string[] = []
    return { queue, sender: new Sender(queue, (text) => void sent.push(text)), sent }
}

test('nothing is sent before it is open, after it is closed, and beyond what is kept', () => {
    const { sender, sent } = scene(4)
    sender.kept(2)
    assert.equal(sent.length, 0)
    sender.open(LIMITS)
    assert.deepEqual(sent, ['1', '2'])
    sender.kept(3)
    sender.close()
    sender.kept(4)
    assert.deepEqual(sent, ['1', '2', '3'])
})

test('no more are on their way than the server takes', () => {
    const { queue, sender, sent } = scene(4)
    sender.kept(4)
    sender.open({ ...LIMITS, pendingCommands: 2 })
    assert.deepEqual(sent, ['1', '2'])
    queue.take(1)
    sender.pump()
    assert.deepEqual(sent, ['1', '2', '3'])
})

test('what is too fast for the server is sent later', async () => {
    const { sender, sent } = scene(30)
    sender.kept(30)
    sender.open({ ...LIMITS, commandsPerSecond: 20, commandsAtOnce: 20 })
    assert.equal(sent.length, 20)
    await comesTrue(() => sent.length === 30, 'the rest')
    assert.deepEqual(sent, Array.from({ length: 30 }, (_, i) => String(i + 1)))
})

test('a server that asks to wait is left alone so long', async () => {
    const { queue, sender, sent } = scene(3)
    sender.kept(1)
    sender.open(LIMITS)
    queue.postpone(1)
    sender.pause(100)
    sender.kept(3)
    assert.deepEqual(sent, ['1'])
    await comesTrue(() => sent.length === 4, 'the end of the pause')
    assert.deepEqual(sent, ['1', '1', '2', '3'])
})
