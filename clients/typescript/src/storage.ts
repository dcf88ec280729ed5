// What outlives a reload of the page: who the client is, its counter, and the commands that wait.
import type { Command } from './messages.js'

export interface Saved {
    clientId: string
    /** No command with a greater counter was ever sent. */
    counter: number
    commands: (Command & { at: string })[]
}

/** Kept by the application, for one book and one client at a time. */
export interface Storage {
    get(): Saved | undefined | Promise<Saved | undefined>
    set(saved: Saved): void | Promise<void>
}

/**
 * In a browser's storage. With sessionStorage each tab is a client of its own; in localStorage the tabs of a book would
 * end each other's sessions.
 */
export function browserStorage(area: { getItem(key: string): string | null; setItem(key: string, value: string): void }, key: string): Storage {
    return {
        get: () => JSON.parse(area.getItem(key) ?? 'null') ?? undefined,
        set: (saved) => area.setItem(key, JSON.stringify(saved)),
    }
}

/** Commands leave the storage so much later: one that was confirmed may be sent again, it is known to the server. */
const REMOVAL_DELAY_MS = 250

/** Writes what `current` gives, one write after another, several wishes with one. */
export class Saver {
    readonly #storage: Storage
    readonly #current: () => Saved
    readonly #written: (counter: number, problem: unknown) => void
    #busy = false
    #wanted = false
    #timer: ReturnType<typeof setTimeout> | undefined

    /** `written` is told each time up to which counter commands are kept, or could not be. */
    constructor(storage: Storage, current: () => Saved, written: (counter: number, problem: unknown) => void) {
        this.#storage = storage
        this.#current = current
        this.#written = written
    }

    now(): void {
        if (this.#wanted) return
        this.#wanted = true
        queueMicrotask(() => void this.#write())
    }

    soon(): void {
        this.#timer ??= setTimeout(() => this.now(), REMOVAL_DELAY_MS)
    }

    async #write(): Promise<void> {
        if (this.#busy) return
        this.#busy = true
        while (this.#wanted) {
            this.#wanted = false
            clearTimeout(this.#timer)
            this.#timer = undefined
            const saved = this.#current()
            let problem: unknown
            try {
                const writing = this.#storage.set(saved)
                if (writing) await writing
            } catch (error) {
                problem = error
            }
            this.#written(saved.counter, problem)
        }
        this.#busy = false
    }
}
