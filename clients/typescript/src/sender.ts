// Sends the commands that wait: in order, no faster than the server takes them, and only those that are kept.
import { Bucket } from './bucket.js'
import type { Limits } from './messages.js'
import type { CommandQueue } from './queue.js'

/** Where the server doesn't say when a command may be tried again. */
const RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

export class Sender {
    readonly #queue: CommandQueue
    readonly #send: (text: string) => void
    #limits: Limits | undefined
    #bucket: Bucket | undefined
    /** Commands up to this counter are in the storage. */
    #kept = -1
    #pausedUntil = 0
    #timer: ReturnType<typeof setTimeout> | undefined

    constructor(queue: CommandQueue, send: (text: string) => void) {
        this.#queue = queue
        this.#send = send
    }

    open(limits: Limits): void {
        this.#limits = limits
        this.#bucket = new Bucket(limits.commandsPerSecond, limits.commandsAtOnce, performance.now())
        this.#pausedUntil = 0
        this.pump()
    }

    close(): void {
        this.#limits = undefined
        clearTimeout(this.#timer)
    }

    kept(counter: number): void {
        this.#kept = counter
        this.pump()
    }

    /** The server asks to wait. */
    pause(retryAfterMs: number | undefined): void {
        const wait = Math.min(retryAfterMs ?? RETRY_MS, LONGEST_RETRY_MS)
        this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + wait)
        this.pump()
    }

    pump(): void {
        clearTimeout(this.#timer)
        while (this.#limits) {
            const pending = this.#queue.next(this.#kept, this.#limits.pendingCommands)
            if (!pending) return
            const now = performance.now()
            const wait = this.#pausedUntil > now ? this.#pausedUntil - now : this.#bucket!.take(now)
            if (wait > 0) {
                this.#timer = setTimeout(() => this.pump(), wait)
                return
            }
            pending.state = 'sent'
            this.#send(pending.text)
        }
    }
}
