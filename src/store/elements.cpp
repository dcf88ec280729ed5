#include "store/elements.hpp"

#include "base/ids.hpp"
#include "schema/json.hpp"
#include "store/element_rows.hpp"

namespace pictbook::store {

using boost::asio::awaitable;
namespace m = pictbook::model;

namespace {

constexpr db::Statement kList(
    "SELECT " PICTBOOK_ELEMENT_COLUMNS
    R"(, (SELECT "revision" FROM "Project" WHERE "id" = $1) AS "revision" )" PICTBOOK_ELEMENT_TABLES
    R"(WHERE e."projectId" = $1 ORDER BY e."zIndex", e."createdAt", e."id")");
constexpr db::Statement kFind("SELECT " PICTBOOK_ELEMENT_COLUMNS PICTBOOK_ELEMENT_TABLES R"(WHERE e."id" = $1)");
constexpr db::Statement kFindIn("SELECT " PICTBOOK_ELEMENT_COLUMNS PICTBOOK_ELEMENT_TABLES
                                R"(WHERE e."id" = $1 AND e."projectId" = $2)");
constexpr db::Statement kOwner(R"(SELECT "projectId" FROM "Element" WHERE "id" = $1)");
constexpr db::Statement kAsset(R"(SELECT 1 FROM "ImageAsset" WHERE "id" = $1 AND "projectId" = $2)");
constexpr db::Statement kRemove(R"(DELETE FROM "Element" WHERE "id" = $1)");

constexpr db::Statement kInsert(R"(
    INSERT INTO "Element" ("id", "type", "projectId", "x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex",
                           "createdAt", "updatedAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))");
constexpr db::Statement kUpdate(R"(
    UPDATE "Element" SET "x" = $2, "y" = $3, "width" = $4, "height" = $5, "scaleX" = $6, "scaleY" = $7, "angle" = $8,
                         "zIndex" = $9, "updatedAt" = $10 WHERE "id" = $1)");

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

/// An id that can't be taken, told as the schema tells its misfits.
Error bad_id(const char* property, const char* message, const char* summary, const m::Id& found) {
    Error error{Fault::invalid, message};
    error.on = "body";
    Issue issue{property, message, summary, R"("cm3x1k2v90000qwerty123456")", ""};
    schema::write_string(issue.found, found.value);
    error.issues.push_back(std::move(issue));
    return error;
}

/// Whether an image element shows an asset of its own book; other kinds always fit.
template <class Fields>
awaitable<Result<void>> check_asset(db::Sql& sql, const std::string& project_id, const Fields& fields) {
    if constexpr (std::is_base_of_v<m::ImageFields, Fields>) {
        const db::Rows rows = co_await sql.run(kAsset, fields.assetId, project_id);
        if (rows.empty())
            co_return bad_id("/assetId", "Expected asset of this project", "The book has no image with this id",
                             fields.assetId);
    }
    co_return Result<void>();
}

template <class Fields>
awaitable<void> insert(db::Sql& sql, const std::string& project_id, const std::string& id, const Fields& f, Time now) {
    co_await sql.run(kInsert, id, element_type<Fields>(), project_id, f.x, f.y, f.width, f.height, f.scaleX, f.scaleY,
                     f.angle, f.zIndex, now, now);
    co_await write_kind(sql, Write::insert, id, f);
}

template <class Fields>
awaitable<void> update(db::Sql& sql, const std::string& id, const Fields& f, Time now) {
    co_await sql.run(kUpdate, id, f.x, f.y, f.width, f.height, f.scaleX, f.scaleY, f.angle, f.zIndex, now);
    co_await write_kind(sql, Write::update, id, f);
}

template <class Fields>
awaitable<Result<m::Element>> create(db::Sql& sql, const std::string& project_id, const Fields& fields, Time now) {
    const Result<void> fits = co_await check_asset(sql, project_id, fields);
    if (!fits) co_return fits.error();
    m::Stored<Fields> stored;
    static_cast<Fields&>(stored) = fields;
    stored.id = make_cuid();
    stored.createdAt = stored.updatedAt = now;
    co_await insert(sql, project_id, stored.id.value, fields, now);
    co_return m::Element(std::move(stored));
}

template <class Fields>
awaitable<Result<void>> upsert(db::Sql& sql, const std::string& project_id, const m::Upsert<Fields>& element,
                               Time now) {
    const Fields& fields = element;
    const Result<void> fits = co_await check_asset(sql, project_id, fields);
    if (!fits) co_return fits.error();
    const std::string& id = element.id.value;
    // Any other could not be asked for by its path.
    if (!is_plausible_id(id))
        co_return bad_id("/id", "Expected id", "An id has 1 to 64 letters, digits, hyphens and underscores",
                         element.id);
    const db::Rows owner = co_await sql.run(kOwner, id);
    if (!owner.empty() && owner[0].text(0) != project_id) co_return Error{Fault::not_found, "Element not found"};
    if (owner.empty()) {
        co_await insert(sql, project_id, id, fields, now);
        co_return Result<void>();
    }
    const db::Rows rows = co_await sql.run(kFind, id);
    const m::Element old = read_element(rows[0]);
    if (!std::holds_alternative<m::Stored<Fields>>(old))
        co_return Error{Fault::conflict, "The element is of another type"};
    co_await update(sql, id, fields, now);
    co_return Result<void>();
}

template <class Fields>
awaitable<Result<m::Element>> patch_with(db::Sql& sql, const std::string& project_id, m::Element old,
                                         const schema::Patch<Fields>& patch, Time now) {
    auto* element = std::get_if<m::Stored<Fields>>(&old);
    if (!element) co_return Error{Fault::conflict, "The element is of another type"};
    patch.apply(*element);
    const Fields& fields = *element;
    if (patch.has("assetId")) {
        const Result<void> fits = co_await check_asset(sql, project_id, fields);
        if (!fits) co_return fits.error();
    }
    // updatedAt moves even for two edits within a millisecond and a clock that was set back.
    element->updatedAt = std::max(now, element->updatedAt + Milliseconds(1));
    co_await update(sql, element->id.value, fields, element->updatedAt);
    co_return std::move(old);
}

}  // namespace

awaitable<ElementList> list_elements(db::Sql& sql, std::string project_id) {
    const db::Rows rows = co_await sql.run(kList, project_id);
    ElementList out;
    if (!rows.empty()) out.revision = rows[0].integer("revision");
    out.elements.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.elements.push_back(read_element(rows[i]));
    co_return out;
}

awaitable<Result<m::Element>> create_element(db::Sql& sql, std::string project_id, m::NewElement element, Time now) {
    auto create_kind = [&](const auto& fields) { return create(sql, project_id, fields, now); };
    co_return co_await std::visit(create_kind, element);
}

awaitable<Result<void>> upsert_element(db::Sql& sql, std::string project_id, m::ElementUpsert element, Time now) {
    auto upsert_kind = [&](const auto& each) { return upsert(sql, project_id, each, now); };
    co_return co_await std::visit(upsert_kind, element);
}

awaitable<Result<m::Element>> update_element(db::Sql& sql, std::string project_id, std::string id,
                                             m::ElementPatch patch, Time now) {
    const db::Rows rows = co_await sql.run(kFindIn, id, project_id);
    if (rows.empty()) co_return Error{Fault::not_found, "Element not found"};
    m::Element old = read_element(rows[0]);
    auto patch_kind = [&](const auto& each) { return patch_with(sql, project_id, std::move(old), each, now); };
    co_return co_await std::visit(patch_kind, patch);
}

awaitable<bool> remove_element(db::Sql& sql, std::string id) {
    const db::Rows rows = co_await sql.run(kRemove, id);
    co_return rows.changed > 0;
}

}  // namespace pictbook::store
