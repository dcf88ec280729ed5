// What clients of pictshare.v2 send, as documents show it (docs/spec/live-v2.md). It is read by canvas/command.hpp.
#pragma once

#include "model/live_v2_elements.hpp"

namespace pictbook::model {

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
struct ShapeUpdateCommand : CommandOf<ElementUpdate> {
    static constexpr std::string_view type = "SHAPE_UPDATE";
};
BOOST_DESCRIBE_STRUCT(ShapeUpdateCommand, (CommandOf<ElementUpdate>), ())
struct ShapeDeleteCommand : CommandOf<ElementName> {
    static constexpr std::string_view type = "SHAPE_DELETE";
};
BOOST_DESCRIBE_STRUCT(ShapeDeleteCommand, (CommandOf<ElementName>), ())
struct ShapeRestoreCommand : CommandOf<ElementName> {
    static constexpr std::string_view type = "SHAPE_RESTORE";
};
BOOST_DESCRIBE_STRUCT(ShapeRestoreCommand, (CommandOf<ElementName>), ())

/// A Reordering, by where to.
struct ToFront : ElementName {
    static constexpr schema::Tag tag{"to", "front"};
};
BOOST_DESCRIBE_STRUCT(ToFront, (ElementName), ())
struct ToBack : ElementName {
    static constexpr schema::Tag tag{"to", "back"};
};
BOOST_DESCRIBE_STRUCT(ToBack, (ElementName), ())
struct ToAbove : ElementName {
    static constexpr schema::Tag tag{"to", "above"};
    Id target;
};
BOOST_DESCRIBE_STRUCT(ToAbove, (ElementName), (target))
struct ToBelow : ElementName {
    static constexpr schema::Tag tag{"to", "below"};
    Id target;
};
BOOST_DESCRIBE_STRUCT(ToBelow, (ElementName), (target))
using Placement = std::variant<ToFront, ToBack, ToAbove, ToBelow>;
struct ReorderCommand : CommandOf<Placement> {
    static constexpr std::string_view type = "REORDER";
};
BOOST_DESCRIBE_STRUCT(ReorderCommand, (CommandOf<Placement>), ())

/// A command in a batch: without an op of its own.
template <class Command>
struct PartOf {
    static constexpr std::string_view type = Command::type;
    decltype(Command::payload) payload;
    static std::string schema_name() { return "Part_" + std::string(type); }
    BOOST_DESCRIBE_CLASS(PartOf, (), (payload), (), ())
};
struct Batch {
    std::vector<std::variant<PartOf<ShapeCreateCommand>, PartOf<ShapeUpdateCommand>, PartOf<ShapeDeleteCommand>,
                             PartOf<ShapeRestoreCommand>, PartOf<ReorderCommand>>>
        commands;
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

/// `rev` is that of the element that is dragged (V2-25).
struct DragCommand : DragMessage {
    std::optional<Whole> rev;
};
BOOST_DESCRIBE_STRUCT(DragCommand, (DragMessage), (rev))

using ClientMessage =
    std::variant<HelloMessage, PingMessage, ShapeCreateCommand, ShapeUpdateCommand, ShapeDeleteCommand,
                 ShapeRestoreCommand, ReorderCommand, BatchCommand, UndoCommand, CursorSync, DragCommand>;

}  // namespace pictbook::model
