// What the server has told: the elements of a book right after the event `seq` of an epoch. Nothing here is a guess.
import { StateHash } from './hash.js'
import type { Change, Element } from './messages.js'

/** Of the elements that were deleted the newest, for a restoration that is shown before it is confirmed. */
const MOST_DELETED = 200

export class Confirmed {
    /** -1 until a snapshot was loaded. */
    seq = -1
    epoch = 0
    readonly elements = new Map<string, Element>()
    readonly deleted = new Map<string, Element>()
    readonly #hash = new StateHash()

    /** Forgets everything for a snapshot. */
    load(seq: number, epoch: number, elements: readonly Element[]): void {
        this.seq = seq
        this.epoch = epoch
        this.elements.clear()
        this.deleted.clear()
        this.#hash.clear()
        for (const element of elements) this.#put(element)
    }

    /** Applies what one event changed. False when it doesn't fit what is here: then only a snapshot helps. */
    apply(seq: number, changes: readonly Change[]): boolean {
        this.seq = seq
        return changes.every((change) => this.#change(seq, change))
    }

    hash(): string {
        return this.#hash.of(this.elements)
    }

    #change(seq: number, change: Change): boolean {
        const present = this.elements.get(change.id)
        if (change.is === 'created') {
            this.deleted.delete(change.id)
            this.#put(change.element)
            return present === undefined
        }
        if (!present) return false
        if (change.is === 'updated') this.#put({ ...present, ...change.set, rev: seq } as Element)
        else this.#remove(present)
        return true
    }

    #put(element: Element): void {
        this.elements.set(element.id, element)
        this.#hash.touch(element.id)
    }

    #remove(element: Element): void {
        this.elements.delete(element.id)
        this.#hash.touch(element.id)
        this.deleted.set(element.id, element)
        const [oldest] = this.deleted.keys()
        if (this.deleted.size > MOST_DELETED) this.deleted.delete(oldest!)
    }
}
