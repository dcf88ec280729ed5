// Listeners of named events, and the types of what they are told.

export class Emitter<Events extends object> {
    readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>()

    /** Gives what ends the listening. */
    on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
        const listeners = this.#listeners.get(name) ?? new Set()
        this.#listeners.set(name, listeners.add(listener))
        return () => listeners.delete(listener)
    }

    /** What a listener throws is an uncaught error of the program, but doesn't disturb the caller. */
    emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
        for (const listener of this.#listeners.get(name) ?? []) {
            try {
                listener(event as never)
            } catch (error) {
                queueMicrotask(() => {
                    throw error
                })
            }
        }
    }
}
