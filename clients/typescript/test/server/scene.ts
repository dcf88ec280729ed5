// A server of its own for a test, with one person who has one book, and others who join it.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'

import type { Canvas } from '../../src/canvas.js'
import type { Outcome, Taken } from '../../src/queue.js'
import type { CanvasOptions } from '../../src/session.js'
import { comesTrue } from '../elements.js'
import { Person } from './person.js'
import { Server } from './server.js'

export class Scene {
    readonly canvases: Canvas[] = []

    private constructor(readonly server: Server, readonly owner: Person, readonly book: string) {}

    static async open(t: TestContext): Promise<Scene> {
        const server = await Server.start()
        const owner = await Person.signUp(server.address)
        const scene = new Scene(server, owner, await owner.makeBook())
        t.after(async () => {
            for (const canvas of scene.canvases) canvas.close()
            await server.remove()
        })
        return scene
    }

    async canvas(person = this.owner, options: Partial<CanvasOptions> = {}): Promise<Canvas> {
        const canvas = await person.open(this.book, options)
        this.canvases.push(canvas)
        return canvas
    }

    async join(role: string): Promise<{ person: Person; userId: string }> {
        const person = await Person.signUp(this.server.address)
        return { person, ...(await this.owner.invite(this.book, person, role)) }
    }

    /** All have confirmed everything, are at the same seq, and hold the same; so does one who reads the book anew. */
    async agree(...canvases: Canvas[]): Promise<void> {
        const all = [...canvases, await this.canvas()]
        await comesTrue(() => all.every(({ state, waiting }) => state === 'live' && waiting === 0), 'all are live and confirmed')
        await comesTrue(() => new Set(all.map((each) => each.hash().seq)).size === 1, 'all at one seq')
        assert.equal(new Set(all.map((each) => each.hash().hash)).size, 1, JSON.stringify(all.map((each) => each.hash())))
        for (const each of all) assert.deepEqual(each.elements(), all[0]!.elements())
        const listed: { id: string }[] = await this.owner.call('GET', `/projects/${this.book}/elements`)
        assert.deepEqual(listed.map(({ id }) => id), all[0]!.elements().map(({ id }) => id))
        all.at(-1)!.close()
    }
}

export function taken(outcome: Outcome | undefined): Taken {
    assert(outcome?.ok, JSON.stringify(outcome))
    return outcome
}
