#include "api/element_pages.hpp"

#include <algorithm>

#include "store/elements.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

namespace {

constexpr std::int64_t kAtOnce = 500;

/// Of points, beside the sides that the element says.
Box box_of_points(const model::Geometry& geometry, const std::vector<model::Point>& points, Box box) {
    for (const model::Point& point : points) {
        const double x = geometry.x.value + point.x.value * geometry.scaleX.value;
        const double y = geometry.y.value + point.y.value * geometry.scaleY.value;
        box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x), std::max(box.bottom, y)};
    }
    return box;
}

}  // namespace

Box Box::of(double x, double y, double width, double height) {
    return {std::min(x, x + width), std::min(y, y + height), std::max(x, x + width), std::max(y, y + height)};
}

Box box_of(const model::Element& element) {
    return std::visit(
        []<class Fields>(const model::Stored<Fields>& each) {
            const Box box = Box::of(each.x.value, each.y.value, each.width.value * each.scaleX.value,
                                    each.height.value * each.scaleY.value);
            if constexpr (std::is_same_v<Fields, model::DrawingFields>) return box_of_points(each, each.points, box);
            return box;
        },
        element);
}

awaitable<std::optional<std::vector<model::Element>>> find_part(db::Sql& sql, std::string project_id, std::string after,
                                                                std::size_t limit, std::optional<Box> box) {
    if (!after.empty()) {
        const std::optional<store::PlacedElement> last = co_await store::find_placed_element(sql, after);
        if (!last || last->project_id != project_id) co_return std::nullopt;
    }
    std::vector<model::Element> out;
    for (;;) {
        const std::int64_t count = box ? kAtOnce : static_cast<std::int64_t>(limit);
        std::vector<model::Element> page = co_await store::list_elements_after(sql, project_id, after, count);
        const bool is_last = static_cast<std::int64_t>(page.size()) < count;
        if (!page.empty()) after = model::id_of(page.back()).value;
        for (model::Element& each : page) {
            if (box && !box_of(each).meets(*box)) continue;
            out.push_back(std::move(each));
            if (out.size() == limit) co_return out;
        }
        if (is_last) co_return out;
    }
}

}  // namespace pictbook::api
