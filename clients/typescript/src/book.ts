// One book as a client holds it: what is confirmed, what others drag and what waits, and what is seen of all that.
// Pure: messages go in, and what to do about them comes out.
import { Confirmed } from './confirmed.js'
import { Drags } from './drags.js'
import { guess } from './guess.js'
import type { Ack, CommitEvent, Element, Frame, Refusal, Welcome } from './messages.js'
import { compare } from './order.js'
import type { CommandQueue, Pending, Refused } from './queue.js'
import { View } from './view.js'

/** Events are missing, so the socket must begin again where they do; or what is here is wrong, so it must begin anew. */
export type Trouble = 'gap' | 'wrong'

export class Book {
    readonly #clientId: string
    readonly #queue: CommandQueue
    readonly #confirmed = new Confirmed()
    readonly #drags = new Drags()
    #userId: string | null = null
    /** Reached when the client has everything that was committed before it came. */
    #target = Infinity
    #epoch = 0
    #incoming: Element[] | undefined
    #view = new View(this.#confirmed)
    #sorted: Element[] | undefined
    #changed = new Set<string>()

    constructor(clientId: string, queue: CommandQueue) {
        this.#clientId = clientId
        this.#queue = queue
    }

    /** What HELLO says of the past; nothing when a snapshot is needed. */
    get since(): { lastSeq: number; epoch: number } | undefined {
        return this.#confirmed.seq < 0 ? undefined : { lastSeq: this.#confirmed.seq, epoch: this.#confirmed.epoch }
    }

    get live(): boolean {
        return !this.#incoming && this.#confirmed.seq >= this.#target
    }

    welcome(welcome: Welcome): Trouble | undefined {
        this.#userId = welcome.userId
        this.#target = welcome.seq
        this.#epoch = welcome.epoch
        this.#incoming = welcome.mode === 'snapshot' ? [] : undefined
        if (this.#incoming) return undefined
        const { seq, epoch } = this.#confirmed
        return epoch !== welcome.epoch || seq < 0 || seq > welcome.seq ? 'wrong' : undefined
    }

    snapshot(elements: readonly Element[], last: boolean): undefined {
        this.#incoming?.push(...elements)
        if (!last || !this.#incoming) return undefined
        for (const id of this.#confirmed.elements.keys()) this.#changed.add(id)
        if (this.#epoch !== this.#confirmed.epoch) this.#queue.distrust()
        this.#confirmed.load(this.#target, this.#epoch, this.#incoming)
        for (const { id } of this.#incoming) this.#changed.add(id)
        this.#incoming = undefined
        this.#settleConfirmed()
        this.rebase()
        return undefined
    }

    commit(event: CommitEvent): Trouble | undefined {
        if (event.epoch !== this.#confirmed.epoch) return 'wrong'
        if (event.seq <= this.#confirmed.seq) return undefined
        if (event.seq > this.#confirmed.seq + 1) return 'gap'
        const { changes } = event.payload
        const fits = this.#confirmed.apply(event.seq, changes)
        for (const { id } of changes) this.#changed.add(id)
        this.#drags.end(changes.map(({ id }) => id))
        const isOwn = event.op?.c === this.#clientId && event.userId === this.#userId
        const own = isOwn ? this.#queue.get(event.op!.n) : undefined
        if (own) committed(own, event)
        this.#settleConfirmed()
        this.rebase()
        return fits ? undefined : 'wrong'
    }

    /** The command stays on top until its event is here, which may have been long ago. */
    acknowledge({ op, seq, payload }: Ack): void {
        const own = op.c === this.#clientId ? this.#queue.get(op.n) : undefined
        if (!own) return
        own.state = 'answered'
        own.outcome = { ok: true, op, seq, result: payload.result, skipped: payload.skipped ?? [] }
        this.#settleConfirmed()
        this.rebase()
    }

    /** Undefined when the command waits again, or is none of those that wait. */
    refuse({ status, message, data }: Refusal): Refused | undefined {
        const pending = data.op?.c === this.#clientId ? this.#queue.get(data.op.n) : undefined
        if (!pending) return undefined
        if (data.retryable) this.#queue.postpone(pending.op.n)
        else if (pending.doubtful) pending.state = 'waiting'
        else return this.giveUp(pending, status, data.code, message)
        pending.doubtful = false
        return undefined
    }

    giveUp({ op, settle }: Pending, status: number, code: string, message: string): Refused {
        this.#queue.take(op.n)
        this.rebase()
        const outcome: Refused = { ok: false, op, status, code, message }
        settle(outcome)
        return outcome
    }

    frame(frame: Frame): void {
        if (this.#drags.receive(frame, this.#confirmed)) this.rebase()
    }

    check(seq: number, hash: string): { trouble: Trouble; ours?: string } | undefined {
        if (seq > this.#confirmed.seq) return { trouble: 'gap' }
        const ours = this.#confirmed.hash()
        return seq === this.#confirmed.seq && ours !== hash ? { trouble: 'wrong', ours } : undefined
    }

    /** After this the socket begins anew. */
    distrust(): void {
        this.#confirmed.seq = -1
    }

    disconnected(): void {
        this.#target = Infinity
        this.#incoming = undefined
        this.#queue.disconnected()
        this.#drags.clear()
        this.#settleConfirmed()
        this.rebase()
    }

    get(id: string): Element | undefined {
        return this.#view.get(id)
    }

    /** As the server has told, without what waits. */
    confirmed(id: string): Element | undefined {
        return this.#confirmed.elements.get(id)
    }

    /** The lowest first. */
    elements(): readonly Element[] {
        return (this.#sorted ??= this.#view.all().sort(compare))
    }

    hash(): string {
        return this.#confirmed.hash()
    }

    /** The ids of the elements that look different since this was asked last. */
    takeChanged(): string[] {
        const ids = [...this.#changed]
        this.#changed.clear()
        return ids
    }

    /** Puts what waits on top of what is confirmed, again. */
    rebase(): void {
        const before = this.#view
        const view = new View(this.#confirmed)
        this.#drags.show(view)
        for (const { action, at, state } of this.#queue.all()) if (state !== 'committed') guess(view, action, at)
        for (const id of [...before.guessed(), ...view.guessed()]) {
            if (JSON.stringify(before.get(id)) !== JSON.stringify(view.get(id))) this.#changed.add(id)
        }
        this.#view = view
        this.#sorted = undefined
    }

    #settleConfirmed(): void {
        for (const { settle, outcome } of this.#queue.confirmed(this.#confirmed.seq)) settle(outcome!)
    }
}

/** The result is the ACK's to say; where none will come, for the socket has ended, the event's changes do. */
function committed(pending: Pending, { seq, payload }: CommitEvent): void {
    if (pending.state === 'answered') return
    pending.state = pending.state === 'sent' ? 'committed' : 'answered'
    pending.outcome = { ok: true, op: pending.op, seq, result: payload.changes.length > 0 ? 'committed' : 'ignored', skipped: [] }
}
