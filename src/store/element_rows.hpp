// One joined row of "Element" with its kind's table, and the union it stands for.
#pragma once

#include "db/rows.hpp"
#include "model/element.hpp"

namespace pictbook::store {

/// The columns that read_element expects, in its order; the aliases are e, i, t, s.
#define PICTBOOK_ELEMENT_COLUMNS                                                                                          \
    R"(e."id", e."type", e."x", e."y", e."width", e."height", e."scaleX", e."scaleY", e."angle", e."zIndex", )"           \
    R"(e."createdAt", e."updatedAt", i."assetId", t."content", t."fontSize", t."fontFamily", t."color", s."shapeType", )" \
    R"(s."fill", s."stroke", s."strokeWidth", s."points", s."cornerRadius" )"
// Only the table of the row's own kind is searched: a listing is a third faster than with plain joins (docs/bench.md).
#define PICTBOOK_ELEMENT_KINDS                                                              \
    R"(LEFT JOIN "Image" i ON i."elementId" = CASE e."type" WHEN 'IMAGE' THEN e."id" END )" \
    R"(LEFT JOIN "Text" t ON t."elementId" = CASE e."type" WHEN 'TEXT' THEN e."id" END )"   \
    R"(LEFT JOIN "Shape" s ON s."elementId" = CASE e."type" WHEN 'SHAPE' THEN e."id" END )"
#define PICTBOOK_ELEMENT_TABLES R"(FROM "Element" e )" PICTBOOK_ELEMENT_KINDS

/// Throws db::BadColumn when the kind's row is missing.
model::Element read_element(const db::Row& row);

/// x1,y1,x2,y2,…: how "Shape"."points" holds a drawing.
std::vector<double> flatten(const std::vector<model::Point>& points);

}  // namespace pictbook::store
