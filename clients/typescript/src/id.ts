// Ids of clients and elements.

/** 128 bits by chance, as 32 hexadecimal digits: no other book has an element of this id. */
export function newId(): string {
    return [...randomBytes()].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Node 18 has no global crypto. An id is no secret, so any generator will do there. */
function randomBytes(): Uint8Array {
    const bytes = new Uint8Array(16)
    const { crypto } = globalThis as { crypto?: Crypto }
    return crypto ? crypto.getRandomValues(bytes) : bytes.map(() => Math.floor(Math.random() * 256))
}
