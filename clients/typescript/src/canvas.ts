// A book's canvas: its elements as they are now, the commands that change them, and who else is there.
import { newId } from './id.js'
import type { State } from './link.js'
import type { Action, Cursor, Edit, Element, ElementUpdate, NewElement, Op, Peer, Placement, Role } from './messages.js'
import type { Outcome } from './queue.js'
import { Session, type CanvasEvents, type CanvasOptions } from './session.js'
import { UndoStack } from './undo.js'

/** Reads the storage, shows what it holds of commands, and begins to connect. */
export async function openCanvas(options: CanvasOptions): Promise<Canvas> {
    const saved = await options.storage?.get()
    const canvas = new Canvas(new Session(options, saved ?? { clientId: newId(), counter: 0, commands: [] }))
    canvas.connect()
    return canvas
}

/** Made by openCanvas. Commands can be given in every state; each one's promise is fulfilled with what became of it. */
export class Canvas {
    readonly #session: Session
    readonly #undo = new UndoStack()

    constructor(session: Session) {
        this.#session = session
    }

    get clientId(): string {
        return this.#session.clientId
    }

    get state(): State {
        return this.#session.link.state
    }

    /** Undefined until the first WELCOME. */
    get role(): Role | undefined {
        return this.#session.role
    }

    /** How many commands the server has not confirmed yet. */
    get waiting(): number {
        return this.#session.queue.size
    }

    /** What is seen: confirmed, with the drags of others and our own commands on top. The lowest first. */
    elements(): readonly Element[] {
        return this.#session.book.elements()
    }

    element(id: string): Element | undefined {
        return this.#session.book.get(id)
    }

    /** Of what is confirmed (V2-35): canvases that agree have the same at the same seq. -1 before the first snapshot. */
    hash(): { seq: number; hash: string } {
        const { book } = this.#session
        return { seq: book.since?.lastSeq ?? -1, hash: book.hash() }
    }

    peers(): readonly Peer[] {
        return this.#session.peers.all()
    }

    /** Gives what ends the listening. */
    on<Name extends keyof CanvasEvents>(name: Name, listener: (event: CanvasEvents[Name]) => void): () => void {
        return this.#session.emitter.on(name, listener)
    }

    create(element: NewElement): Promise<Outcome> {
        return this.#edit({ type: 'SHAPE_CREATE', payload: element })
    }

    update(update: ElementUpdate): Promise<Outcome> {
        return this.#edit({ type: 'SHAPE_UPDATE', payload: update })
    }

    remove(id: string): Promise<Outcome> {
        return this.#edit({ type: 'SHAPE_DELETE', payload: { id } })
    }

    restore(id: string): Promise<Outcome> {
        return this.#edit({ type: 'SHAPE_RESTORE', payload: { id } })
    }

    reorder(placement: Placement): Promise<Outcome> {
        return this.#edit({ type: 'REORDER', payload: placement })
    }

    /** All or nothing: 1 to 200 commands with one seq. */
    batch(commands: readonly Edit[]): Promise<Outcome> {
        return this.#edit({ type: 'BATCH', payload: { commands } })
    }

    /** Takes back this page's last command that was not; undefined when there is none. Seen when the server has answered. */
    undo(): Promise<Outcome> | undefined {
        const n = this.#undo.nextUndo()
        if (n === undefined) return undefined
        this.#undo.undid(this.#session.next)
        return this.#command({ type: 'UNDO', payload: { n } })
    }

    /** Does again what the last undo took back; undefined when there is none, or other commands have followed it. */
    redo(): Promise<Outcome> | undefined {
        const n = this.#undo.nextRedo()
        if (n === undefined) return undefined
        this.#undo.redid(this.#session.next)
        return this.#command({ type: 'UNDO', payload: { n } })
    }

    /** Takes back any command of one's own, also of an earlier page. */
    undoOf(op: Op): Promise<Outcome> {
        return this.#edit({ type: 'UNDO', payload: op })
    }

    /** Shows the others one's cursor; nothing while it is not live. */
    point(cursor: Cursor): void {
        this.#session.throttle.put('cursor', { type: 'CURSOR_SYNC', timestamp: Date.now(), payload: cursor })
    }

    /** Shows the others an element as it is dragged. It ends with an update, or without one by a drag of no members. */
    drag(id: string, members: Partial<NewElement> = {}): void {
        const element = this.#session.book.confirmed(id)
        if (!element) return
        const payload = { ...element, ...members } as Element
        this.#session.throttle.put(`drag ${id}`, { type: 'FRAME_UPDATE', timestamp: Date.now(), rev: element.rev, payload })
    }

    /** At once, also when it is stopped or the next try is due later. */
    connect(): void {
        this.#session.link.connect()
    }

    /** For good. What waits stays in the storage for the next page; its promises are fulfilled with the code `closed`. */
    close(): void {
        this.#session.close()
    }

    #edit(action: Action): Promise<Outcome> {
        this.#undo.did(this.#session.next)
        return this.#command(action)
    }

    async #command(action: Action): Promise<Outcome> {
        const outcome = await this.#session.command(action)
        if (!outcome.ok) this.#undo.forget(outcome.op.n)
        return outcome
    }
}
