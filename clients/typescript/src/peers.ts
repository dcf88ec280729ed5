// Who else is at the book, and where they point.
import type { Cursor, Peer, Person, Sender } from './messages.js'

/** Two people may have chosen the same clientId. */
function keyOf(person: { clientId: string; userId: string }): string {
    return `${person.clientId} ${person.userId}`
}

export class Peers {
    readonly #peers = new Map<string, Peer>()
    #own = ''

    welcome(self: { clientId: string; userId: string }, peers: readonly Peer[]): void {
        this.#own = keyOf(self)
        this.#peers.clear()
        for (const peer of peers) this.join(peer)
    }

    all(): Peer[] {
        return [...this.#peers.values()]
    }

    join(person: Person): void {
        const key = keyOf(person)
        if (key !== this.#own) this.#peers.set(key, { ...this.#peers.get(key), ...person })
    }

    leave(person: Person): void {
        this.#peers.delete(keyOf(person))
    }

    /** A cursor of somebody unknown is not kept; without a clientId, as old clients send it, it is the user's first page's. */
    point({ userId, clientId }: Sender, cursor: Cursor): void {
        const peer = this.all().find(
            (each) => each.userId === userId && (clientId === undefined || each.clientId === clientId)
        )
        if (peer) peer.cursor = cursor
    }
}
