// The messages of pictshare.v2 as documents show them (docs/spec/live-v2.md). Clients' are read by canvas/command.hpp; the
// server's are written by canvas/messages.hpp, and tests read every one of them as the union below.
#pragma once

#include "model/command.hpp"
#include "model/event.hpp"
#include "model/project.hpp"
#include "schema/json.hpp"

namespace pictbook::model {

/// An element with what only this protocol says of it.
template <class Fields>
struct Placed : Stored<Fields> {
    Whole rev;
    std::string order;
    static std::string schema_name() { return "Placed" + std::string(Fields::title); }
    BOOST_DESCRIBE_CLASS(Placed, (Stored<Fields>), (rev, order), (), ())
};
using PlacedElementMessage = EachKind<Placed>;

// From clients.

struct HelloMessage {
    static constexpr std::string_view type = "HELLO";
    Hello payload;
};
BOOST_DESCRIBE_STRUCT(HelloMessage, (), (payload))

struct PingMessage {
    static constexpr std::string_view type = "PING";
};
BOOST_DESCRIBE_STRUCT(PingMessage, (), ())

template <class Payload>
struct CommandOf {
    Op op;
    Payload payload;
    BOOST_DESCRIBE_CLASS(CommandOf, (), (op, payload), (), ())
};

struct ShapeCreateCommand : CommandOf<ElementUpsert> {
    static constexpr std::string_view type = "SHAPE_CREATE";
};
BOOST_DESCRIBE_STRUCT(ShapeCreateCommand, (CommandOf<ElementUpsert>), ())
/// Its payload has the element's id too.
struct ShapeUpdateCommand : CommandOf<ElementPatch> {
    static constexpr std::string_view type = "SHAPE_UPDATE";
};
BOOST_DESCRIBE_STRUCT(ShapeUpdateCommand, (CommandOf<ElementPatch>), ())
struct ShapeDeleteCommand : CommandOf<ElementName> {
    static constexpr std::string_view type = "SHAPE_DELETE";
};
BOOST_DESCRIBE_STRUCT(ShapeDeleteCommand, (CommandOf<ElementName>), ())
struct ShapeRestoreCommand : CommandOf<ElementName> {
    static constexpr std::string_view type = "SHAPE_RESTORE";
};
BOOST_DESCRIBE_STRUCT(ShapeRestoreCommand, (CommandOf<ElementName>), ())
struct ReorderCommand : CommandOf<Reordering> {
    static constexpr std::string_view type = "REORDER";
};
BOOST_DESCRIBE_STRUCT(ReorderCommand, (CommandOf<Reordering>), ())
struct BatchPart {
    std::optional<std::string> type;
    schema::json::value payload;
};
BOOST_DESCRIBE_STRUCT(BatchPart, (), (type, payload))
struct Batch {
    std::vector<BatchPart> commands;
};
BOOST_DESCRIBE_STRUCT(Batch, (), (commands))
struct BatchCommand : CommandOf<Batch> {
    static constexpr std::string_view type = "BATCH";
};
BOOST_DESCRIBE_STRUCT(BatchCommand, (CommandOf<Batch>), ())
struct UndoCommand : CommandOf<Undoing> {
    static constexpr std::string_view type = "UNDO";
};
BOOST_DESCRIBE_STRUCT(UndoCommand, (CommandOf<Undoing>), ())

using ClientMessage =
    std::variant<HelloMessage, PingMessage, ShapeCreateCommand, ShapeUpdateCommand, ShapeDeleteCommand,
                 ShapeRestoreCommand, ReorderCommand, BatchCommand, UndoCommand, CursorSync, FrameUpdate>;

// From the server.

struct SessionLimitsTold {
    Whole pendingCommands, commandsPerSecond, commandsAtOnce, presencePerSecond, presenceAtOnce, maxMessageBytes;
};
BOOST_DESCRIBE_STRUCT(SessionLimitsTold, (),
                      (pendingCommands, commandsPerSecond, commandsAtOnce, presencePerSecond, presenceAtOnce,
                       maxMessageBytes))

struct CursorPlace {
    Coordinate x, y;
    std::string cursor;
};
BOOST_DESCRIBE_STRUCT(CursorPlace, (), (x, y, cursor))

struct SessionPerson {
    ClientId clientId;
    Id userId;
    Role role = Role::VIEWER;
    std::string color;
    std::optional<CursorPlace> cursor;  // in WELCOME only
};
BOOST_DESCRIBE_STRUCT(SessionPerson, (), (clientId, userId, role, color, cursor))

enum class JoinMode { delta, snapshot };
BOOST_DESCRIBE_ENUM(JoinMode, delta, snapshot)

struct WelcomePayload {
    Whole protocol;
    std::string conn;
    ClientId clientId;
    std::string userId;
    Role role = Role::VIEWER;
    Whole seq, epoch;
    JoinMode mode = JoinMode::snapshot;
    Whole heartbeatMs;
    SessionLimitsTold limits;
    std::vector<SessionPerson> peers;
};
BOOST_DESCRIBE_STRUCT(WelcomePayload, (),
                      (protocol, conn, clientId, userId, role, seq, epoch, mode, heartbeatMs, limits, peers))

template <class Payload>
struct AtSeq {
    Whole seq, epoch;
    Payload payload;
    BOOST_DESCRIBE_CLASS(AtSeq, (), (seq, epoch, payload), (), ())
};

struct WelcomeMessage : AtSeq<WelcomePayload> {
    static constexpr std::string_view type = "WELCOME";
};
BOOST_DESCRIBE_STRUCT(WelcomeMessage, (AtSeq<WelcomePayload>), ())

struct SnapshotPayload {
    std::vector<PlacedElementMessage> elements;
    bool last = false;
};
BOOST_DESCRIBE_STRUCT(SnapshotPayload, (), (elements, last))
struct SnapshotMessage : AtSeq<SnapshotPayload> {
    static constexpr std::string_view type = "SNAPSHOT";
};
BOOST_DESCRIBE_STRUCT(SnapshotMessage, (AtSeq<SnapshotPayload>), ())

enum class ChangeKind { created, updated, deleted };
BOOST_DESCRIBE_ENUM(ChangeKind, created, updated, deleted)
struct ElementChange {
    ChangeKind is = ChangeKind::updated;
    Id id;
    std::optional<PlacedElementMessage> element;  // created
    std::optional<std::string> type;              // updated
    std::optional<schema::json::value> set;       // updated
};
BOOST_DESCRIBE_STRUCT(ElementChange, (), (is, id, element, type, set))
struct EventPayload {
    std::vector<ElementChange> changes;
};
BOOST_DESCRIBE_STRUCT(EventPayload, (), (changes))

/// An event, whatever command it came from.
template <const char* event_name>
struct CommittedEvent : AtSeq<EventPayload> {
    static constexpr std::string_view type = event_name;
    Whole at;
    Id userId;
    std::optional<Op> op;
    static std::string schema_name() { return "Event_" + std::string(event_name); }
    BOOST_DESCRIBE_CLASS(CommittedEvent, (AtSeq<EventPayload>), (at, userId, op), (), ())
};
namespace event_names {
inline constexpr char kCreate[] = "SHAPE_CREATE", kUpdate[] = "SHAPE_UPDATE", kDelete[] = "SHAPE_DELETE",
                      kRestoreOne[] = "SHAPE_RESTORE", kReorder[] = "REORDER", kBatch[] = "BATCH", kUndo[] = "UNDO",
                      kImage[] = "IMAGE_DELETE", kRestore[] = "RESTORE";
}

enum class CommandResult { committed, rebased, ignored };
BOOST_DESCRIBE_ENUM(CommandResult, committed, rebased, ignored)
struct SkippedMembers {
    Id id;
    std::vector<std::string> members;
};
BOOST_DESCRIBE_STRUCT(SkippedMembers, (), (id, members))
struct AckPayload {
    CommandResult result = CommandResult::committed;
    std::optional<bool> retried;
    std::optional<std::vector<SkippedMembers>> skipped;
};
BOOST_DESCRIBE_STRUCT(AckPayload, (), (result, retried, skipped))
struct AckMessage : AtSeq<AckPayload> {
    static constexpr std::string_view type = "ACK";
    Whole at;
    Op op;
};
BOOST_DESCRIBE_STRUCT(AckMessage, (AtSeq<AckPayload>), (at, op))

struct RefusalData {
    std::string code;
    bool retryable = false;
    std::optional<Whole> retryAfterMs;
    std::optional<Op> op;
};
BOOST_DESCRIBE_STRUCT(RefusalData, (), (code, retryable, retryAfterMs, op))
struct RefusalPayload {
    Whole status;
    std::string message;
    RefusalData data;
};
BOOST_DESCRIBE_STRUCT(RefusalPayload, (), (status, message, data))

template <class Payload>
struct Told {
    Payload payload;
    BOOST_DESCRIBE_CLASS(Told, (), (payload), (), ())
};
struct ErrorMessage : Told<RefusalPayload> {
    static constexpr std::string_view type = "ERROR";
};
BOOST_DESCRIBE_STRUCT(ErrorMessage, (Told<RefusalPayload>), ())
struct PongMessage {
    static constexpr std::string_view type = "PONG";
    Whole at;
    std::optional<Whole> dropped;
};
BOOST_DESCRIBE_STRUCT(PongMessage, (), (at, dropped))
struct PresenceJoinMessage : Told<SessionPerson> {
    static constexpr std::string_view type = "PRESENCE_JOIN";
};
BOOST_DESCRIBE_STRUCT(PresenceJoinMessage, (Told<SessionPerson>), ())
struct PresenceLeaveMessage : Told<SessionPerson> {
    static constexpr std::string_view type = "PRESENCE_LEAVE";
};
BOOST_DESCRIBE_STRUCT(PresenceLeaveMessage, (Told<SessionPerson>), ())
struct NewRole {
    Role role = Role::VIEWER;
};
BOOST_DESCRIBE_STRUCT(NewRole, (), (role))
struct RoleChangedMessage : Told<NewRole> {
    static constexpr std::string_view type = "ROLE_CHANGED";
};
BOOST_DESCRIBE_STRUCT(RoleChangedMessage, (Told<NewRole>), ())
enum class EndOfRights { SESSION_ENDED, MEMBERSHIP_ENDED, BOOK_DELETED };
BOOST_DESCRIBE_ENUM(EndOfRights, SESSION_ENDED, MEMBERSHIP_ENDED, BOOK_DELETED)
struct ControlReason {
    EndOfRights reason = EndOfRights::SESSION_ENDED;
};
BOOST_DESCRIBE_STRUCT(ControlReason, (), (reason))
struct ControlMessage : Told<ControlReason> {
    static constexpr std::string_view type = "CONTROL";
};
BOOST_DESCRIBE_STRUCT(ControlMessage, (Told<ControlReason>), ())
struct HashOfState {
    std::string hash;  // 16 hexadecimal digits
};
BOOST_DESCRIBE_STRUCT(HashOfState, (), (hash))
struct StateHashMessage : AtSeq<HashOfState> {
    static constexpr std::string_view type = "STATE_HASH";
};
BOOST_DESCRIBE_STRUCT(StateHashMessage, (AtSeq<HashOfState>), ())

/// What others move: as in the first protocol, with who did it.
template <class Sent>
struct Moved : Sent {
    std::optional<std::string> userId;
    std::optional<ClientId> clientId;
    static std::string schema_name() { return "Moved_" + std::string(Sent::type); }
    BOOST_DESCRIBE_CLASS(Moved, (Sent), (userId, clientId), (), ())
};

using ServerMessage =
    std::variant<WelcomeMessage, SnapshotMessage, CommittedEvent<event_names::kCreate>,
                 CommittedEvent<event_names::kUpdate>, CommittedEvent<event_names::kDelete>,
                 CommittedEvent<event_names::kRestoreOne>, CommittedEvent<event_names::kReorder>,
                 CommittedEvent<event_names::kBatch>, CommittedEvent<event_names::kUndo>,
                 CommittedEvent<event_names::kImage>, CommittedEvent<event_names::kRestore>, AckMessage, ErrorMessage,
                 PongMessage, PresenceJoinMessage, PresenceLeaveMessage, RoleChangedMessage, ControlMessage,
                 StateHashMessage, Moved<CursorSync>, Moved<FrameUpdate>>;

}  // namespace pictbook::model
