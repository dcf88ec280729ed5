// The commands that the server has not confirmed yet, in the order of their counters. Bounded: what is too much is not taken.
import type { Action, Ack, Op, Skipped } from './messages.js'

export interface Taken {
    ok: true
    op: Op
    seq: number
    result: Ack['payload']['result']
    /** What an UNDO left as it is, for others have changed it since. */
    skipped: readonly Skipped[]
}

export interface Refused {
    ok: false
    op: Op
    /** 0 when the server was not asked. */
    status: number
    /** One of V2-15, or of this client: too_large, queue_full, closed. */
    code: string
    message: string
}

/** What became of a command. */
export type Outcome = Taken | Refused

export interface Pending {
    readonly op: Op
    readonly action: Action
    /** The date of the command, for what is shown until it is confirmed. */
    readonly at: string
    readonly settle: (outcome: Outcome) => void
    /** The message as it is sent. */
    readonly text: string
    /** answered: the ACK is here, the event not yet; committed: the event is here, the ACK not yet. */
    state: 'waiting' | 'sent' | 'answered' | 'committed'
    /** It was sent behind one that the server could not take yet: a refusal may be for want of that. */
    doubtful: boolean
    /** Of one that is answered or committed. */
    outcome?: Taken
}

export interface QueueLimits {
    commands: number
    /** Of all texts, in UTF-16 units. */
    length: number
}

export class CommandQueue {
    readonly #limits: QueueLimits
    readonly #pending = new Map<number, Pending>()
    #length = 0

    constructor(limits: QueueLimits) {
        this.#limits = limits
    }

    get size(): number {
        return this.#pending.size
    }

    /** False when the queue is full. */
    add(pending: Pending): boolean {
        if (this.#pending.size >= this.#limits.commands || this.#length + pending.text.length > this.#limits.length) return false
        this.#pending.set(pending.op.n, pending)
        this.#length += pending.text.length
        return true
    }

    all(): Pending[] {
        return [...this.#pending.values()]
    }

    get(n: number): Pending | undefined {
        return this.#pending.get(n)
    }

    take(n: number): Pending | undefined {
        const pending = this.#pending.get(n)
        if (!pending) return undefined
        this.#pending.delete(n)
        this.#length -= pending.text.length
        return pending
    }

    /** The first that is to be sent, with a counter up to `last`; none while `most` are on their way. */
    next(last: number, most: number): Pending | undefined {
        let sent = 0
        for (const pending of this.#pending.values()) {
            if (pending.state === 'waiting') return pending.op.n <= last ? pending : undefined
            if (pending.state !== 'answered' && ++sent >= most) return undefined
        }
        return undefined
    }

    /** The server asks to try this one again; those that were sent behind it may fail for want of it. */
    postpone(n: number): void {
        for (const pending of this.#pending.values()) {
            if (pending.op.n === n) pending.state = 'waiting'
            else if (pending.op.n > n && pending.state === 'sent') pending.doubtful = true
        }
    }

    /** The socket ended: nothing is on its way any more. */
    disconnected(): void {
        for (const pending of this.#pending.values()) {
            pending.doubtful = false
            if (pending.state === 'sent') pending.state = 'waiting'
            if (pending.state === 'committed') pending.state = 'answered'
        }
    }

    /** Another epoch: an answer of the one before may not hold any more, so ask again. */
    distrust(): void {
        for (const pending of this.#pending.values()) {
            if (pending.state === 'answered') pending.state = 'waiting'
        }
    }

    /** Takes those out that are answered and whose events are among those up to `seq`. */
    confirmed(seq: number): Pending[] {
        const done = this.all().filter(({ state, outcome }) => state === 'answered' && outcome!.seq <= seq)
        for (const { op } of done) this.take(op.n)
        return done
    }
}
