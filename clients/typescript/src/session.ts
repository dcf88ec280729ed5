// The parts of a canvas and how they work together: messages come in, commands go out, listeners are told.
import { Book, type Trouble } from './book.js'
import { Bucket } from './bucket.js'
import { Emitter } from './emitter.js'
import { Link, type LinkOptions, type StateChange } from './link.js'
import type { Action, Asking, Frame, Op, Peer, Refusal, Role, ServerMessage, Welcome } from './messages.js'
import { Peers } from './peers.js'
import { CommandQueue, type Outcome, type Pending, type QueueLimits, type Refused } from './queue.js'
import { Sender } from './sender.js'
import { Saver, type Saved, type Storage } from './storage.js'
import { Throttle } from './throttle.js'

export interface CanvasOptions extends LinkOptions {
    /** Without one, commands that wait are lost with the page, and each page is a client of its own. */
    storage?: Storage
    /** How much may wait: 1000 commands and 8 Mi UTF-16 units of their texts unless given. */
    queue?: Partial<QueueLimits>
}

export interface CanvasEvents {
    state: StateChange
    /** The elements with these ids look different now, came or went. Told once for all that happened in a turn. */
    change: { ids: readonly string[] }
    /** A command was refused and is taken back from what is seen. */
    refused: Refused
    peers: { peers: readonly Peer[] }
    role: { role: Role }
    /** The server's hash of the book right after the event `seq` is ours too. */
    agreement: { seq: number }
    /** The canvas reads the book again: events were missing, or the server's hash (`theirs`) is not ours. */
    resync: { trouble: Trouble; ours?: string; theirs?: string }
    /** The storage failed: commands that wait may be lost with the page. */
    storage: { problem: unknown }
    /** A refusal that belongs to no command of ours. */
    problem: Refusal
}

const QUEUE: QueueLimits = { commands: 1000, length: 8 * 1024 * 1024 }

export class Session {
    readonly clientId: string
    readonly emitter = new Emitter<CanvasEvents>()
    readonly queue: CommandQueue
    readonly book: Book
    readonly peers = new Peers()
    readonly link: Link
    readonly throttle = new Throttle<Asking>((message) => this.link.send(JSON.stringify(message)))
    role: Role | undefined
    readonly #sender: Sender
    readonly #saver: Saver | undefined
    #counter: number
    #limits: Welcome['limits'] | undefined
    #telling = false

    constructor(options: CanvasOptions, saved: Saved) {
        this.clientId = saved.clientId
        this.#counter = saved.counter
        this.queue = new CommandQueue({ ...QUEUE, ...options.queue })
        this.book = new Book(this.clientId, this.queue)
        this.#sender = new Sender(this.queue, (text) => this.link.send(text))
        this.link = new Link(options, {
            hello: () => JSON.stringify({ type: 'HELLO', payload: { clientId: this.clientId, ...this.book.since } }),
            message: (message) => this.#receive(message as ServerMessage),
            changed: (change) => this.#changed(change),
        })
        this.#saver = options.storage && new Saver(options.storage, () => this.#saved(), (counter, problem) => {
            if (problem !== undefined) this.emitter.emit('storage', { problem })
            this.#sender.kept(counter)
        })
        for (const { at, op, ...action } of saved.commands) this.queue.add(pendingOf(op, action, at, () => {}))
        this.#sender.kept(this.#counter)
        this.book.rebase()
    }

    /** The counter of the next command. */
    get next(): number {
        return this.#counter + 1
    }

    command(action: Action): Promise<Outcome> {
        return new Promise((settle) => {
            const pending = pendingOf({ c: this.clientId, n: ++this.#counter }, action, new Date().toISOString(), settle)
            if (new TextEncoder().encode(pending.text).length > (this.#limits?.maxMessageBytes ?? Infinity))
                return this.#refuse(this.book.giveUp(pending, 0, 'too_large', 'The command is longer than the server takes'))
            if (!this.queue.add(pending))
                return this.#refuse(this.book.giveUp(pending, 0, 'queue_full', 'Too many commands wait for the server'))
            this.book.rebase()
            this.#tell()
            if (this.#saver) this.#saver.now()
            else this.#sender.kept(this.#counter)
        })
    }

    close(): void {
        this.link.stop('closed')
        for (const { op, settle } of this.queue.all())
            settle({ ok: false, op, status: 0, code: 'closed', message: 'The canvas was closed' })
    }

    #saved(): Saved {
        const commands = this.queue.all().map(({ op, action, at }) => ({ ...action, op, at }))
        return { clientId: this.clientId, counter: this.#counter, commands }
    }

    #receive(message: ServerMessage): void {
        switch (message.type) {
            case 'WELCOME': return this.#welcome(message.payload)
            case 'SNAPSHOT': return this.#progress(this.book.snapshot(message.payload.elements, message.payload.last))
            case 'ERROR': return this.#error(message.payload)
            case 'FRAME_UPDATE': return this.#frame(message.payload)
            case 'CURSOR_SYNC':
                this.peers.point(message, message.payload)
                return this.#tellPeers()
            case 'PRESENCE_JOIN':
                this.peers.join(message.payload)
                return this.#tellPeers()
            case 'PRESENCE_LEAVE':
                this.peers.leave(message.payload)
                return this.#tellPeers()
            case 'ROLE_CHANGED': return this.#roleIs(message.payload.role)
            case 'CONTROL': return this.link.parting(message.payload.reason)
            case 'STATE_HASH': return this.#check(message.seq, message.payload.hash)
            case 'ACK':
                this.book.acknowledge(message)
                return this.#progress(undefined)
            // Every other message with a seq is an event; what has none is a PONG, or nothing that this client knows.
            default: if ('seq' in message) this.#progress(this.book.commit(message))
        }
    }

    #welcome(welcome: Welcome): void {
        this.#limits = welcome.limits
        this.link.welcomed(welcome.heartbeatMs)
        this.#roleIs(welcome.role)
        this.peers.welcome(welcome, welcome.peers)
        this.#tellPeers()
        this.#progress(this.book.welcome(welcome))
    }

    #progress(trouble: Trouble | undefined): void {
        if (trouble) return this.#resync(trouble)
        if (this.link.state === 'joining' && this.book.live) {
            this.link.joined()
            this.throttle.open(new Bucket(this.#limits!.presencePerSecond, this.#limits!.presenceAtOnce, performance.now()))
            this.#sender.open(this.#limits!)
        }
        this.#sender.pump()
        this.#saver?.soon()
        this.#tell()
    }

    #frame(frame: Frame): void {
        this.book.frame(frame)
        this.#tell()
    }

    #error(refusal: Refusal): void {
        const { op, retryable, retryAfterMs } = refusal.data
        if (!op) return this.emitter.emit('problem', refusal)
        this.#refuse(this.book.refuse(refusal))
        if (retryable) this.#sender.pause(retryAfterMs)
        else this.#sender.pump()
    }

    #refuse(outcome: Refused | undefined): void {
        if (!outcome) return
        this.#saver?.soon()
        this.#tell()
        this.emitter.emit('refused', outcome)
    }

    #check(seq: number, hash: string): void {
        const found = this.book.check(seq, hash)
        if (found) this.#resync(found.trouble, found.ours, hash)
        else this.emitter.emit('agreement', { seq })
    }

    #resync(trouble: Trouble, ours?: string, theirs?: string): void {
        if (trouble === 'wrong') this.book.distrust()
        this.emitter.emit('resync', { trouble, ...(ours && theirs && { ours, theirs }) })
        this.link.restart()
    }

    #changed(change: StateChange): void {
        if (change.state === 'waiting' || change.state === 'stopped') {
            this.#sender.close()
            this.throttle.open(undefined)
            this.book.disconnected()
            this.#tell()
        }
        this.emitter.emit('state', change)
    }

    #roleIs(role: Role): void {
        if (role !== this.role) this.emitter.emit('role', { role })
        this.role = role
    }

    #tellPeers(): void {
        this.emitter.emit('peers', { peers: this.peers.all() })
    }

    /** Once for all that happens in this turn. */
    #tell(): void {
        if (this.#telling) return
        this.#telling = true
        queueMicrotask(() => {
            this.#telling = false
            const ids = this.book.takeChanged()
            if (ids.length > 0) this.emitter.emit('change', { ids })
        })
    }
}

function pendingOf(op: Op, action: Action, at: string, settle: Pending['settle']): Pending {
    return { op, action, at, settle, text: JSON.stringify({ ...action, op }), state: 'waiting', doubtful: false }
}
