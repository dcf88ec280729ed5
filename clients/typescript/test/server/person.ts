// Somebody with an account, who makes books and opens their canvases from Node.
import { WebSocket } from 'ws'

import { openCanvas, type Canvas } from '../../src/canvas.js'
import type { SocketConstructor } from '../../src/connection.js'
import type { CanvasOptions } from '../../src/session.js'

let people = 0

/** Sockets of ws, each known, so that a test can cut them as a network does. */
export class Network {
    readonly sockets = new Set<WebSocket>()
    isDown = false

    get WebSocket(): SocketConstructor {
        const network = this
        return class extends WebSocket {
            constructor(address: string, protocol: string, options?: object) {
                super(network.isDown ? 'ws://localhost:1/' : address, protocol, options)
                network.sockets.add(this)
            }
        } as unknown as SocketConstructor
    }

    cut(): void {
        for (const socket of this.sockets) socket.terminate()
        this.sockets.clear()
    }
}

export class Person {
    readonly email = `person-${++people}-${process.pid}@example.com`
    readonly #server: string
    #cookie = ''

    private constructor(server: string) {
        this.#server = server
    }

    static async signUp(server: string): Promise<Person> {
        const person = new Person(server)
        await person.call('POST', '/auth/sign-up/email', { name: 'A person', email: person.email, password: 'a good password' })
        return person
    }

    /** Gives the answer's JSON; throws for a refusal. */
    async call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<any> {
        const answer = await fetch(this.#server + path, {
            method,
            headers: { ...headers, Cookie: this.#cookie, ...(body && { 'Content-Type': 'application/json' }) },
            ...(body && { body: JSON.stringify(body) }),
        })
        const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0])
        if (cookies.length > 0) this.#cookie = cookies.join('; ')
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
        return answer.json()
    }

    async makeBook(): Promise<string> {
        return (await this.call('POST', '/projects', { name: 'Summer at the lake' })).id
    }

    invite(book: string, other: Person, role: string): Promise<{ userId: string }> {
        return this.call('POST', `/projects/${book}/users`, { email: other.email, role })
    }

    open(book: string, options: Partial<CanvasOptions> = {}): Promise<Canvas> {
        return openCanvas({
            address: `${this.#server.replace(/^http/, 'ws')}/canvas/${book}`,
            WebSocket: WebSocket as unknown as SocketConstructor,
            socketOptions: { headers: { cookie: this.#cookie } },
            ...options,
        })
    }
}
