// The wire shapes of elements and events, made from the fields that stand once.
#include <gtest/gtest.h>

#include "model/event.hpp"
#include "schema/decode.hpp"
#include "schema/describe.hpp"
#include "schema/encode.hpp"

namespace pictbook::model {

namespace {

const std::string kGeometry = R"("x":1.5,"y":-2,"width":3,"height":4,"scaleX":1,"scaleY":-1,"angle":0.5,"zIndex":7)";
const std::string kIdentity =
    R"("id":"e1","createdAt":"2025-01-01T00:00:00.000Z","updatedAt":"2025-01-02T00:00:00.000Z",)";

/// Each kind's own members, all given.
const std::vector<std::pair<std::string, std::string>> kKinds{
    {"IMAGE", R"(,"assetId":"a1")"},
    {"TEXT", R"(,"content":"Hi","fontSize":16,"fontFamily":"Arial","color":255)"},
    {"CIRCLE", R"(,"fill":1,"stroke":2,"strokeWidth":0.5)"},
    {"RECTANGLE", R"(,"fill":1,"stroke":2,"strokeWidth":0.5,"cornerRadius":9)"},
    {"DRAWING", R"(,"points":[{"x":1,"y":2},{"x":-3,"y":0.25}],"stroke":2,"strokeWidth":0.5)"}};

template <class T>
std::string round_trip(const std::string& text) {
    const Result<T> value = schema::decode<T>(schema::parse_json(text).value(), "body");
    return value ? schema::to_json(*value) : value.error().message;
}

template <class T>
bool fits(const std::string& text) {
    return schema::decode<T>(schema::parse_json(text).value(), "body").has_value();
}

std::string with_type(const std::string& type, const std::string& rest) {
    return R"({"type":")" + type + "\"," + rest + "}";
}

}  // namespace

TEST(Element, OfEveryKindHasItsFieldsInOneOrder) {  // ELEM-1
    for (const auto& [type, own] : kKinds) {
        EXPECT_EQ(round_trip<NewElement>(with_type(type, kGeometry + own)), with_type(type, kGeometry + own));
        EXPECT_EQ(round_trip<Element>(with_type(type, kIdentity + kGeometry + own)),
                  with_type(type, kIdentity + kGeometry + own));
        EXPECT_EQ(round_trip<LiveElement>(with_type(type, kIdentity + kGeometry + own)),
                  with_type(type, kIdentity + kGeometry + own));
        EXPECT_EQ(round_trip<ElementUpsert>(with_type(type, R"("id":"e1",)" + kGeometry + own)),
                  with_type(type, R"("id":"e1",)" + kGeometry + own));
    }
}

TEST(Element, NeedsAllOfItsGeometry) {  // ELEM-6
    for (const char* name : {"x", "y", "width", "height", "scaleX", "scaleY", "angle", "zIndex"}) {
        schema::json::value whole = schema::parse_json(with_type("CIRCLE", kGeometry)).value();
        EXPECT_TRUE(schema::decode<NewElement>(whole, "body"));
        whole.as_object().erase(name);
        EXPECT_FALSE(schema::decode<NewElement>(whole, "body")) << name;
    }
}

TEST(Element, NeedsAnIdOnlyWhereItIsGiven) {  // ELEM-19
    const std::string plain = with_type("CIRCLE", kGeometry);
    EXPECT_TRUE(fits<NewElement>(plain));
    EXPECT_FALSE(fits<ElementUpsert>(plain));
    EXPECT_FALSE(fits<LiveElement>(plain));
    EXPECT_FALSE(fits<Element>(with_type("CIRCLE", R"("id":"e1",)" + kGeometry)));
    EXPECT_TRUE(fits<LiveElement>(with_type("CIRCLE", R"("id":"e1",)" + kGeometry)));
}

TEST(Element, MayBeChangedByAnyOfItsFields) {  // ELEM-13
    EXPECT_TRUE(fits<ElementPatch>(R"({"type":"DRAWING"})"));
    EXPECT_TRUE(fits<ElementPatch>(R"({"type":"DRAWING","points":[]})"));
    EXPECT_TRUE(fits<ElementPatch>(R"({"type":"TEXT","content":"","fontSize":0,"color":null})"));
    EXPECT_FALSE(fits<ElementPatch>(R"({"type":"TEXT","content":null})"));
    EXPECT_FALSE(fits<ElementPatch>(R"({"x":1})"));
}

TEST(Element, HasAnIdWhateverItsKind) {
    for (const auto& [type, own] : kKinds) {
        const auto element =
            schema::decode<Element>(schema::parse_json(with_type(type, kIdentity + kGeometry + own)).value(), "body");
        ASSERT_TRUE(element);
        EXPECT_EQ(id_of(*element).value, "e1");
    }
}

TEST(Event, OfEveryTypeIsRead) {
    const std::string circle = with_type("CIRCLE", kIdentity + kGeometry);
    const std::string asset =
        R"({"id":"i","key":"k","mimeType":"image/png","size":1,"width":2,"height":3,"projectId":"p"})";
    const std::vector<std::pair<std::string, std::string>> events{
        {"SHAPE_CREATE", circle},
        {"SHAPE_UPDATE", circle},
        {"SHAPE_DELETE", circle},
        {"FRAME_UPDATE", circle},
        {"IMAGE_CREATE", R"({"images":[)" + asset + "]}"},
        {"CURSOR_SYNC", R"({"x":1,"y":2.5,"cursor":"pointer"})"},
        {"CONNECTION", R"({"status":"CONNECTED"})"}};
    for (const auto& [type, payload] : events) {
        EXPECT_TRUE(fits<Event>(with_type(type, R"("timestamp":1735689600000,"payload":)" + payload))) << type;
        EXPECT_FALSE(fits<Event>(with_type(type, R"("payload":)" + payload))) << type;
        EXPECT_FALSE(fits<Event>(with_type(type, R"("timestamp":1)"))) << type;
        EXPECT_FALSE(fits<Event>(with_type(type, R"("timestamp":"1","payload":)" + payload))) << type;
        EXPECT_FALSE(fits<Event>(with_type(type, R"("timestamp":1,"payload":{})"))) << type;
    }
    EXPECT_FALSE(fits<Event>(with_type("NOTHING", R"("timestamp":1,"payload":{})")));
    EXPECT_FALSE(fits<Event>(with_type("CONNECTION", R"("timestamp":1,"payload":{"status":"GONE"})")));
}

TEST(Vocabulary, HasExamplesThatFit) {  // DOC-5
    EXPECT_TRUE(schema::decode<NewElement>(schema::example_of<NewElement>(), "body"));
    EXPECT_TRUE(schema::decode<Element>(schema::example_of<Element>(), "body"));
    EXPECT_TRUE(schema::decode<ElementUpsert>(schema::example_of<ElementUpsert>(), "body"));
    EXPECT_TRUE(schema::decode<Event>(schema::example_of<Event>(), "body"));
}

}  // namespace pictbook::model
