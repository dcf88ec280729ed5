// Cursors and drags: of each the newest, at most every 50 ms, and no more of all than the server takes.
import type { Bucket } from './bucket.js'

const PERIOD_MS = 50

export class Throttle<Message> {
    readonly #send: (message: Message) => void
    readonly #newest = new Map<string, Message>()
    #bucket: Bucket | undefined
    #timer: ReturnType<typeof setTimeout> | undefined

    constructor(send: (message: Message) => void) {
        this.#send = send
    }

    /** From here on messages are sent, with this limit; without one they are dropped. */
    open(bucket: Bucket | undefined): void {
        this.#bucket = bucket
        this.#newest.clear()
    }

    put(key: string, message: Message): void {
        if (!this.#bucket) return
        this.#newest.set(key, message)
        if (!this.#timer) this.#flush()
    }

    #flush(): void {
        this.#timer = undefined
        if (this.#newest.size === 0) return
        for (const [key, message] of this.#newest) {
            if (this.#bucket!.take(performance.now()) > 0) break
            this.#newest.delete(key)
            this.#send(message)
        }
        this.#timer = setTimeout(() => this.#flush(), PERIOD_MS)
    }
}
