#include "sim/commands.hpp"

namespace pictbook::sim {

namespace {

constexpr std::string_view kTypes[] = {"CIRCLE", "RECTANGLE", "TEXT", "IMAGE", "DRAWING"};
constexpr std::string_view kHeights[] = {"front", "back", "above", "below"};
constexpr std::string_view kCommon[] = {"x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex"};
constexpr std::string_view kOfCircle[] = {"fill", "stroke", "strokeWidth"};
constexpr std::string_view kOfRectangle[] = {"fill", "stroke", "strokeWidth", "cornerRadius"};
constexpr std::string_view kOfText[] = {"content", "fontSize", "fontFamily", "color"};
constexpr std::string_view kOfImage[] = {"assetId"};
constexpr std::string_view kOfDrawing[] = {"points", "stroke", "strokeWidth"};

std::span<const std::string_view> own_members(std::string_view type) {
    if (type == "CIRCLE") return kOfCircle;
    if (type == "RECTANGLE") return kOfRectangle;
    if (type == "TEXT") return kOfText;
    return type == "IMAGE" ? std::span<const std::string_view>(kOfImage) : kOfDrawing;
}

json::value draw_number(Random& random) {
    if (random.chance(20)) return 2.5;
    return random.between(0, 3);
}

json::value draw_value(Scene& scene, std::string_view name) {
    Random& random = scene.random;
    if (name == "zIndex") return random.between(0, 2);
    if (name == "fontSize") return random.between(10, 12);
    if (name == "content") return random.chance(50) ? "a" : "b \"quoted\" \u00e9";
    if (name == "assetId") return json::string(asset_name(scene, random.between(0, random.chance(10) ? 2 : 1)));
    if (name == "points") return json::array{json::object{{"x", draw_number(random)}, {"y", draw_number(random)}}};
    const bool may_lack = name == "fill" || name == "stroke" || name == "strokeWidth" || name == "cornerRadius" ||
                          name == "color" || name == "fontFamily";
    if (may_lack && random.chance(30)) return nullptr;
    if (name == "fontFamily") return "Arial";
    if (name == "fill" || name == "stroke" || name == "color") return random.between(0, 2);
    return draw_number(random);
}

/// Each element has a type of its own, so that most commands fit.
std::string_view draw_type(Scene& scene, int index) {
    return kTypes[scene.random.chance(5) ? scene.random.below(std::size(kTypes))
                                         : static_cast<std::size_t>(index) % std::size(kTypes)];
}

json::object draw_update(Scene& scene, const std::string& id, std::string_view type) {
    json::object payload{{"id", id}, {"type", type}};
    const std::span<const std::string_view> own = own_members(type);
    for (int left = scene.random.between(1, 3); left > 0; --left) {
        const std::string_view name = scene.random.chance(40)   ? scene.random.pick(own)
                                      : scene.random.chance(25) ? kCommon[std::size(kCommon) - 1]
                                                                : kCommon[scene.random.below(2)];
        payload[name] = draw_value(scene, name);
    }
    return payload;
}

json::object draw_reorder(Scene& scene, int index) {
    const std::string_view to = scene.random.pick(kHeights);
    json::object payload{{"id", element_name(scene, index)}, {"to", to}};
    if (to == "above" || to == "below")
        payload["target"] = element_name(scene, (index + scene.random.between(1, kElements - 1)) % kElements);
    return payload;
}

json::object draw_simple(Scene& scene) {
    const int index = scene.random.between(0, kElements - 1);
    const std::string id = element_name(scene, index);
    const std::string_view type = draw_type(scene, index);
    const int kind = scene.random.between(0, 99);
    if (kind < 25) return {{"type", "SHAPE_CREATE"}, {"payload", draw_element(scene, id, type)}};
    if (kind < 65) return {{"type", "SHAPE_UPDATE"}, {"payload", draw_update(scene, id, type)}};
    if (kind < 75) return {{"type", "SHAPE_DELETE"}, {"payload", json::object{{"id", id}}}};
    if (kind < 85) return {{"type", "SHAPE_RESTORE"}, {"payload", json::object{{"id", id}}}};
    return {{"type", "REORDER"}, {"payload", draw_reorder(scene, index)}};
}

}  // namespace

std::string element_name(const Scene& scene, int index) { return "e" + std::to_string(index) + "-" + scene.project_id; }

std::string asset_name(const Scene& scene, int index) { return "a" + std::to_string(index) + "-" + scene.project_id; }

json::object draw_element(Scene& scene, const std::string& id, std::string_view type) {
    json::object payload{{"id", id}, {"type", type}};
    for (const std::string_view name : kCommon) payload[name] = draw_value(scene, name);
    for (const std::string_view name : own_members(type)) payload[name] = draw_value(scene, name);
    return payload;
}

json::object draw_command(Scene& scene, const std::vector<std::int64_t>& own) {
    const int kind = scene.random.between(0, 99);
    if (kind < 15 && !own.empty()) return {{"type", "UNDO"}, {"payload", json::object{{"n", scene.random.pick(own)}}}};
    if (kind > 15) return draw_simple(scene);
    json::array parts;
    for (int left = scene.random.between(1, 4); left > 0; --left) parts.emplace_back(draw_simple(scene));
    return {{"type", "BATCH"}, {"payload", json::object{{"commands", std::move(parts)}}}};
}

json::object draw_write(Scene& scene) {
    if (scene.random.chance(5))
        return {{"type", "IMAGE_DELETE"}, {"payload", json::object{{"id", asset_name(scene, 0)}}}};
    json::object command = draw_simple(scene);
    if (command.at("type") == "SHAPE_CREATE") command["type"] = "PUT";
    return command;
}

}  // namespace pictbook::sim
