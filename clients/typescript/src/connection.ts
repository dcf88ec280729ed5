// One WebSocket's life: its greeting, its heartbeat, and its end, which is told once.

/** What is needed of a WebSocket; a browser's and that of the package ws are such. */
export interface Socket {
    readonly protocol: string
    onopen: ((event: never) => void) | null
    onmessage: ((event: never) => void) | null
    onclose: ((event: never) => void) | null
    onerror: ((event: never) => void) | null
    send(text: string): void
    close(code?: number, reason?: string): void
}

/** `options` is the third argument where the constructor takes one, as that of ws does for headers. */
export type SocketConstructor = new (address: string, protocol: string, options?: object) => Socket

export const PROTOCOL = 'pictshare.v2'
/** Ends by this side that are worth another try; the server never sees the code. */
const BROKEN = 4100
/** For the handshake with WELCOME, and for the answer to a PING. */
const PATIENCE_MS = 15_000

export interface Handlers {
    message(message: { type: string }): void
    /** Once, also for an end by `end`; not after `abandon`. */
    ended(code: number, reason: string): void
}

export class Connection {
    readonly #socket: Socket
    readonly #handlers: Handlers
    #timer: ReturnType<typeof setTimeout> | undefined
    #heartbeatMs: number | undefined

    constructor(socket: Socket, hello: () => string, handlers: Handlers) {
        this.#socket = socket
        this.#handlers = handlers
        this.#expect(PATIENCE_MS, () => this.end(BROKEN, 'no WELCOME'))
        socket.onopen = () => {
            if (socket.protocol === PROTOCOL) this.send(hello())
            else this.end(4000, 'the server does not speak pictshare.v2')
        }
        socket.onmessage = (event: { data: unknown }) => this.#receive(String(event.data))
        socket.onclose = (event: { code: number; reason: string }) => this.#end(event.code, String(event.reason))
        socket.onerror = () => {}  // onclose follows
    }

    send(text: string): void {
        this.#socket.send(text)
    }

    /** After WELCOME: asks for a sign of life when none has come for so long. */
    keepAlive(heartbeatMs: number): void {
        this.#heartbeatMs = heartbeatMs
        this.#listen()
    }

    /** Closes it and tells of that at once: a network that is gone would not. */
    end(code: number, reason: string): void {
        const closed = this.#detach()
        if (closed) this.#handlers.ended(code, reason)
    }

    /** Closes it and says nothing. */
    abandon(): void {
        this.#detach()
    }

    #receive(text: string): void {
        this.#listen()
        const message = parsed(text)
        if (message) this.#handlers.message(message)
        else this.end(BROKEN, 'the server sent no message of the protocol')
    }

    #end(code: number, reason: string): void {
        clearTimeout(this.#timer)
        this.#forget()
        this.#handlers.ended(code, reason)
    }

    /** Something was heard: only a silence of a heartbeat is asked about, and one after that is the end. */
    #listen(): void {
        if (this.#heartbeatMs === undefined) return
        this.#expect(this.#heartbeatMs, () => {
            this.send('{"type":"PING"}')
            this.#expect(PATIENCE_MS, () => this.end(BROKEN, 'silent'))
        })
    }

    #expect(waitMs: number, otherwise: () => void): void {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(otherwise, waitMs)
    }

    #forget(): void {
        this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null
    }

    #detach(): boolean {
        if (!this.#socket.onclose) return false
        clearTimeout(this.#timer)
        this.#forget()
        this.#socket.close(1000)
        return true
    }
}

function parsed(text: string): { type: string } | undefined {
    try {
        const message: unknown = JSON.parse(text)
        return typeof (message as { type?: unknown } | null)?.type === 'string' ? (message as { type: string }) : undefined
    } catch {
        return undefined
    }
}
