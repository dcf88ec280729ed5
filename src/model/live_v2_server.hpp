// What clients of pictshare.v2 are sent, as documents show it (docs/spec/live-v2.md). It is written by canvas/messages.hpp, and
// tests read every message as the union below.
#pragma once

#include "model/live_v2_elements.hpp"
#include "model/project.hpp"

namespace pictbook::model {

struct SessionLimitsTold {
    Whole pendingCommands, commandsPerSecond, commandsAtOnce, presencePerSecond, presenceAtOnce, maxMessageBytes;
};
BOOST_DESCRIBE_STRUCT(SessionLimitsTold, (),
                      (pendingCommands, commandsPerSecond, commandsAtOnce, presencePerSecond, presenceAtOnce,
                       maxMessageBytes))

struct SessionPerson {
    ClientId clientId;
    Id userId;
    Role role = Role::VIEWER;
    std::string color;
};
BOOST_DESCRIBE_STRUCT(SessionPerson, (), (clientId, userId, role, color))
struct SessionPeer : SessionPerson {
    std::optional<Cursor> cursor;
};
BOOST_DESCRIBE_STRUCT(SessionPeer, (SessionPerson), (cursor))

enum class JoinMode { delta, snapshot };
BOOST_DESCRIBE_ENUM(JoinMode, delta, snapshot)

struct WelcomePayload {
    Whole protocol;
    std::string conn;
    ClientId clientId;
    Id userId;
    Role role = Role::VIEWER;
    Whole seq, epoch;
    JoinMode mode = JoinMode::snapshot;
    Whole heartbeatMs;
    SessionLimitsTold limits;
    std::vector<SessionPeer> peers;
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

struct EventPayload {
    std::vector<std::variant<CreatedChange, UpdatedChange, DeletedChange>> changes;
};
BOOST_DESCRIBE_STRUCT(EventPayload, (), (changes))

/// An event, whatever command it came from.
template <const char* event_name>
struct CommittedEvent : AtSeq<EventPayload> {
    static constexpr std::string_view type = event_name;
    Whole at;
    Id userId;
    schema::Omittable<Op> op;
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
    schema::Omittable<bool> retried;
    schema::Omittable<std::vector<SkippedMembers>> skipped;
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
    schema::Omittable<Whole> retryAfterMs;
    schema::Omittable<Op> op;
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
    schema::Omittable<Whole> dropped;
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

/// What others move: as in the first protocol, with who did it; the client only of sessions of this one.
template <class Sent>
struct Moved : Sent {
    Id userId;
    schema::Omittable<ClientId> clientId;
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
                 StateHashMessage, Moved<CursorSync>, Moved<DragMessage>>;

}  // namespace pictbook::model
