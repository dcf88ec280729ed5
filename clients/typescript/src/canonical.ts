// Canonical JSON (RFC 8785): one text for each value. ECMAScript's own printing of numbers and strings is what it wants.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Throws a TypeError for what JSON can't say: NaN, an infinity, a lone surrogate. */
export function canonical(value: Json): string {
    if (value === null || typeof value === 'boolean') return String(value)
    if (typeof value === 'number') {
        if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON`)
        return JSON.stringify(value)
    }
    if (typeof value === 'string') return text(value)
    if (isArray(value)) return `[${value.map(canonical).join(',')}]`
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${text(name)}:${canonical(member)}`).join(',')}}`
}

function isArray(value: object): value is readonly Json[] {
    return Array.isArray(value)
}

const LONE_SURROGATE = /\p{Surrogate}/u

function text(value: string): string {
    if (LONE_SURROGATE.test(value)) throw new TypeError('a lone surrogate is no text')
    return JSON.stringify(value)
}
