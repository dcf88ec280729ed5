// Ids of clients and elements.

/** 128 bits by chance, as 32 hexadecimal digits: no other book has an element of this id. */
export function newId(): string {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
