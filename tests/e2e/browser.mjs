// A browser as far as client libraries notice it: fetch with cookies, the Origin header, CORS with its preflights, and a window.
import { File } from 'node:buffer'

import { CookieJar } from './cookies.mjs'
import { exchange } from './exchange.mjs'

const SIMPLE_METHODS = ['GET', 'HEAD', 'POST']
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
/** What fetch itself sends with every request. */
const SIMPLE_HEADERS = ['accept', 'accept-language', 'content-language', 'content-type']

function listed(headers, name) {
    return (headers.get(name) ?? '').toLowerCase().split(',').map((item) => item.trim())
}

export class Browser {
    jar = new CookieJar()
    /** Every request but preflights: {method, path, cookie, status}. */
    requests = []
    #server

    /** `server` is where the server really listens; an https address that a page asks for ends there, as behind a proxy. */
    constructor(server) {
        this.#server = new URL(server)
    }

    /** The fetch that scripts of a page of that origin have. */
    fetchOf(origin) {
        return (input, init) => this.#fetch(new URL(origin), input, init)
    }

    async #fetch(page, input, init = {}) {
        const request = new Request(input, { ...init, duplex: 'half' })
        const url = new URL(request.url)
        const headers = new Headers(request.headers)
        headers.set('Origin', page.origin)
        const credentials = init.credentials === 'include'
        if (this.#needsPreflight(request)) await this.#preflight(url, page, request, credentials)
        const cookie = credentials ? this.jar.header(url, page) : ''
        if (cookie) headers.set('Cookie', cookie)
        const body = request.body ? await request.arrayBuffer() : undefined
        const { method, signal } = request
        const { answer, setCookies } = await exchange(this.#server, url, { method, headers, body, signal })
        this.requests.push({ method, path: url.pathname + url.search, cookie, status: answer.status })
        if (credentials) for (const line of setCookies) this.jar.take(line, url, page)
        this.#assertReadable(answer, page, credentials)
        return answer
    }

    #needsPreflight(request) {
        const type = request.headers.get('Content-Type')?.split(';')[0]
        return !SIMPLE_METHODS.includes(request.method) || (type && !SIMPLE_TYPES.includes(type)) ||
            this.#unusual(request).length > 0
    }

    #unusual(request) {
        return [...request.headers.keys()].filter((name) => !SIMPLE_HEADERS.includes(name))
    }

    async #preflight(url, page, request, credentials) {
        const type = request.headers.has('Content-Type') ? ['content-type'] : []
        const wanted = [...this.#unusual(request), ...type]
        const headers = new Headers({ Origin: page.origin, 'Access-Control-Request-Method': request.method })
        if (wanted.length > 0) headers.set('Access-Control-Request-Headers', wanted.join(','))
        const { answer } = await exchange(this.#server, url, { method: 'OPTIONS', headers })
        this.#assertReadable(answer, page, credentials)
        if (!answer.ok) throw new TypeError(`the preflight answered ${answer.status}`)
        const methods = listed(answer.headers, 'Access-Control-Allow-Methods')
        if (!SIMPLE_METHODS.includes(request.method) && !methods.includes(request.method.toLowerCase()))
            throw new TypeError(`the preflight does not allow ${request.method}`)
        const allowed = listed(answer.headers, 'Access-Control-Allow-Headers')
        const missing = wanted.filter((name) => !allowed.includes(name))
        if (missing.length > 0) throw new TypeError(`the preflight does not allow the header ${missing}`)
    }

    #assertReadable(answer, page, credentials) {
        if (answer.headers.get('Access-Control-Allow-Origin') !== page.origin)
            throw new TypeError(`a page of ${page.origin} may not read the answer`)
        if (credentials && answer.headers.get('Access-Control-Allow-Credentials') !== 'true')
            throw new TypeError(`a page of ${page.origin} may not send cookies`)
    }
}

/** Libraries look for a window to tell a page from a server, and send it elsewhere by its location. Gives the window. */
export function openWindow(origin) {
    const stored = new Map()
    globalThis.localStorage = {
        getItem: (name) => stored.get(name) ?? null,
        setItem: (name, value) => stored.set(name, value),
        removeItem: (name) => stored.delete(name),
    }
    globalThis.File ??= File
    globalThis.window = {
        location: { href: `${origin}/`, origin },
        addEventListener() {},
        removeEventListener() {},
    }
    return globalThis.window
}
