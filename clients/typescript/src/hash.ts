// The proof of agreement: a hash of each element, and their sum, which a changed element changes by a subtraction and an addition.
import { canonical, type Json } from './canonical.js'
import { MEMBERS } from './elements.js'
import type { Element } from './messages.js'
import { sha256 } from './sha256.js'

const encoder = new TextEncoder()

/** What is hashed: all members of the element, and as null those of its kind that it doesn't have. */
export function canonicalElement(element: Element): string {
    const members: Record<string, Json> = {}
    for (const name of MEMBERS[element.type]) members[name] = null
    for (const [name, value] of Object.entries(element) as [string, Json | undefined][]) members[name] = value ?? null
    return canonical(members)
}

/** The first 8 bytes of SHA-256 of the canonical text, as a big-endian number. */
export function hashOf(element: Element): bigint {
    const digest = sha256(encoder.encode(canonicalElement(element)))
    return (BigInt(digest[0]!) << 32n) | BigInt(digest[1]!)
}

export function hexadecimal(hash: bigint): string {
    return hash.toString(16).padStart(16, '0')
}

/** The sum over a changing set of elements. Only what changed since the last sum is hashed again. */
export class StateHash {
    #sum = 0n
    #hashes = new Map<string, bigint>()
    #stale = new Set<string>()

    /** The element was created, changed or deleted. */
    touch(id: string): void {
        this.#stale.add(id)
    }

    /** Of the elements as they are now: 16 hexadecimal digits. */
    of(elements: ReadonlyMap<string, Element>): string {
        for (const id of this.#stale) {
            const element = elements.get(id)
            const hash = element ? hashOf(element) : 0n
            this.#sum = BigInt.asUintN(64, this.#sum - (this.#hashes.get(id) ?? 0n) + hash)
            if (element) this.#hashes.set(id, hash)
            else this.#hashes.delete(id)
        }
        this.#stale.clear()
        return hexadecimal(this.#sum)
    }

    clear(): void {
        this.#sum = 0n
        this.#hashes.clear()
        this.#stale.clear()
    }
}
