#include "store/element_rows.hpp"

namespace pictbook::store {

namespace {

enum Column : std::size_t {
    kId,
    kType,
    kX,
    kY,
    kWidth,
    kHeight,
    kScaleX,
    kScaleY,
    kAngle,
    kZIndex,
    kCreatedAt,
    kUpdatedAt,
    kAssetId,
    kContent,
    kFontSize,
    kFontFamily,
    kColor,
    kShapeType,
    kFill,
    kStroke,
    kStrokeWidth,
    kPoints,
    kCornerRadius
};

template <class Field>
std::optional<Field> integer_or_null(const db::Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return Field(static_cast<std::int32_t>(row.integer(column)));
}

std::optional<model::Length> length_or_null(const db::Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return model::Length(row.number(column));
}

template <class Fields>
model::Stored<Fields> common(const db::Row& row) {
    model::Stored<Fields> out;
    out.id.value = row.text(kId);
    out.x = row.number(kX);
    out.y = row.number(kY);
    out.width = row.number(kWidth);
    out.height = row.number(kHeight);
    out.scaleX = row.number(kScaleX);
    out.scaleY = row.number(kScaleY);
    out.angle = row.number(kAngle);
    out.zIndex = static_cast<std::int32_t>(row.integer(kZIndex));
    out.createdAt = row.time(kCreatedAt);
    out.updatedAt = row.time(kUpdatedAt);
    return out;
}

model::Element read_image(const db::Row& row) {
    auto out = common<model::ImageFields>(row);
    out.assetId.value = row.text(kAssetId);
    return out;
}

model::Element read_text(const db::Row& row) {
    auto out = common<model::TextFields>(row);
    out.content.value = row.text(kContent);
    out.fontSize = static_cast<std::int32_t>(row.integer(kFontSize));
    if (!row.is_null(kFontFamily)) out.fontFamily.emplace(std::string(row.text(kFontFamily)));
    out.color = integer_or_null<model::Color>(row, kColor);
    return out;
}

model::Element read_circle(const db::Row& row) {
    auto out = common<model::CircleFields>(row);
    out.fill = integer_or_null<model::Color>(row, kFill);
    out.stroke = integer_or_null<model::Color>(row, kStroke);
    out.strokeWidth = length_or_null(row, kStrokeWidth);
    return out;
}

model::Element read_rectangle(const db::Row& row) {
    auto out = common<model::RectangleFields>(row);
    out.fill = integer_or_null<model::Color>(row, kFill);
    out.stroke = integer_or_null<model::Color>(row, kStroke);
    out.strokeWidth = length_or_null(row, kStrokeWidth);
    out.cornerRadius = length_or_null(row, kCornerRadius);
    return out;
}

model::Element read_drawing(const db::Row& row) {
    auto out = common<model::DrawingFields>(row);
    out.stroke = integer_or_null<model::Color>(row, kStroke);
    out.strokeWidth = length_or_null(row, kStrokeWidth);
    if (row.is_null(kPoints)) return out;
    const std::vector<double> flat = row.numbers(kPoints);
    out.points.reserve(flat.size() / 2);
    for (std::size_t i = 0; i + 1 < flat.size(); i += 2) {
        model::Point& point = out.points.emplace_back();
        point.x = flat[i];
        point.y = flat[i + 1];
    }
    return out;
}

}  // namespace

model::Element read_element(const db::Row& row) {
    const std::string_view type = row.text(kType);
    if (type == "IMAGE") return read_image(row);
    if (type == "TEXT") return read_text(row);
    const std::string_view shape = row.text(kShapeType);
    if (shape == "CIRCLE") return read_circle(row);
    if (shape == "RECTANGLE") return read_rectangle(row);
    if (shape == "DRAWING") return read_drawing(row);
    throw db::BadColumn("unknown kind of element");
}

std::vector<double> flatten(const std::vector<model::Point>& points) {
    std::vector<double> out;
    out.reserve(points.size() * 2);
    for (const model::Point& point : points) {
        out.push_back(point.x.value);
        out.push_back(point.y.value);
    }
    return out;
}

}  // namespace pictbook::store
