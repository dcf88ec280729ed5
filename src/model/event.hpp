// What the canvas socket carries in its first protocol: a union by `type` (docs/spec/live.md). Clients send it without
// userId; the server adds the sender's.
#pragma once

#include "model/element.hpp"
#include "model/image.hpp"

namespace pictbook::model {

/// Milliseconds since the epoch by the sender's clock; passed on unchanged.
struct Timestamp : schema::Number {
    using Number::Number;
    static constexpr schema::NumberRule rule{.example = 1735689600000, .about = "Milliseconds since the epoch"};
};

enum class ConnectionStatus { CONNECTED, DISCONNECTED };
BOOST_DESCRIBE_ENUM(ConnectionStatus, CONNECTED, DISCONNECTED)

struct Cursor {
    Coordinate x, y;
    std::string cursor;
};
BOOST_DESCRIBE_STRUCT(Cursor, (), (x, y, cursor))

struct ConnectionChange {
    ConnectionStatus status = ConnectionStatus::CONNECTED;
    std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(ConnectionChange, (), (status, message))

/// An asset as a client repeats it; only what tells it apart is required.
struct LiveAsset {
    Id id;
    std::string key;
    std::string mimeType;
    double size = 0, width = 0, height = 0;
    std::optional<double> orientation;
    std::optional<Time> createdAt;
    std::optional<Time> updatedAt;
    Id projectId;
    std::optional<Id> uploaderId;
    std::optional<std::string> src;
};
BOOST_DESCRIBE_STRUCT(LiveAsset, (),
                      (id, key, mimeType, size, width, height, orientation, createdAt, updatedAt, projectId, uploaderId,
                       src))

struct NewImages {
    std::vector<LiveAsset> images;
};
BOOST_DESCRIBE_STRUCT(NewImages, (), (images))

template <class Payload>
struct EventOf {
    Timestamp timestamp;
    Payload payload;
    BOOST_DESCRIBE_CLASS(EventOf, (), (timestamp, payload), (), ())
};

struct ShapeCreate : EventOf<LiveElement> {
    static constexpr std::string_view type = "SHAPE_CREATE";
};
BOOST_DESCRIBE_STRUCT(ShapeCreate, (EventOf<LiveElement>), ())

struct ShapeUpdate : EventOf<LiveElement> {
    static constexpr std::string_view type = "SHAPE_UPDATE";
};
BOOST_DESCRIBE_STRUCT(ShapeUpdate, (EventOf<LiveElement>), ())

struct ShapeDelete : EventOf<LiveElement> {
    static constexpr std::string_view type = "SHAPE_DELETE";
};
BOOST_DESCRIBE_STRUCT(ShapeDelete, (EventOf<LiveElement>), ())

struct FrameUpdate : EventOf<LiveElement> {
    static constexpr std::string_view type = "FRAME_UPDATE";
};
BOOST_DESCRIBE_STRUCT(FrameUpdate, (EventOf<LiveElement>), ())

struct ImageCreate : EventOf<NewImages> {
    static constexpr std::string_view type = "IMAGE_CREATE";
};
BOOST_DESCRIBE_STRUCT(ImageCreate, (EventOf<NewImages>), ())

struct CursorSync : EventOf<Cursor> {
    static constexpr std::string_view type = "CURSOR_SYNC";
};
BOOST_DESCRIBE_STRUCT(CursorSync, (EventOf<Cursor>), ())

struct ConnectionEvent : EventOf<ConnectionChange> {
    static constexpr std::string_view type = "CONNECTION";
};
BOOST_DESCRIBE_STRUCT(ConnectionEvent, (EventOf<ConnectionChange>), ())

using Event =
    std::variant<ShapeCreate, ShapeUpdate, ShapeDelete, FrameUpdate, ImageCreate, CursorSync, ConnectionEvent>;

}  // namespace pictbook::model
