// A person at a browser with better-auth's client, and what is expected of its answers.
import assert from 'node:assert/strict'

import { Browser } from './browser.mjs'

export const FRONT_END = 'http://localhost:3000'
export const PASSWORD = 'correct horse 42'

let people = 0

/** A person at a browser of their own, with the client as the front end at `origin` makes it. */
export class Visitor {
    constructor(createAuthClient, address, origin = FRONT_END) {
        this.browser = new Browser(address.replace(/^https:/, 'http:'))
        this.client = createAuthClient({
            baseURL: `${address}/auth`,
            fetchOptions: { customFetchImpl: this.browser.fetchOf(origin), credentials: 'include' },
        })
        this.email = `ada-${++people}-${process.pid}@example.com`
    }

    signUp() {
        return this.client.signUp.email({ email: this.email, password: PASSWORD, name: 'Ada Lovelace' })
    }

    /** The same person at a second browser, signed in. */
    async elsewhere(createAuthClient, address) {
        const other = new Visitor(createAuthClient, address)
        other.email = this.email
        data(await other.client.signIn.email({ email: this.email, password: PASSWORD }))
        return other
    }

    async isSignedIn() {
        return data(await this.client.getSession()) !== null
    }
}

/** The answer's data; an error fails the check. */
export function data(answer) {
    assert.equal(answer.error, null, JSON.stringify(answer.error))
    return answer.data
}

/** The client reports this error: the status, and the code unless it is undefined. */
export function assertError(answer, status, code) {
    assert.equal(answer.data, null)
    assert.equal(answer.error.status, status)
    assert.equal(answer.error.code, code)
}
