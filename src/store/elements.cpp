#include "store/elements.hpp"

#include "base/ids.hpp"
#include "db/row_struct.hpp"
#include "store/element_rows.hpp"

namespace pictbook::store {

using boost::asio::awaitable;
namespace m = pictbook::model;

namespace {

constexpr db::Statement kListElements(
    "SELECT " PICTBOOK_ELEMENT_COLUMNS
    R"(, (SELECT "revision" FROM "Project" WHERE "id" = $1) AS "revision" )" PICTBOOK_ELEMENT_TABLES
    R"(WHERE e."projectId" = $1 ORDER BY e."zIndex", e."order", e."createdAt", e."id")");
constexpr db::Statement kListPlaced(
    "SELECT " PICTBOOK_ELEMENT_COLUMNS
    R"(, e."rev", e."order", e."projectId", p."seq", p."epoch", p."revision", p."journaled"
       FROM "Project" p LEFT JOIN "Element" e ON e."projectId" = p."id" )" PICTBOOK_ELEMENT_KINDS R"(WHERE p."id" = $1
       ORDER BY e."zIndex", e."order", e."createdAt", e."id")");
constexpr db::Statement kFirstPage(
    "SELECT " PICTBOOK_ELEMENT_COLUMNS PICTBOOK_ELEMENT_TABLES
    R"(WHERE e."projectId" = $1 ORDER BY e."zIndex", e."order", e."createdAt", e."id" LIMIT $2)");
constexpr db::Statement kNextPage("SELECT " PICTBOOK_ELEMENT_COLUMNS PICTBOOK_ELEMENT_TABLES
                                  R"(WHERE e."projectId" = $1 AND (e."zIndex", e."order", e."createdAt", e."id") >
           (SELECT "zIndex", "order", "createdAt", "id" FROM "Element" WHERE "id" = $3 AND "projectId" = $1)
       ORDER BY e."zIndex", e."order", e."createdAt", e."id" LIMIT $2)");
constexpr db::Statement kFindPlaced("SELECT " PICTBOOK_ELEMENT_COLUMNS
                                    R"(, e."rev", e."order", e."projectId" )" PICTBOOK_ELEMENT_TABLES
                                    R"(WHERE e."id" = $1)");
constexpr db::Statement kStack(R"(SELECT "id", "zIndex", "order", "createdAt" FROM "Element" WHERE "projectId" = $1
    ORDER BY "zIndex", "order", "createdAt", "id")");
constexpr db::Statement kAsset(R"(SELECT 1 AS "found" FROM "ImageAsset" WHERE "id" = $1 AND "projectId" = $2)");
constexpr db::Statement kShowing(R"(SELECT "elementId" FROM "Image" WHERE "assetId" = $1 ORDER BY "elementId")");
constexpr db::Statement kRemoveElement(R"(DELETE FROM "Element" WHERE "id" = $1)");

constexpr db::Statement kInsertElement(R"(
    INSERT INTO "Element" ("id", "type", "projectId", "x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex",
                           "createdAt", "updatedAt", "rev", "order")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15))");
constexpr db::Statement kUpdateElement(R"(
    UPDATE "Element" SET "x" = $2, "y" = $3, "width" = $4, "height" = $5, "scaleX" = $6, "scaleY" = $7, "angle" = $8,
                         "zIndex" = $9, "updatedAt" = $10, "rev" = $11, "order" = $12 WHERE "id" = $1)");

constexpr db::Statement kInsertImage(R"(INSERT INTO "Image" ("id", "elementId", "assetId") VALUES ($1, $2, $3))");
constexpr db::Statement kUpdateImage(R"(UPDATE "Image" SET "assetId" = $2 WHERE "elementId" = $1)");
constexpr db::Statement kInsertText(R"(
    INSERT INTO "Text" ("id", "elementId", "content", "fontSize", "fontFamily", "color") VALUES ($1, $2, $3, $4, $5, $6))");
constexpr db::Statement kUpdateText(R"(
    UPDATE "Text" SET "content" = $2, "fontSize" = $3, "fontFamily" = $4, "color" = $5 WHERE "elementId" = $1)");
constexpr db::Statement kInsertShape(R"(
    INSERT INTO "Shape" ("id", "elementId", "shapeType", "fill", "stroke", "strokeWidth", "points", "cornerRadius")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))");
constexpr db::Statement kUpdateShape(R"(
    UPDATE "Shape" SET "fill" = $2, "stroke" = $3, "strokeWidth" = $4, "points" = $5, "cornerRadius" = $6
    WHERE "elementId" = $1)");

/// The columns of "Shape" for any of the three kinds; what a kind lacks is null or, for points, empty.
struct ShapeColumns {
    std::string_view shape_type;
    std::optional<m::Color> fill, stroke;
    std::optional<m::Length> stroke_width, corner_radius;
    std::vector<double> points;
};
ShapeColumns columns_of(const m::CircleFields& f) { return {f.type, f.fill, f.stroke, f.strokeWidth, {}, {}}; }
ShapeColumns columns_of(const m::RectangleFields& f) {
    return {f.type, f.fill, f.stroke, f.strokeWidth, f.cornerRadius, {}};
}
ShapeColumns columns_of(const m::DrawingFields& f) {
    return {f.type, {}, f.stroke, f.strokeWidth, {}, flatten(f.points)};
}

template <class Fields>
constexpr std::string_view element_type() {
    if constexpr (Fields::type == "IMAGE" || Fields::type == "TEXT")
        return Fields::type;
    else
        return "SHAPE";
}

enum class Write { insert, update };

awaitable<void> write_kind(db::Sql& sql, Write how, const std::string& id, const m::ImageFields& fields) {
    if (how == Write::insert)
        co_await sql.run(kInsertImage, make_cuid(), id, fields.assetId);
    else
        co_await sql.run(kUpdateImage, id, fields.assetId);
}

awaitable<void> write_kind(db::Sql& sql, Write how, const std::string& id, const m::TextFields& f) {
    if (how == Write::insert)
        co_await sql.run(kInsertText, make_cuid(), id, f.content, f.fontSize, f.fontFamily, f.color);
    else
        co_await sql.run(kUpdateText, id, f.content, f.fontSize, f.fontFamily, f.color);
}

template <class Shape>
awaitable<void> write_kind(db::Sql& sql, Write how, const std::string& id, const Shape& fields) {
    const ShapeColumns c = columns_of(fields);
    if (how == Write::insert)
        co_await sql.run(kInsertShape, make_cuid(), id, c.shape_type, c.fill, c.stroke, c.stroke_width, c.points,
                         c.corner_radius);
    else
        co_await sql.run(kUpdateShape, id, c.fill, c.stroke, c.stroke_width, c.points, c.corner_radius);
}

PlacedElement read_placed(const db::Row& row) {
    return {read_element(row), std::string(row.text("projectId")), row.integer("rev"), std::string(row.text("order"))};
}

}  // namespace

awaitable<ElementList> list_elements(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kListElements, project_id);
    ElementList out;
    if (!rows.empty()) out.revision = rows[0].integer("revision");
    out.elements.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.elements.push_back(read_element(rows[i]));
    co_return out;
}

awaitable<PlacedList> list_placed_elements(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kListPlaced, project_id);
    PlacedList out;
    if (rows.empty()) co_return out;
    out.head.emplace(read_head(rows[0]));
    if (rows[0].is_null("projectId")) co_return out;  // a book without elements
    out.elements.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.elements.push_back(read_placed(rows[i]));
    co_return out;
}

awaitable<std::vector<m::Element>> list_elements_after(db::Sql& sql, std::string project_id, std::string after,
                                                       std::int64_t limit) {
    const db::Rows rows = after.empty() ? co_await sql.run(kFirstPage, project_id, limit)
                                        : co_await sql.run(kNextPage, project_id, limit, after);
    std::vector<m::Element> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(read_element(rows[i]));
    co_return out;
}

awaitable<std::optional<PlacedElement>> find_placed_element(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kFindPlaced, id);
    if (rows.empty()) co_return std::nullopt;
    co_return read_placed(rows[0]);
}

awaitable<std::vector<StackRow>> list_stack(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kStack, project_id);
    co_return rows.all<StackRow>();
}

awaitable<bool> has_asset(db::Sql& sql, std::string project_id, std::string asset_id) {
    const db::Rows rows = co_await sql.run(kAsset, asset_id, project_id);
    co_return !rows.empty();
}

awaitable<std::vector<std::string>> list_elements_showing(db::Sql& sql, std::string asset_id) {
    const db::Rows rows = co_await sql.run(kShowing, asset_id);
    std::vector<std::string> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.emplace_back(rows[i].text("elementId"));
    co_return out;
}

awaitable<void> insert_element(db::Sql& sql, const PlacedElement& placed) {
    const auto insert_kind = [&]<class Fields>(const m::Stored<Fields>& e) -> awaitable<void> {
        co_await sql.run(kInsertElement, e.id, element_type<Fields>(), placed.project_id, e.x, e.y, e.width, e.height,
                         e.scaleX, e.scaleY, e.angle, e.zIndex, e.createdAt, e.updatedAt, placed.rev, placed.order);
        const Fields& fields = e;
        co_await write_kind(sql, Write::insert, e.id.value, fields);
    };
    co_await std::visit(insert_kind, placed.element);
}

awaitable<void> update_element(db::Sql& sql, const PlacedElement& placed, bool kind_too) {
    const auto update_kind = [&]<class Fields>(const m::Stored<Fields>& e) -> awaitable<void> {
        co_await sql.run(kUpdateElement, e.id, e.x, e.y, e.width, e.height, e.scaleX, e.scaleY, e.angle, e.zIndex,
                         e.updatedAt, placed.rev, placed.order);
        const Fields& fields = e;
        if (kind_too) co_await write_kind(sql, Write::update, e.id.value, fields);
    };
    co_await std::visit(update_kind, placed.element);
}

awaitable<bool> remove_element(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kRemoveElement, id);
    co_return rows.changed > 0;
}

}  // namespace pictbook::store
