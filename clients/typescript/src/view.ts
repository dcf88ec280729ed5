// What the user sees: the confirmed elements, and over them only those that a guess has changed.
import type { Confirmed } from './confirmed.js'
import type { Element } from './messages.js'

export class View {
    readonly #confirmed: Confirmed
    /** Undefined: deleted. */
    readonly #guessed = new Map<string, Element | undefined>()
    readonly #deleted = new Map<string, Element>()

    constructor(confirmed: Confirmed) {
        this.#confirmed = confirmed
    }

    get(id: string): Element | undefined {
        return this.#guessed.has(id) ? this.#guessed.get(id) : this.#confirmed.elements.get(id)
    }

    /** An element as it was when it was deleted. */
    deleted(id: string): Element | undefined {
        return this.#deleted.get(id) ?? this.#confirmed.deleted.get(id)
    }

    put(element: Element): void {
        this.#guessed.set(element.id, element)
    }

    remove(element: Element): void {
        this.#guessed.set(element.id, undefined)
        this.#deleted.set(element.id, element)
    }

    /** The ids of the elements that are not as the server has told. */
    guessed(): string[] {
        return [...this.#guessed.keys()]
    }

    /** In no order. */
    all(): Element[] {
        const confirmed = [...this.#confirmed.elements.values()].filter(({ id }) => !this.#guessed.has(id))
        const guessed = [...this.#guessed.values()].filter((each) => each !== undefined)
        return [...confirmed, ...guessed]
    }
}
