// Keeps a socket to the book: connects, comes back as the close codes advise, and knows in which state all that is.
import { advise, type StopReason } from './backoff.js'
import { Connection, PROTOCOL, type SocketConstructor } from './connection.js'

/**
 * connecting: a socket is being opened or greeted; joining: what was missed arrives; live: everything is here, commands are
 * sent; waiting: the next try is due after a while; stopped: nothing happens until `connect`.
 */
export type State = 'connecting' | 'joining' | 'live' | 'waiting' | 'stopped'

export interface StateChange {
    state: State
    /** Why it is stopped. */
    reason?: StopReason
    /** When the next try is made. */
    waitMs?: number
}

export interface LinkOptions {
    /** ws: or wss:, ends with /canvas/ and the book's id. */
    address: string
    /** Where there is none of the platform's: that of the package ws, for one. */
    WebSocket?: SocketConstructor
    /** The third argument of that constructor, e.g. `{headers: {cookie}}` for ws. */
    socketOptions?: object
}

export interface LinkHandlers {
    hello(): string
    message(message: { type: string }): void
    changed(change: StateChange): void
}

/** A socket that was live for so long was of use, whatever ended it. */
const USEFUL_MS = 5_000
/** The server stops and says when to come back: not a failure. */
const STOPS = [1001, 1012]
/** The code for a socket that begins again because it has lost its place; the advice is the same. */
const RESYNC = 4008

export class Link {
    readonly #options: LinkOptions
    readonly #handlers: LinkHandlers
    #state: State = 'stopped'
    #connection: Connection | undefined
    #timer: ReturnType<typeof setTimeout> | undefined
    #failures = 0
    #liveSince = Infinity
    /** What the server gave as the reason before it closes. */
    #parting: StopReason | undefined

    constructor(options: LinkOptions, handlers: LinkHandlers) {
        this.#options = options
        this.#handlers = handlers
    }

    get state(): State {
        return this.#state
    }

    /** At once, also when the next try is due later; does nothing when there is a socket. */
    connect(): void {
        if (this.#connection) return
        clearTimeout(this.#timer)
        this.#parting = undefined
        this.#liveSince = Infinity
        this.#change({ state: 'connecting' })
        const { address, socketOptions } = this.#options
        const Constructor = this.#options.WebSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket
        if (!Constructor) throw new TypeError('there is no WebSocket here: give one in the options')
        this.#connection = new Connection(new Constructor(address, PROTOCOL, socketOptions), this.#handlers.hello, {
            message: (message) => this.#handlers.message(message),
            ended: (code, reason) => this.#ended(code, reason),
        })
    }

    send(text: string): void {
        this.#connection?.send(text)
    }

    welcomed(heartbeatMs: number): void {
        this.#connection?.keepAlive(heartbeatMs)
        this.#change({ state: 'joining' })
    }

    joined(): void {
        this.#liveSince = performance.now()
        this.#change({ state: 'live' })
    }

    parting(reason: StopReason): void {
        this.#parting = reason
    }

    /** The socket begins again, with the HELLO that is right then. */
    restart(): void {
        this.#connection?.end(RESYNC, 'resync')
    }

    stop(reason: StopReason): void {
        clearTimeout(this.#timer)
        this.#connection?.abandon()
        this.#connection = undefined
        if (this.#state !== 'stopped') this.#change({ state: 'stopped', reason })
    }

    #ended(code: number, reason: string): void {
        this.#connection = undefined
        if (performance.now() - this.#liveSince >= USEFUL_MS) this.#failures = 0
        const advice = this.#parting ? { stop: this.#parting } : advise(code, reason, this.#failures, Math.random())
        if ('stop' in advice) return this.#change({ state: 'stopped', reason: advice.stop })
        if (!STOPS.includes(code)) ++this.#failures
        this.#timer = setTimeout(() => this.connect(), advice.waitMs)
        this.#change({ state: 'waiting', waitMs: advice.waitMs })
    }

    #change(change: StateChange): void {
        this.#state = change.state
        this.#handlers.changed(change)
    }
}
