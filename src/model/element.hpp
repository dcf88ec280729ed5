// What lies on a canvas: a union by `type`. The fields of each kind stand once; the shapes that the routes and the socket
// need are made from them: Fields (creation), Stored (answers), Upsert (bulk PUT), Live (events).
#pragma once

#include "base/clock.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

struct Geometry {
    Coordinate x, y;
    Length width, height;
    Scale scaleX, scaleY;
    Angle angle;
    StackOrder zIndex;
};
BOOST_DESCRIBE_STRUCT(Geometry, (), (x, y, width, height, scaleX, scaleY, angle, zIndex))

struct ImageFields : Geometry {
    static constexpr std::string_view type = "IMAGE", title = "Image";
    Id assetId;
};
BOOST_DESCRIBE_STRUCT(ImageFields, (Geometry), (assetId))

struct TextFields : Geometry {
    static constexpr std::string_view type = "TEXT", title = "Text";
    Content content;
    FontSize fontSize;
    std::optional<FontFamily> fontFamily;
    std::optional<Color> color;
};
BOOST_DESCRIBE_STRUCT(TextFields, (Geometry), (content, fontSize, fontFamily, color))

struct CircleFields : Geometry {
    static constexpr std::string_view type = "CIRCLE", title = "Circle";
    std::optional<Color> fill;
    std::optional<Color> stroke;
    std::optional<Length> strokeWidth;
};
BOOST_DESCRIBE_STRUCT(CircleFields, (Geometry), (fill, stroke, strokeWidth))

struct RectangleFields : Geometry {
    static constexpr std::string_view type = "RECTANGLE", title = "Rectangle";
    std::optional<Color> fill;
    std::optional<Color> stroke;
    std::optional<Length> strokeWidth;
    std::optional<Length> cornerRadius;
};
BOOST_DESCRIBE_STRUCT(RectangleFields, (Geometry), (fill, stroke, strokeWidth, cornerRadius))

struct Point {
    Coordinate x, y;
    bool operator==(const Point&) const = default;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))

struct DrawingFields : Geometry {
    static constexpr std::string_view type = "DRAWING", title = "Drawing";
    std::vector<Point> points;
    std::optional<Color> stroke;
    std::optional<Length> strokeWidth;
};
BOOST_DESCRIBE_STRUCT(DrawingFields, (Geometry), (points, stroke, strokeWidth))

struct Identity {
    Id id;
    Time createdAt;
    Time updatedAt;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (id, createdAt, updatedAt))

struct GivenId {
    Id id;
};
BOOST_DESCRIBE_STRUCT(GivenId, (), (id))

struct LiveIdentity {
    Id id;
    std::optional<Time> createdAt;
    std::optional<Time> updatedAt;
};
BOOST_DESCRIBE_STRUCT(LiveIdentity, (), (id, createdAt, updatedAt))

template <class Fields>
struct Stored : Identity, Fields {
    static std::string schema_name() { return std::string(Fields::title) + "Element"; }
    BOOST_DESCRIBE_CLASS(Stored, (Identity, Fields), (), (), ())
};

template <class Fields>
struct Upsert : GivenId, Fields {
    static std::string schema_name() { return std::string(Fields::title) + "Upsert"; }
    BOOST_DESCRIBE_CLASS(Upsert, (GivenId, Fields), (), (), ())
};

template <class Fields>
struct Live : LiveIdentity, Fields {
    static std::string schema_name() { return "Live" + std::string(Fields::title); }
    BOOST_DESCRIBE_CLASS(Live, (LiveIdentity, Fields), (), (), ())
};

template <template <class> class Shape>
using EachKind = std::variant<Shape<ImageFields>, Shape<TextFields>, Shape<CircleFields>, Shape<RectangleFields>,
                              Shape<DrawingFields>>;

using NewElement = std::variant<ImageFields, TextFields, CircleFields, RectangleFields, DrawingFields>;
using Element = EachKind<Stored>;
using ElementUpsert = EachKind<Upsert>;
using ElementPatch = EachKind<schema::Patch>;
using LiveElement = EachKind<Live>;

inline const Identity& identity_of(const Element& element) {
    return std::visit([](const auto& each) -> const Identity& { return each; }, element);
}
inline Identity& identity_of(Element& element) {
    return std::visit([](auto& each) -> Identity& { return each; }, element);
}
inline const Id& id_of(const Element& element) { return identity_of(element).id; }

inline const Geometry& geometry_of(const Element& element) {
    return std::visit([](const auto& each) -> const Geometry& { return each; }, element);
}
inline Geometry& geometry_of(Element& element) {
    return std::visit([](auto& each) -> Geometry& { return each; }, element);
}

/// `CIRCLE`…
inline std::string_view type_of(const Element& element) {
    return std::visit([]<class Each>(const Each&) { return std::string_view(Each::type); }, element);
}

}  // namespace pictbook::model
