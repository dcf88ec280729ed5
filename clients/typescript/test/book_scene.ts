// A book for tests, and ways to feed it with messages.
import assert from 'node:assert/strict'

import { Book } from '../src/book.js'
import type { Ack, Action, Change, CommitEvent, Element, Op, Welcome } from '../src/messages.js'
import { CommandQueue, type Outcome } from '../src/queue.js'
import { circle } from './elements.js'
import { LIMITS } from './model.js'

const DATE = '2025-01-01T00:00:00.000Z'

export function element(id: string, x = 0, rev = 1): Element {
    return { ...circle(id, x), createdAt: DATE, updatedAt: DATE, rev, order: '' }
}

export function created(...elements: Element[]): Change[] {
    return elements.map((each) => ({ is: 'created', id: each.id, element: each }))
}

export const moved = (id: string, x: number): Change => ({ is: 'updated', id, type: 'CIRCLE', set: { x } })

/** A book that is live at seq 1 with the elements a (x 1) and b (x 2), and ways to feed it. */
export class Scene {
    readonly queue = new CommandQueue({ commands: 100, length: 100_000 })
    readonly book = new Book('me', this.queue)
    readonly outcomes = new Map<number, Outcome>()
    #n = 0

    constructor() {
        this.welcome('snapshot', 1)
        this.book.snapshot([element('a', 1)], false)
        assert(!this.book.live)
        this.book.snapshot([element('b', 2)], true)
        assert(this.book.live)
        this.book.takeChanged()
    }

    welcome(mode: 'delta' | 'snapshot', seq: number, epoch = 0) {
        const common = { protocol: 2, conn: '1', clientId: 'me', userId: 'ada', role: 'EDITOR', heartbeatMs: 1, limits: LIMITS } as const
        return this.book.welcome({ ...common, mode, seq, epoch, peers: [] } satisfies Welcome)
    }

    event(seq: number, changes: Change[], more: Partial<CommitEvent> = {}) {
        return this.book.commit({ type: 'SHAPE_UPDATE', seq, epoch: 0, at: 0, userId: 'eve', payload: { changes }, ...more })
    }

    ack(n: number, seq: number, payload: Partial<Ack['payload']> = {}) {
        return this.book.acknowledge({ type: 'ACK', op: { c: 'me', n }, seq, epoch: 0, at: 0, payload: { result: 'committed', ...payload } })
    }

    /** The event of one's own command. */
    own(n: number, seq: number, changes: Change[]) {
        return this.event(seq, changes, { op: { c: 'me', n }, userId: 'ada' })
    }

    command(action: Action): Op {
        const op = { c: 'me', n: ++this.#n }
        const settle = (outcome: Outcome) => void this.outcomes.set(op.n, outcome)
        assert(this.queue.add({ op, action, at: DATE, settle, text: '', state: 'sent', doubtful: false }))
        this.book.rebase()
        return op
    }

    move(id: string, x: number): Op {
        return this.command({ type: 'SHAPE_UPDATE', payload: { id, type: 'CIRCLE', x } })
    }

    refuse(op: Op, code: string, retryable = false) {
        return this.book.refuse({ status: retryable ? 503 : 409, message: code, data: { op, code, retryable } })
    }

    x(id: string): number | undefined {
        return this.book.get(id)?.x
    }
}
