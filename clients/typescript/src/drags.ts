// Elements that others are dragging, as they last showed them. A drag ends with the next event that changes its element.
import type { Confirmed } from './confirmed.js'
import type { Element, Frame } from './messages.js'
import type { View } from './view.js'

/** What a drag doesn't change: these are the server's. */
const KEPT = ['id', 'type', 'createdAt', 'updatedAt', 'rev', 'order'] as const

export class Drags {
    /** By the element's id. */
    readonly #frames = new Map<string, Element>()

    /** False when the frame is older than what is confirmed, or shows nothing new. */
    receive(frame: Frame, confirmed: Confirmed): boolean {
        const present = confirmed.elements.get(frame.id)
        // V2-25
        if (!present || present.type !== frame.type || (frame.rev ?? present.rev) < present.rev) return false
        const element = shown(frame, present)
        if (!same(element, present)) this.#frames.set(frame.id, element)
        else return this.#frames.delete(frame.id)
        return true
    }

    /** A committed event has changed these elements. */
    end(ids: Iterable<string>): void {
        for (const id of ids) this.#frames.delete(id)
    }

    clear(): void {
        this.#frames.clear()
    }

    show(view: View): void {
        for (const element of this.#frames.values()) view.put(element)
    }
}

function shown(frame: Frame, present: Element): Element {
    const kept = Object.fromEntries(KEPT.map((name) => [name, present[name]]))
    return { ...present, ...frame, ...kept } as Element
}

function same(a: Element, b: Element): boolean {
    return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
}
