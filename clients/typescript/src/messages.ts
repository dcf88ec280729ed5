// The messages of pictshare.v2, by the names of docs/spec/live-v2.md.
import type { StoredElement } from './elements.js'

/** Every kind of a union on its own, without the members N. */
type Without<T, N extends PropertyKey> = T extends unknown ? Omit<T, N> : never

export interface Versioned {
    /** The seq of the last event that changed the element. */
    rev: number
    /** Its order key among elements of the same zIndex; empty until it was reordered. */
    order: string
}

export type Element = StoredElement & Versioned
export type Kind = Element['type']
/** What a creation gives: the server adds dates, rev and order. */
export type NewElement = Without<StoredElement, 'createdAt' | 'updatedAt'>
/** Some members of an element of a kind; its id says which element, its type which kind. */
export type ElementUpdate = {
    [K in Kind]: { id: string; type: K } & Partial<Omit<Extract<NewElement, { type: K }>, 'id' | 'type'>>
}[Kind]

export type Role = 'OWNER' | 'EDITOR' | 'VIEWER'

export interface Op {
    c: string
    n: number
}

export type Placement = { id: string; to: 'front' | 'back' } | { id: string; to: 'above' | 'below'; target: string }

/** A change of elements, alone or in a batch. */
export type Edit =
    | { type: 'SHAPE_CREATE'; payload: NewElement }
    | { type: 'SHAPE_UPDATE'; payload: ElementUpdate }
    | { type: 'SHAPE_DELETE' | 'SHAPE_RESTORE'; payload: { id: string } }
    | { type: 'REORDER'; payload: Placement }

export type Action =
    | Edit
    | { type: 'BATCH'; payload: { commands: readonly Edit[] } }
    | { type: 'UNDO'; payload: { n: number; c?: string } }

export type Command = Action & { op: Op }

export type Change =
    | { is: 'created'; id: string; element: Element }
    | { is: 'updated'; id: string; type: Kind; set: Partial<Element> }
    | { is: 'deleted'; id: string }

export interface Cursor {
    x: number
    y: number
    cursor: string
}

export interface Person {
    clientId: string
    userId: string | null
    role: Role
    color: string
}

export interface Peer extends Person {
    cursor?: Cursor | null
}

export interface Limits {
    maxMessageBytes: number
    commandsPerSecond: number
    commandsAtOnce: number
    presencePerSecond: number
    presenceAtOnce: number
    pendingCommands: number
}

export interface Welcome {
    protocol: number
    conn: string
    clientId: string
    userId: string | null
    role: Role
    seq: number
    epoch: number
    mode: 'delta' | 'snapshot'
    heartbeatMs: number
    limits: Limits
    peers: Peer[]
}

export interface Skipped {
    id: string
    members: string[]
}

export interface Ack {
    type: 'ACK'
    op: Op
    seq: number
    epoch: number
    at: number
    payload: { result: 'committed' | 'rebased' | 'ignored'; skipped?: Skipped[]; retried?: boolean }
}

export interface Refusal {
    status: number
    message: string
    data?: { op?: Op; code?: string; retryable?: boolean; retryAfterMs?: number }
}

export interface Sender {
    userId: string | null
    /** Of a session of this protocol. */
    clientId?: string
}

/** A commit: `type` is the command's, or RESTORE for a whole book that was made what it had been. */
export interface CommitEvent {
    type: Action['type'] | 'IMAGE_DELETE' | 'RESTORE'
    seq: number
    epoch: number
    at: number
    userId: string | null
    op?: Op
    payload: { changes: Change[] }
}

export type Volatile =
    | (Sender & { type: 'CURSOR_SYNC'; payload: Cursor })
    | (Sender & { type: 'FRAME_UPDATE'; payload: Element })

export type Notice =
    | { type: 'WELCOME'; payload: Welcome }
    | { type: 'SNAPSHOT'; payload: { elements: Element[]; last: boolean } }
    | { type: 'ERROR'; payload: Refusal }
    | { type: 'PRESENCE_JOIN' | 'PRESENCE_LEAVE'; payload: Person }
    | { type: 'ROLE_CHANGED'; payload: { role: Role } }
    | { type: 'CONTROL'; payload: { reason: 'SESSION_ENDED' | 'MEMBERSHIP_ENDED' | 'BOOK_DELETED' } }
    | { type: 'STATE_HASH'; seq: number; payload: { hash: string } }

/** What a client sends beside commands. */
export type Asking =
    | { type: 'HELLO'; payload: { clientId: string; lastSeq?: number; epoch?: number } }
    | { type: 'PING' }
    | { type: 'CURSOR_SYNC'; timestamp: number; payload: Cursor }
    | { type: 'FRAME_UPDATE'; timestamp: number; rev: number; payload: Element }
