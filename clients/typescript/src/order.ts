// What lies above what (V2-22), and where an element comes to lie that is moved.
import type { Placement } from './messages.js'

export interface Place {
    id: string
    zIndex: number
    order: string
    createdAt: string
}

const LOWEST_Z_INDEX = -(2 ** 31)

/** Ascending, the lowest first. Dates and ids are ASCII, whose UTF-16 units are in the order of its bytes. */
export function compare(a: Place, b: Place): number {
    return a.zIndex - b.zIndex || texts(a.order, b.order) || texts(a.createdAt, b.createdAt) || texts(a.id, b.id)
}

function texts(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0
}

// In ascending order of bytes.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A key above `low` and, unless it is null, below `high`; null where there is none. */
export function between(low: string, high: string | null): string | null {
    let key = ''
    let bound = high
    for (let i = 0; ; ++i) {
        const below = i < low.length ? DIGITS.indexOf(low[i]!) : 0
        const above = bound === null ? DIGITS.length : i < bound.length ? DIGITS.indexOf(bound[i]!) : 0
        if (below < 0 || above < below || (above === below && i >= low.length && i >= (bound?.length ?? 0))) return null
        if (above - below > 1) return key + DIGITS[(above + below) >> 1]
        if (above > below) bound = null
        key += DIGITS[below]
    }
}

export interface Move {
    id: string
    zIndex: number
    order: string
}

/**
 * The new places by which `placement.id` comes to lie where it was asked to: its own, and those of elements that had the
 * same place as a neighbour. A guess until the server tells its own; none where it can't be guessed.
 */
export function moves(elements: readonly Place[], placement: Placement): Move[] {
    const others = elements.filter(({ id }) => id !== placement.id).sort(compare)
    const index = indexOf(others, placement)
    if (index < 0) return []
    const below = others[index - 1]
    const above = others[index]
    if (!below) return above ? toBack(placement.id, above) : []
    if (above?.zIndex !== below.zIndex) return keyed([placement.id], below, null)
    if (above.order !== below.order) return keyed([placement.id], below, above.order)
    const rest = others.slice(index).filter((each) => each.zIndex === below.zIndex)
    const same = rest.filter((each) => each.order === below.order)
    return keyed([placement.id, ...same.map(({ id }) => id)], below, rest[same.length]?.order ?? null)
}

function indexOf(others: readonly Place[], placement: Placement): number {
    if (!('target' in placement)) return placement.to === 'back' ? 0 : others.length
    const target = others.findIndex(({ id }) => id === placement.target)
    return target < 0 ? target : target + (placement.to === 'above' ? 1 : 0)
}

function toBack(id: string, lowest: Place): Move[] {
    const order = lowest.order === '' ? null : between('', lowest.order)
    if (order !== null) return [{ id, zIndex: lowest.zIndex, order }]
    return lowest.zIndex > LOWEST_Z_INDEX ? [{ id, zIndex: lowest.zIndex - 1, order: '' }] : []
}

function keyed(ids: readonly string[], below: Place, high: string | null): Move[] {
    const placed: Move[] = []
    let order: string | null = below.order
    for (const id of ids) {
        order = between(order, high)
        if (order === null) return []
        placed.push({ id, zIndex: below.zIndex, order })
    }
    return placed
}
