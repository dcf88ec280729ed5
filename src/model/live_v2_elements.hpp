// Elements, and what became of them, as messages of pictshare.v2 have them (docs/spec/live-v2.md, Events).
#pragma once

#include "model/command.hpp"
#include "model/event.hpp"

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

/// Some members of an element.
template <class Fields>
struct Update : Upsert<Fields> {
    static constexpr std::string_view patch_key = "id";
    static std::string schema_name() { return std::string(Fields::title) + "Update"; }
    BOOST_DESCRIBE_CLASS(Update, (Upsert<Fields>), (), (), ())
};
template <class Fields>
using UpdatePatch = schema::Patch<Update<Fields>>;
using ElementUpdate = EachKind<UpdatePatch>;

/// An element while it is dragged; clients may tell what they know of it.
template <class Fields>
struct Dragged : Live<Fields> {
    std::optional<Whole> rev;
    std::optional<std::string> order;
    static std::string schema_name() { return "Dragged" + std::string(Fields::title); }
    BOOST_DESCRIBE_CLASS(Dragged, (Live<Fields>), (rev, order), (), ())
};
using DraggedElement = EachKind<Dragged>;
struct DragMessage : EventOf<DraggedElement> {
    static constexpr std::string_view type = "FRAME_UPDATE";
};
BOOST_DESCRIBE_STRUCT(DragMessage, (EventOf<DraggedElement>), ())

/// All members that can change of an element of any kind.
struct ElementMembers : Geometry {
    Id assetId;
    Content content;
    FontSize fontSize;
    std::optional<FontFamily> fontFamily;
    std::optional<Color> color, fill, stroke;
    std::optional<Length> strokeWidth, cornerRadius;
    std::vector<Point> points;
    Time updatedAt;
    std::string order;
};
BOOST_DESCRIBE_STRUCT(ElementMembers, (Geometry),
                      (assetId, content, fontSize, fontFamily, color, fill, stroke, strokeWidth, cornerRadius, points,
                       updatedAt, order))
enum class ElementKind { IMAGE, TEXT, CIRCLE, RECTANGLE, DRAWING };
BOOST_DESCRIBE_ENUM(ElementKind, IMAGE, TEXT, CIRCLE, RECTANGLE, DRAWING)

struct CreatedChange {
    static constexpr schema::Tag tag{"is", "created"};
    Id id;
    PlacedElementMessage element;
};
BOOST_DESCRIBE_STRUCT(CreatedChange, (), (id, element))
struct UpdatedChange {
    static constexpr schema::Tag tag{"is", "updated"};
    Id id;
    ElementKind type = ElementKind::IMAGE;
    schema::Patch<ElementMembers> set;
};
BOOST_DESCRIBE_STRUCT(UpdatedChange, (), (id, type, set))
struct DeletedChange {
    static constexpr schema::Tag tag{"is", "deleted"};
    Id id;
};
BOOST_DESCRIBE_STRUCT(DeletedChange, (), (id))

}  // namespace pictbook::model
