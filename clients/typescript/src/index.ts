// What an application imports.
export { openCanvas, type Canvas } from './canvas.js'
export type { StopReason } from './backoff.js'
export type { Socket, SocketConstructor } from './connection.js'
export type { Point } from './elements.js'
export { newId } from './id.js'
export type { State, StateChange } from './link.js'
export type {
    Cursor, Edit, Element, ElementUpdate, Kind, NewElement, Op, Peer, Placement, Refusal, Role, Skipped,
} from './messages.js'
export type { Outcome, QueueLimits, Refused, Taken } from './queue.js'
export type { CanvasEvents, CanvasOptions } from './session.js'
export { browserStorage, type Saved, type Storage } from './storage.js'
