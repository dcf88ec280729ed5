// A token bucket: as many messages per second as the server takes, and more at once after a rest.

export class Bucket {
    readonly #perSecond: number
    readonly #atOnce: number
    #tokens: number
    #at: number

    /** `now` is in milliseconds, of any clock that doesn't go back. */
    constructor(perSecond: number, atOnce: number, now: number) {
        this.#perSecond = perSecond
        this.#atOnce = atOnce
        this.#tokens = atOnce
        this.#at = now
    }

    /** Takes a token; otherwise gives the milliseconds until there is one. */
    take(now: number): number {
        const earned = ((now - this.#at) * this.#perSecond) / 1000
        this.#tokens = Math.min(this.#atOnce, this.#tokens + earned)
        this.#at = now
        if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond)
        this.#tokens -= 1
        return 0
    }
}
