// What the client calls messages and their parts, by the names of docs/spec/live-v2.md. Their shapes are in wire.ts.
import type {
    AckMessage, Batch, ClientMessage, DragCommand, ErrorMessage, EventPayload, Moved_CURSOR_SYNC, Op, ReorderCommand, ServerMessage,
    SessionPerson, ShapeCreateCommand, ShapeUpdateCommand, SnapshotPayload, WelcomePayload,
} from './wire.js'

export type { Cursor, Op, ServerMessage } from './wire.js'

/** Every kind of a union on its own, without the members N. */
type Without<T, N extends PropertyKey> = T extends unknown ? Omit<T, N> : never

export type Element = SnapshotPayload['elements'][number]
export type Kind = Element['type']
/** What a creation gives: the server adds dates, rev and order. */
export type NewElement = ShapeCreateCommand['payload']
/** Some members of an element of a kind; its id says which element, its type which kind. */
export type ElementUpdate = ShapeUpdateCommand['payload']
/** What others show of an element while they drag it. */
export type Frame = DragCommand['payload']
export type Placement = ReorderCommand['payload']

/** A change of elements, alone or in a batch. */
export type Edit = Batch['commands'][number]
export type Command = Extract<ClientMessage, { op: Op }>
export type Action = Without<Command, 'op'>
/** What a client sends beside commands. */
export type Asking = Exclude<ClientMessage, Command>

export type Welcome = WelcomePayload
export type Role = Welcome['role']
export type Limits = Welcome['limits']
export type Person = SessionPerson
export type Peer = Welcome['peers'][number]
/** Whose cursor or drag it is; the client of a session of this protocol. */
export type Sender = Pick<Moved_CURSOR_SYNC, 'userId' | 'clientId'>

/** A commit: `type` is the command's, IMAGE_DELETE for a photo that went with its elements, or RESTORE for a whole book. */
export type CommitEvent = Extract<ServerMessage, { payload: EventPayload }>
export type Change = EventPayload['changes'][number]
export type Ack = AckMessage
export type Skipped = NonNullable<Ack['payload']['skipped']>[number]
export type Refusal = ErrorMessage['payload']
