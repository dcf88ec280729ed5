// A server of the protocol in memory, as simple as it can be, for tests of what a real one does seldom. It forgets nothing.
import type { Socket, SocketConstructor } from '../src/connection.js'
import type { Change, Command, CommitEvent, Edit, Element, Welcome } from '../src/messages.js'
import { moves } from '../src/order.js'
import { Confirmed } from '../src/confirmed.js'

export const LIMITS = { maxMessageBytes: 100_000, commandsPerSecond: 10_000, commandsAtOnce: 10_000, presencePerSecond: 1000, presenceAtOnce: 1000, pendingCommands: 256 }

class Refused extends Error {
    constructor(readonly status: number, readonly code: string) {
        super(code)
    }
}

export class ModelServer {
    readonly state = new Confirmed()
    epoch = 0
    readonly sockets = new Set<ModelSocket>()
    readonly #journal: CommitEvent[] = []
    readonly #before = new Map<number, Map<string, Element | undefined>>()
    /** The ACK comes after the event. */
    ackLast = false
    /** Instead of its usual answer; undefined for that. */
    answer: (command: Command) => object | undefined = () => undefined

    constructor() {
        this.state.load(0, 0, [])
    }

    get WebSocket(): SocketConstructor {
        const connect = (): ModelSocket => new ModelSocket(this)
        return class {
            constructor() {
                return connect()
            }
        } as unknown as SocketConstructor
    }

    greet(socket: ModelSocket, hello: { clientId: string; lastSeq?: number; epoch?: number }): void {
        socket.clientId = hello.clientId
        const { seq } = this.state
        const delta = hello.lastSeq !== undefined && hello.epoch === this.epoch && hello.lastSeq <= seq
        const welcome: Welcome = {
            protocol: 2, conn: '1', clientId: hello.clientId, userId: 'user', role: 'EDITOR', seq, epoch: this.epoch,
            mode: delta ? 'delta' : 'snapshot', heartbeatMs: 25_000, limits: LIMITS, peers: [],
        }
        socket.tell({ type: 'WELCOME', seq, epoch: this.epoch, payload: welcome })
        if (delta) for (const event of this.#journal.slice(hello.lastSeq)) socket.tell(event)
        else {
            const elements = [...this.state.elements.values()]
            const half = elements.length >> 1
            socket.tell({ type: 'SNAPSHOT', payload: { elements: elements.slice(0, half), last: false } })
            socket.tell({ type: 'SNAPSHOT', payload: { elements: elements.slice(half), last: true } })
        }
        this.sockets.add(socket)
    }

    take(socket: ModelSocket, command: Command): void {
        const instead = this.answer(command)
        if (instead) return socket.tell(instead)
        const { op } = command
        const known = this.#journal.find((event) => event.op?.c === op.c && event.op.n === op.n)
        if (known) return socket.tell({ ...known, type: 'ACK', payload: { result: 'committed', retried: true } })
        try {
            this.commit(command, socket)
        } catch (error) {
            if (!(error instanceof Refused)) throw error
            const { status, code, message } = error
            socket.tell({ type: 'ERROR', payload: { status, message, data: { op, code, retryable: false } } })
        }
    }

    /** Of nobody's socket: a REST write. */
    commit(command: Pick<Command, 'type' | 'payload'> & { op?: Command['op'] }, sender?: ModelSocket): void {
        const seq = this.state.seq + 1
        const draft = new Draft(this.state, seq)
        if (command.type === 'UNDO') this.#undo(draft, command as Command)
        else draft.perform(command as Edit)
        this.#before.set(seq, draft.before)
        const event: CommitEvent = {
            type: command.type, seq, epoch: this.epoch, at: Date.now(), userId: 'user', payload: { changes: draft.changes },
            ...(command.op && { op: command.op }),
        }
        this.state.apply(seq, draft.changes)
        this.#journal.push(event)
        const result = draft.changes.length > 0 ? 'committed' : 'ignored'
        const ack = { ...event, type: 'ACK', payload: { result } }
        if (!this.ackLast) sender?.tell(ack)
        for (const socket of this.sockets) socket.tell(event)
        if (this.ackLast) sender?.tell(ack)
    }

    #undo(draft: Draft, command: Command): void {
        const { n } = command.payload as { n: number }
        const event = this.#journal.find(({ op }) => op?.c === command.op.c && op.n === n)
        if (!event) throw new Refused(409, 'nothing_to_undo')
        for (const change of [...event.payload.changes].reverse()) draft.revert(change, this.#before.get(event.seq)!.get(change.id))
    }
}

/** What a command does to a copy of the state. */
class Draft {
    readonly changes: Change[] = []
    readonly before = new Map<string, Element | undefined>()
    readonly #now = new Map<string, Element | undefined>()
    readonly #removed = new Map<string, Element>()

    constructor(readonly state: Confirmed, readonly seq: number) {}

    perform(edit: Edit | { type: 'BATCH'; payload: { commands: readonly Edit[] } }): void {
        if (edit.type === 'BATCH') return edit.payload.commands.forEach((each) => this.perform(each))
        const { id } = edit.payload
        const present = this.#get(id)
        const deleted = this.#removed.get(id) ?? this.state.deleted.get(id)
        if (edit.type === 'SHAPE_CREATE') {
            if (present || deleted) throw new Refused(409, 'exists')
            const date = new Date().toISOString()
            return this.#create({ ...edit.payload, createdAt: date, updatedAt: date, rev: this.seq, order: '' })
        }
        if (!present && !deleted) throw new Refused(404, 'not_found')
        if (edit.type === 'SHAPE_RESTORE') return present ? undefined : this.#create({ ...deleted!, rev: this.seq })
        if (!present) return
        if (edit.type === 'SHAPE_DELETE') this.#remove(id)
        else if (edit.type === 'SHAPE_UPDATE') {
            if (edit.payload.type !== present.type) throw new Refused(409, 'other_type')
            this.#set(present, { ...edit.payload, ...(edit.payload.zIndex !== undefined && { order: '' }) } as Partial<Element>)
        } else if (edit.type === 'REORDER') {
            const all = [...this.state.elements.keys(), ...this.#now.keys()]
            const elements = [...new Set(all)].map((each) => this.#get(each)).filter((each) => each !== undefined)
            for (const { id: moved, zIndex, order } of moves(elements, edit.payload)) this.#set(this.#get(moved)!, { zIndex, order })
        }
    }

    revert(change: Change, before: Element | undefined): void {
        const present = this.#get(change.id)
        if (change.is === 'created') return present && this.#remove(change.id)
        if (change.is === 'deleted') return present ? undefined : this.#create({ ...before!, rev: this.seq })
        if (!present) return
        const still = Object.entries(change.set).filter(([name, value]) =>
            name !== 'updatedAt' && JSON.stringify(present[name as 'x']) === JSON.stringify(value))
        this.#set(present, Object.fromEntries(still.map(([name]) => [name, before![name as 'x']])))
    }

    #get(id: string): Element | undefined {
        return this.#now.has(id) ? this.#now.get(id) : this.state.elements.get(id)
    }

    #note(id: string, now: Element | undefined): void {
        if (!this.before.has(id)) this.before.set(id, this.state.elements.get(id))
        this.#now.set(id, now)
    }

    #create(element: Element): void {
        this.#note(element.id, element)
        this.changes.push({ is: 'created', id: element.id, element })
    }

    #remove(id: string): void {
        this.#removed.set(id, this.#get(id)!)
        this.#note(id, undefined)
        this.changes.push({ is: 'deleted', id })
    }

    #set(present: Element, members: Partial<Element>): void {
        const { id, type } = present
        const named = Object.entries(members).filter(([name, value]) => JSON.stringify(present[name as 'x']) !== JSON.stringify(value))
        if (named.length === 0) return
        const set = { ...Object.fromEntries(named), updatedAt: new Date().toISOString() }
        this.#note(id, { ...present, ...set } as Element)
        this.changes.push({ is: 'updated', id, type, set })
    }
}

/** A client's end of a socket; messages arrive in later turns, as they do in a network. */
export class ModelSocket implements Socket {
    readonly protocol = 'pictshare.v2'
    onopen: ((event: never) => void) | null = null
    onmessage: ((event: never) => void) | null = null
    onclose: ((event: never) => void) | null = null
    onerror: ((event: never) => void) | null = null
    clientId = ''
    /** What the client has sent. */
    readonly sent: { type: string; payload?: unknown }[] = []
    #closed = false

    constructor(readonly server: ModelServer) {
        setImmediate(() => this.onopen?.(undefined as never))
    }

    send(text: string): void {
        setImmediate(() => {
            if (this.#closed) return
            const message = JSON.parse(text)
            this.sent.push(message)
            if (message.type === 'HELLO') this.server.greet(this, message.payload)
            else if (message.op) this.server.take(this, message)
        })
    }

    tell(message: object): void {
        const data = JSON.stringify(message)
        setImmediate(() => {
            if (!this.#closed) this.onmessage?.({ data } as never)
        })
    }

    close(): void {
        this.drop(1000, '')
    }

    /** Cuts it: what is on its way in both directions is lost. */
    drop(code: number, reason = '{"retryAfterMs": 1}'): void {
        if (this.#closed) return
        this.#closed = true
        this.server.sockets.delete(this)
        setImmediate(() => this.onclose?.({ code, reason } as never))
    }
}
