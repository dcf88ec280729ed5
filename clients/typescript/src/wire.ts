// The messages of pictshare.v2. Made from docs/live.json by scripts/messages.ts; `npm run generate` renews it.
import type {
    CircleUpdatePatch, CircleUpsert, DraggedCircle, DraggedDrawing, DraggedImage, DraggedRectangle, DraggedText,
    DrawingUpdatePatch, DrawingUpsert, ImageUpdatePatch, ImageUpsert, PlacedCircle, PlacedDrawing, PlacedImage, PlacedRectangle,
    PlacedText, Point, RectangleUpdatePatch, RectangleUpsert, TextUpdatePatch, TextUpsert,
} from './elements.js'

export interface HelloMessage { type: 'HELLO'; payload: Hello }
export interface PingMessage { type: 'PING' }
export interface ShapeCreateCommand {
    type: 'SHAPE_CREATE'
    op: Op
    payload: ImageUpsert | TextUpsert | CircleUpsert | RectangleUpsert | DrawingUpsert
}
export interface ShapeUpdateCommand {
    type: 'SHAPE_UPDATE'
    op: Op
    payload: ImageUpdatePatch | TextUpdatePatch | CircleUpdatePatch | RectangleUpdatePatch | DrawingUpdatePatch
}
export interface ShapeDeleteCommand { type: 'SHAPE_DELETE'; op: Op; payload: ElementName }
export interface ShapeRestoreCommand { type: 'SHAPE_RESTORE'; op: Op; payload: ElementName }
export interface ReorderCommand { type: 'REORDER'; op: Op; payload: ToFront | ToBack | ToAbove | ToBelow }
export interface BatchCommand { type: 'BATCH'; op: Op; payload: Batch }
export interface UndoCommand { type: 'UNDO'; op: Op; payload: Undoing }
export interface CursorSync { type: 'CURSOR_SYNC'; timestamp: number; payload: Cursor }
export interface DragCommand {
    type: 'FRAME_UPDATE'
    timestamp: number
    payload: DraggedImage | DraggedText | DraggedCircle | DraggedRectangle | DraggedDrawing
    rev?: number | null
}
export interface WelcomeMessage { type: 'WELCOME'; seq: number; epoch: number; payload: WelcomePayload }
export interface SnapshotMessage { type: 'SNAPSHOT'; seq: number; epoch: number; payload: SnapshotPayload }
export interface Event_SHAPE_CREATE {
    type: 'SHAPE_CREATE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_SHAPE_UPDATE {
    type: 'SHAPE_UPDATE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_SHAPE_DELETE {
    type: 'SHAPE_DELETE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_SHAPE_RESTORE {
    type: 'SHAPE_RESTORE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_REORDER {
    type: 'REORDER'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_BATCH {
    type: 'BATCH'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_UNDO {
    type: 'UNDO'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_IMAGE_DELETE {
    type: 'IMAGE_DELETE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface Event_RESTORE {
    type: 'RESTORE'
    seq: number
    epoch: number
    payload: EventPayload
    at: number
    userId: string
    op?: Op
}
export interface AckMessage { type: 'ACK'; seq: number; epoch: number; payload: AckPayload; at: number; op: Op }
export interface ErrorMessage { type: 'ERROR'; payload: RefusalPayload }
export interface PongMessage { type: 'PONG'; at: number; dropped?: number }
export interface PresenceJoinMessage { type: 'PRESENCE_JOIN'; payload: SessionPerson }
export interface PresenceLeaveMessage { type: 'PRESENCE_LEAVE'; payload: SessionPerson }
export interface RoleChangedMessage { type: 'ROLE_CHANGED'; payload: NewRole }
export interface ControlMessage { type: 'CONTROL'; payload: ControlReason }
export interface StateHashMessage { type: 'STATE_HASH'; seq: number; epoch: number; payload: HashOfState }
export interface Moved_CURSOR_SYNC { type: 'CURSOR_SYNC'; timestamp: number; payload: Cursor; userId: string; clientId?: string }
export interface Moved_FRAME_UPDATE {
    type: 'FRAME_UPDATE'
    timestamp: number
    payload: DraggedImage | DraggedText | DraggedCircle | DraggedRectangle | DraggedDrawing
    userId: string
    clientId?: string
}
export interface Hello { clientId: string; lastSeq?: number | null; epoch?: number | null }
export interface Op { c: string; n: number }
export interface ElementName { id: string }
export interface ToFront { to: 'front'; id: string }
export interface ToBack { to: 'back'; id: string }
export interface ToAbove { to: 'above'; id: string; target: string }
export interface ToBelow { to: 'below'; id: string; target: string }
export interface Batch {
    commands: readonly (Part_SHAPE_CREATE | Part_SHAPE_UPDATE | Part_SHAPE_DELETE | Part_SHAPE_RESTORE | Part_REORDER)[]
}
export interface Undoing { n: number; c?: string | null }
export interface Cursor { x: number; y: number; cursor: string }
export interface WelcomePayload {
    protocol: number
    conn: string
    clientId: string
    userId: string
    role: 'OWNER' | 'EDITOR' | 'VIEWER'
    seq: number
    epoch: number
    mode: 'delta' | 'snapshot'
    heartbeatMs: number
    limits: SessionLimitsTold
    peers: readonly SessionPeer[]
}
export interface SnapshotPayload {
    elements: readonly (PlacedImage | PlacedText | PlacedCircle | PlacedRectangle | PlacedDrawing)[]
    last: boolean
}
export interface EventPayload { changes: readonly (CreatedChange | UpdatedChange | DeletedChange)[] }
export interface AckPayload {
    result: 'committed' | 'rebased' | 'ignored'
    retried?: boolean
    skipped?: readonly SkippedMembers[]
}
export interface RefusalPayload { status: number; message: string; data: RefusalData }
export interface SessionPerson { clientId: string; userId: string; role: 'OWNER' | 'EDITOR' | 'VIEWER'; color: string }
export interface NewRole { role: 'OWNER' | 'EDITOR' | 'VIEWER' }
export interface ControlReason { reason: 'SESSION_ENDED' | 'MEMBERSHIP_ENDED' | 'BOOK_DELETED' }
export interface HashOfState { hash: string }
export interface Part_SHAPE_CREATE {
    type: 'SHAPE_CREATE'
    payload: ImageUpsert | TextUpsert | CircleUpsert | RectangleUpsert | DrawingUpsert
}
export interface Part_SHAPE_UPDATE {
    type: 'SHAPE_UPDATE'
    payload: ImageUpdatePatch | TextUpdatePatch | CircleUpdatePatch | RectangleUpdatePatch | DrawingUpdatePatch
}
export interface Part_SHAPE_DELETE { type: 'SHAPE_DELETE'; payload: ElementName }
export interface Part_SHAPE_RESTORE { type: 'SHAPE_RESTORE'; payload: ElementName }
export interface Part_REORDER { type: 'REORDER'; payload: ToFront | ToBack | ToAbove | ToBelow }
export interface SessionLimitsTold {
    pendingCommands: number
    commandsPerSecond: number
    commandsAtOnce: number
    presencePerSecond: number
    presenceAtOnce: number
    maxMessageBytes: number
}
export interface SessionPeer {
    clientId: string
    userId: string
    role: 'OWNER' | 'EDITOR' | 'VIEWER'
    color: string
    cursor?: Cursor | null
}
export interface CreatedChange {
    is: 'created'
    id: string
    element: PlacedImage | PlacedText | PlacedCircle | PlacedRectangle | PlacedDrawing
}
export interface UpdatedChange {
    is: 'updated'
    id: string
    type: 'IMAGE' | 'TEXT' | 'CIRCLE' | 'RECTANGLE' | 'DRAWING'
    set: ElementMembersPatch
}
export interface DeletedChange { is: 'deleted'; id: string }
export interface SkippedMembers { id: string; members: readonly string[] }
export interface RefusalData { code: string; retryable: boolean; retryAfterMs?: number; op?: Op }
export interface ElementMembersPatch {
    x?: number
    y?: number
    width?: number
    height?: number
    scaleX?: number
    scaleY?: number
    angle?: number
    zIndex?: number
    assetId?: string
    content?: string
    fontSize?: number
    fontFamily?: string | null
    color?: number | null
    fill?: number | null
    stroke?: number | null
    strokeWidth?: number | null
    cornerRadius?: number | null
    points?: readonly Point[]
    updatedAt?: string
    order?: string
}

export type ClientMessage =
    | HelloMessage
    | PingMessage
    | ShapeCreateCommand
    | ShapeUpdateCommand
    | ShapeDeleteCommand
    | ShapeRestoreCommand
    | ReorderCommand
    | BatchCommand
    | UndoCommand
    | CursorSync
    | DragCommand

export type ServerMessage =
    | WelcomeMessage
    | SnapshotMessage
    | Event_SHAPE_CREATE
    | Event_SHAPE_UPDATE
    | Event_SHAPE_DELETE
    | Event_SHAPE_RESTORE
    | Event_REORDER
    | Event_BATCH
    | Event_UNDO
    | Event_IMAGE_DELETE
    | Event_RESTORE
    | AckMessage
    | ErrorMessage
    | PongMessage
    | PresenceJoinMessage
    | PresenceLeaveMessage
    | RoleChangedMessage
    | ControlMessage
    | StateHashMessage
    | Moved_CURSOR_SYNC
    | Moved_FRAME_UPDATE
