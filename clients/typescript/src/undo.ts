// The commands that can be taken back, the newest last, and those that were. Bounded: the oldest are forgotten.

const DEEPEST = 100

export class UndoStack {
    #done: number[] = []
    #undone: number[] = []

    /** A command of the user's own; after it nothing can be done again. */
    did(n: number): void {
        this.#done = [...this.#done, n].slice(-DEEPEST)
        this.#undone = []
    }

    /** The command `by` has taken back what nextUndo said. */
    undid(by: number): void {
        this.#done.pop()
        this.#undone = [...this.#undone, by].slice(-DEEPEST)
    }

    /** The command `by` has done again what nextRedo said. */
    redid(by: number): void {
        this.#undone.pop()
        this.#done = [...this.#done, by].slice(-DEEPEST)
    }

    /** The server has refused it. */
    forget(n: number): void {
        this.#done = this.#done.filter((each) => each !== n)
        this.#undone = this.#undone.filter((each) => each !== n)
    }

    nextUndo(): number | undefined {
        return this.#done.at(-1)
    }

    nextRedo(): number | undefined {
        return this.#undone.at(-1)
    }
}
