// Every field of every event: which must be there, which may be null, and what each may hold.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "canvas/room.hpp"

namespace pictbook::canvas {
namespace {

namespace json = boost::json;

const Time kArrival{Milliseconds(1'735'689'600'000)};

bool is_relayed(const json::value& event_tree) {
    Sender sender{"user", model::Role::EDITOR, {}};
    const Decision decision = receive(sender, json::serialize(event_tree), kArrival);
    if (const auto* reply = std::get_if<Reply>(&decision)) {
        EXPECT_EQ(json::parse(reply->text).at("type"), "validation");
        EXPECT_EQ(json::parse(reply->text).at("on"), "message");
        EXPECT_LE(reply->text.size(), kMostReplyBytes);
    }
    return std::holds_alternative<Relay>(decision);
}

json::value event_tree(const std::string& type, const json::value& payload) {
    return {{"type", type}, {"timestamp", kArrival.time_since_epoch().count()}, {"payload", payload}};
}

/// A field of an object with what it may and may not hold beside what the example has.
struct Field {
    std::string name;
    bool is_optional;  // absent or null
    std::vector<json::value> fitting, wrong;
};

const std::vector<json::value> kNoNumbers{"1", true, nullptr, json::array{}, json::object{}};
const std::vector<json::value> kNoIntegers{"1", true, 1.5, 2147483648, -2147483649, json::array{}, json::object{}};
const std::vector<json::value> kNoTexts{1, true, json::array{}, json::object{}};
const std::vector<json::value> kNoTimes{1, true, "yesterday", "2025-13-01T00:00:00Z", "", json::object{}};

Field number(const std::string& name) { return {name, false, {0, -1, 1.5, 1e300}, kNoNumbers}; }
Field optional_number(const std::string& name) { return {name, true, {0, 1.5}, {"1", true, json::array{}}}; }
Field color(const std::string& name) { return {name, true, {0, 0xFFFFFF}, kNoIntegers}; }
Field text(const std::string& name) { return {name, false, {"", "x"}, kNoTexts}; }
Field optional_text(const std::string& name) { return {name, true, {"", "x"}, kNoTexts}; }
Field time(const std::string& name) {
    return {name, true, {"2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00Z"}, kNoTimes};
}

/// Takes each field of the payload away and puts everything in its place.
void check_fields(const std::string& type, const json::value& payload, const std::vector<Field>& fields) {
    ASSERT_TRUE(is_relayed(event_tree(type, payload))) << type << " " << payload;
    for (const Field& field : fields) {
        SCOPED_TRACE(type + " " + field.name);
        json::object changed = payload.as_object();
        changed.erase(field.name);
        EXPECT_EQ(is_relayed(event_tree(type, changed)), field.is_optional) << "absent";
        changed[field.name] = nullptr;
        EXPECT_EQ(is_relayed(event_tree(type, changed)), field.is_optional) << "null";
        for (const json::value& value : field.fitting) {
            changed[field.name] = value;
            EXPECT_TRUE(is_relayed(event_tree(type, changed))) << value;
        }
        for (const json::value& value : field.wrong) {
            changed[field.name] = value;
            EXPECT_FALSE(is_relayed(event_tree(type, changed))) << value;
        }
    }
}

json::object element(const std::string& type, const json::object& own) {
    json::object out{{"type", type}, {"id", "c"},   {"x", 1},        {"y", 2},      {"width", 3},
                     {"height", 4},  {"scaleX", 1}, {"scaleY", 1.5}, {"angle", -1}, {"zIndex", 0}};
    for (const auto& [key, value] : own) out[key] = value;
    return out;
}

std::vector<Field> with_common(std::vector<Field> own) {
    for (const char* name : {"x", "y", "width", "height", "scaleX", "scaleY", "angle"}) own.push_back(number(name));
    own.push_back({"zIndex", false, {-1, 2147483647}, kNoIntegers});
    own.push_back({"id", false, {"", json::string(64, 'x')}, {5, json::string(65, 'x')}});
    own.push_back({"type", false, {}, {"STAR", "image", "", 5}});
    own.push_back(time("createdAt"));
    own.push_back(time("updatedAt"));
    return own;
}

class ElementEvents : public testing::TestWithParam<const char*> {};

TEST_P(ElementEvents, carry_an_image) {  // LIVE-14
    check_fields(GetParam(), element("IMAGE", {{"assetId", "a"}}), with_common({text("assetId")}));
}

TEST_P(ElementEvents, carry_a_text) {  // LIVE-14
    check_fields(GetParam(), element("TEXT", {{"content", "c"}, {"fontSize", 16}}),
                 with_common({text("content"),
                              {"fontSize", false, {0, 1000}, kNoIntegers},
                              optional_text("fontFamily"),
                              color("color")}));
}

TEST_P(ElementEvents, carry_a_circle) {  // LIVE-14
    check_fields(GetParam(), element("CIRCLE", {}),
                 with_common({color("fill"), color("stroke"), optional_number("strokeWidth")}));
}

TEST_P(ElementEvents, carry_a_rectangle) {  // LIVE-14
    check_fields(
        GetParam(), element("RECTANGLE", {}),
        with_common({color("fill"), color("stroke"), optional_number("strokeWidth"), optional_number("cornerRadius")}));
}

TEST_P(ElementEvents, carry_a_drawing) {  // LIVE-14
    const json::value point{{"x", 1}, {"y", 2}};
    const json::array without_y{point, json::object{{"x", 1}}};
    const json::array flat{1, 2};
    const Field points{"points", false, {json::array{}, json::array{point, point}}, {point, without_y, flat, "1,2"}};
    check_fields(GetParam(), element("DRAWING", {{"points", json::array{}}}),
                 with_common({points, color("stroke"), optional_number("strokeWidth")}));
}

INSTANTIATE_TEST_SUITE_P(OfAllTypes, ElementEvents,
                         testing::Values("SHAPE_CREATE", "SHAPE_UPDATE", "SHAPE_DELETE", "FRAME_UPDATE"));

TEST(ImageEvents, carry_assets) {  // LIVE-15
    const json::object asset{
        {"id", "a"},    {"key", "p/images/a.png"}, {"mimeType", "image/png"}, {"size", 100}, {"width", 10},
        {"height", 20}, {"projectId", "p"}};
    const auto images = [](const json::value& item) { return json::value{{"images", json::array{item}}}; };
    check_fields("IMAGE_CREATE", images(asset), {{"images", false, {json::array{}}, {asset, "a", 1}}});
    for (const char* name : {"id", "key", "mimeType", "size", "width", "height", "projectId"}) {
        json::object lacking = asset;
        lacking.erase(name);
        EXPECT_FALSE(is_relayed(event_tree("IMAGE_CREATE", images(lacking)))) << name;
        lacking[name] = json::array();
        EXPECT_FALSE(is_relayed(event_tree("IMAGE_CREATE", images(lacking)))) << name;
    }
    for (const char* name : {"orientation", "createdAt", "updatedAt", "uploaderId", "src"}) {
        json::object with = asset;
        with[name] = nullptr;
        EXPECT_TRUE(is_relayed(event_tree("IMAGE_CREATE", images(with)))) << name;
        with[name] = json::array();
        EXPECT_FALSE(is_relayed(event_tree("IMAGE_CREATE", images(with)))) << name;
    }
}

TEST(CursorEvents, carry_a_place_and_a_name) {  // LIVE-16
    check_fields("CURSOR_SYNC", {{"x", 1}, {"y", 2}, {"cursor", "default"}},
                 {number("x"), number("y"), text("cursor")});
}

TEST(ConnectionEvents, carry_a_status) {  // LIVE-13
    check_fields("CONNECTION", {{"status", "CONNECTED"}},
                 {{"status", false, {"DISCONNECTED"}, {"connected", "", 1, "AWAY"}}, optional_text("message")});
}

TEST(Events, have_an_envelope) {  // LIVE-22
    const json::value whole = event_tree("CURSOR_SYNC", {{"x", 1}, {"y", 2}, {"cursor", "default"}});
    ASSERT_TRUE(is_relayed(whole));
    for (const char* name : {"type", "timestamp", "payload"}) {
        json::object changed = whole.as_object();
        changed.erase(name);
        EXPECT_FALSE(is_relayed(changed)) << name;
        for (const json::value& value :
             {json::value(nullptr), json::value(true), json::value("ERROR"), json::value("5")}) {
            changed[name] = value;
            EXPECT_FALSE(is_relayed(changed)) << name << " " << value;
        }
    }
    for (const char* type : {"ERROR", "cursor_sync", "CURSOR_SYNC ", "", "validation"})
        EXPECT_FALSE(is_relayed(event_tree(type, whole.at("payload")))) << type;
}

}  // namespace
}  // namespace pictbook::canvas
