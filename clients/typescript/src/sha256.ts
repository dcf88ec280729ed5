// SHA-256 (FIPS 180-4), at once and everywhere: a browser's own is asynchronous, and missing on pages without https.

/** The first 32 bits of the fractional parts of the `power`-th roots of the first `count` primes. */
function rootsOfPrimes(count: number, power: number): Uint32Array {
    const words = new Uint32Array(count)
    for (let candidate = 2, found = 0; found < count; ++candidate) {
        let divisor = 2
        while (candidate % divisor !== 0) ++divisor
        if (divisor < candidate) continue
        const root = candidate ** (1 / power)
        words[found++] = (root - Math.floor(root)) * 2 ** 32
    }
    return words
}

const START = rootsOfPrimes(8, 2)
const ROUND = rootsOfPrimes(64, 3)
const schedule = new Uint32Array(64)

/** The message, a one bit, zeros, and its length in bits, as whole blocks of 64 bytes. */
function padded(message: Uint8Array): DataView {
    const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
    bytes.set(message)
    bytes[message.length] = 0x80
    const view = new DataView(bytes.buffer)
    view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n)
    return view
}

function rotate(word: number, by: number): number {
    return (word >>> by) | (word << (32 - by))
}

function expand(view: DataView, offset: number): void {
    for (let i = 0; i < 16; ++i) schedule[i] = view.getUint32(offset + i * 4)
    for (let i = 16; i < 64; ++i) {
        const early = schedule[i - 15]!
        const late = schedule[i - 2]!
        const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
        const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
        schedule[i] = schedule[i - 16]! + small + schedule[i - 7]! + large
    }
}

function compress(state: Uint32Array): void {
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; ++i) {
        const choice = (e & f) ^ (~e & g)
        const majority = (a & b) ^ (a & c) ^ (b & c)
        const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + ROUND[i]! + schedule[i]!) | 0
        const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0
        h = g
        g = f
        f = e
        e = (d + first) | 0
        d = c
        c = b
        b = a
        a = (first + second) | 0
    }
    const words = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; ++i) state[i] = state[i]! + words[i]!
}

/** The digest as eight words of 32 bits. */
export function sha256(message: Uint8Array): Uint32Array {
    const view = padded(message)
    const state = START.slice()
    for (let offset = 0; offset < view.byteLength; offset += 64) {
        expand(view, offset)
        compress(state)
    }
    return state
}
