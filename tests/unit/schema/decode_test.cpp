#include "schema/decode.hpp"

#include <gmock/gmock.h>

#include "unit/schema/sample.hpp"

namespace pictbook::schema {

namespace {

using namespace sample;
using namespace std::string_literals;

/// `/path message` of each reason, or `fits`.
template <class T>
std::string reasons(const std::string& text) {
    const Result<T> value = decode<T>(parse_json(text).value(), "body");
    if (value) return "fits";
    std::string out;
    for (const Issue& issue : value.error().issues)
        out += (out.empty() ? "" : "; ") + issue.property + " " + issue.message;
    return out;
}

template <class T>
Issue first_issue(const std::string& text) {
    const Result<T> value = decode<T>(parse_json(text).value(), "body");
    EXPECT_FALSE(value);
    return value ? Issue() : value.error().issues.front();
}

/// The tree with one member replaced: of equal keys the last counts.
std::string tree_with(const std::string& name, const std::string& json) {
    return kTree.substr(0, kTree.size() - 1) + ",\"" + name + "\":" + json + "}";
}

}  // namespace

TEST(Decode, ReadsEveryKindOfField) {
    const Result<Tree> tree = decode<Tree>(parse_json(kTree).value(), "body");
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->title.value, "Oak");
    EXPECT_EQ(tree->weight.value, 2.5);
    EXPECT_EQ(tree->rank, std::nullopt);
    EXPECT_EQ(tree->mood, Mood::SAD);
    EXPECT_TRUE(tree->ripe);
    EXPECT_EQ(to_iso(tree->planted), "2025-01-02T03:04:05.678Z");
    EXPECT_EQ(tree->note, "");
    ASSERT_EQ(tree->leaves.size(), 2u);
    EXPECT_EQ(tree->leaves[1].x, -0.5);
    EXPECT_FALSE(tree->best);
}

TEST(Decode, SaysTheFirstReasonOfEachKind) {  // HTTP-22, HTTP-23, HTTP-24
    const std::vector<std::tuple<std::string, std::string, std::string>> table{
        {"title", "7", "/title Expected string"},
        {"title", "null", "/title Expected string"},
        {"title", "\"x\"", "/title Expected string length greater or equal to 2"},
        {"title", "\"xxxxxx\"", "/title Expected string length less or equal to 5"},
        {"title", "\"😀😀x\"", "fits"},
        {"title", "\"😀😀😀\"", "/title Expected string length less or equal to 5"},
        {"title", "\"a\\u0000b\"", "/title Expected string without U+0000"},
        {"note", "\"\\u0000\"", "/note Expected string without U+0000"},
        {"weight", "\"1\"", "/weight Expected number"},
        {"weight", "1e400", "/weight Expected number"},
        {"weight", "true", "/weight Expected number"},
        {"weight", "-1e308", "fits"},
        {"rank", "1.5", "/rank Expected integer"},
        {"rank", "\"1\"", "/rank Expected integer"},
        {"rank", "1e400", "/rank Expected integer"},
        {"rank", "11", "/rank Expected integer to be less or equal to 10"},
        {"rank", "-4", "/rank Expected integer to be greater or equal to -3"},
        {"rank", "1e1", "fits"},
        {"rank", "4294967296", "/rank Expected integer to be less or equal to 10"},
        {"mood", "\"ANGRY\"", "/mood Expected union value"},
        {"mood", "\"GLAD\\u0000\"", "/mood Expected union value"},
        {"mood", "\"glad\"", "/mood Expected union value"},
        {"mood", "0", "/mood Expected union value"},
        {"ripe", "1", "/ripe Expected boolean"},
        {"planted", "\"yesterday\"", "/planted Expected Date"},
        {"planted", "5", "/planted Expected Date"},
        {"leaves", "{}", "/leaves Expected array"},
        {"leaves", "[]", "fits"},
        {"leaves", "[{\"x\":1},5]", "/leaves/1 Expected object"},
        {"leaves", "[{\"x\":1},{\"x\":null},{}]",
         "/leaves/1/x Expected number; /leaves/2/x Expected required property"},
        {"best", "[]", "/best Expected object"},
        {"best", "{\"x\":\"y\"}", "/best/x Expected number"},
    };
    for (const auto& [name, json, expected] : table)
        EXPECT_EQ(reasons<Tree>(tree_with(name, json)), expected) << name << json;
}

TEST(Decode, NamesTheWholeRoot) {  // HTTP-22
    for (const char* text : {"[]", "null", "7", "\"x\"", "true"})
        EXPECT_EQ(reasons<Tree>(text), "root Expected object");
    EXPECT_EQ(reasons<std::vector<Leaf>>("{}"), "root Expected array");
    EXPECT_EQ(reasons<std::vector<Leaf>>("[{\"x\":1},{}]"), "/1/x Expected required property");
}

TEST(Decode, ListsAtMostEightReasons) {  // HTTP-25
    EXPECT_EQ(
        reasons<Tree>("{}"),
        "/title Expected required property; /weight Expected required property; /mood Expected required property; "
        "/ripe Expected required property; /planted Expected required property; /note Expected required property; "
        "/leaves Expected required property");
    std::string many = "[";
    for (int i = 0; i < 1000; ++i) many += i ? ",{}" : "{}";
    const Result<std::vector<Leaf>> value = decode<std::vector<Leaf>>(parse_json(many + "]").value(), "body");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().issues.size(), 8u);
    EXPECT_EQ(value.error().fault, Fault::invalid);
    EXPECT_EQ(value.error().on, "body");
}

TEST(Decode, DoesNotMakeRoomForItemsThatMayNotFit) {
    std::string many = "[0";
    for (int i = 0; i < 1'000'000; ++i) many += ",0";
    std::vector<std::array<char, 1>> unused;
    Context context;
    std::vector<Tree> out;
    EXPECT_FALSE(read(parse_json(many + "]").value(), out, context));
    EXPECT_LE(out.capacity(), 2048u);
}

TEST(Decode, IgnoresUnknownMembersAndTakesTheLastOfEqualOnes) {  // HTTP-19
    const Result<Leaf> leaf =
        decode<Leaf>(parse_json(R"({"x":1,"__proto__":{"x":9},"y":[{}],"x":3,"constructor":null})").value(), "body");
    ASSERT_TRUE(leaf);
    EXPECT_EQ(leaf->x, 3);
}

TEST(Decode, CutsWhatItFound) {  // HTTP-25
    const std::string long_text(100'000, 'x');
    EXPECT_LE(first_issue<Tree>(tree_with("title", "\"" + long_text + "\"")).found.size(), 210u);
    EXPECT_EQ(first_issue<Tree>(tree_with("title", "\"" + std::string(300, 'y') + "\"")).found,
              "\"" + std::string(200, 'y') + "\"");
    EXPECT_EQ(first_issue<Tree>(tree_with("title", "[1,2,3]")).found, R"("array of 3")");
    EXPECT_EQ(first_issue<Tree>(tree_with("title", R"({"a":1,"b":2})")).found, R"("object with a, b")");
    EXPECT_EQ(first_issue<Tree>(tree_with("title", "[]")).found, "[]");
    EXPECT_EQ(first_issue<Tree>(tree_with("title", "12.5")).found, "12.5");
    EXPECT_EQ(first_issue<Tree>("{}").found, "null");
    // Cut between characters, so that it stays text.
    std::string wide;
    for (int i = 0; i < 100; ++i) wide += "日";
    EXPECT_TRUE(parse_json(first_issue<Tree>(tree_with("title", "\"" + wide + "\"")).found));
}

TEST(Decode, TellsWhatWouldFit) {
    EXPECT_EQ(first_issue<Tree>(tree_with("title", "7")).expected, "\"Tea\"");
    EXPECT_EQ(first_issue<Tree>(tree_with("weight", "\"x\"")).expected, "1.5");
    EXPECT_EQ(first_issue<Tree>(tree_with("rank", "\"x\"")).expected, "7");
    EXPECT_EQ(first_issue<Tree>(tree_with("mood", "\"x\"")).expected, "\"GLAD\"");
    EXPECT_TRUE(decode<Tree>(parse_json(first_issue<Tree>("[]").expected).value(), "body"))
        << "the example of a whole fits";
}

TEST(DecodeUnion, IsToldApartByType) {  // ELEM-6
    const Result<Pet> cat = decode<Pet>(parse_json(R"({"type":"CAT","title":"Tom","lives":9})").value(), "body");
    ASSERT_TRUE(cat);
    EXPECT_EQ(std::get<Cat>(*cat).lives.value, 9);
    EXPECT_TRUE(std::holds_alternative<Dog>(*decode<Pet>(parse_json(R"({"type":"DOG"})").value(), "body")));
    for (const std::string& text :
         {R"({"type":"COW"})"s, R"({"type":"cat"})"s, R"({})"s, R"({"type":null})"s, R"([])"s, R"(null)"s,
          R"({"type":"CAT"})"s, R"({"type":"CAT","title":"Tom","lives":99})"s, R"({"type":"CAT\u0000"})"s})
        EXPECT_EQ(reasons<Pet>(text), "root Expected union value") << text;
    EXPECT_EQ(reasons<std::vector<Pet>>(R"([{"type":"DOG"},{"type":"CAT"}])"), "/1 Expected union value");
}

TEST(DecodeUnion, MayBeToldApartByAnotherMember) {
    const Result<Fate> fed = decode<Fate>(parse_json(R"({"is":"fed","type":"SAD","meals":2})").value(), "body");
    ASSERT_TRUE(fed);
    EXPECT_EQ(std::get<Fed>(*fed).type, Mood::SAD);
    EXPECT_EQ(std::get<Fed>(*fed).meals->value, 2);
    EXPECT_TRUE(std::holds_alternative<Lost>(*decode<Fate>(parse_json(R"({"is":"lost"})").value(), "body")));
    EXPECT_EQ(reasons<Fate>(R"({"type":"fed"})"), "root Expected union value");
}

TEST(Decode, TakesNoNullForWhatIsOmitted) {
    const Result<Fed> fed = decode<Fed>(parse_json(R"({"type":"SAD"})").value(), "body");
    ASSERT_TRUE(fed);
    EXPECT_FALSE(fed->meals);
    EXPECT_EQ(reasons<Fed>(R"({"type":"SAD","meals":null})"), "/meals Expected integer");
}

TEST(DecodeUnion, KeepsTheInnerReasonForPeople) {
    EXPECT_THAT(first_issue<Pet>(R"({"type":"CAT","title":"Tom","lives":99})").summary, testing::HasSubstr("/lives"));
}

TEST(DecodePatch, TellsAbsentFromNull) {  // ELEM-13
    const Result<PetPatch> dog = decode<PetPatch>(parse_json(R"({"type":"DOG","trick":null})").value(), "body");
    ASSERT_TRUE(dog);
    const auto& patch = std::get<Patch<Dog>>(*dog);
    EXPECT_TRUE(patch.has("trick"));
    Dog whole;
    whole.trick.emplace("Roll"s);
    patch.apply(whole);
    EXPECT_EQ(whole.trick, std::nullopt);

    const Result<PetPatch> nothing = decode<PetPatch>(parse_json(R"({"type":"DOG"})").value(), "body");
    ASSERT_TRUE(nothing);
    whole.trick.emplace("Roll"s);
    std::get<Patch<Dog>>(*nothing).apply(whole);
    EXPECT_EQ(whole.trick->value, "Roll");
    EXPECT_TRUE(std::get<Patch<Dog>>(*nothing).empty());
}

TEST(DecodePatch, ChecksWhatIsGivenAndAppliesIt) {
    Cat cat;
    cat.title = Title("Tom"s);
    cat.lives = Rank(9);
    const Result<Patch<Cat>> patch = decode<Patch<Cat>>(parse_json(R"({"lives":0,"unknown":1})").value(), "body");
    ASSERT_TRUE(patch);
    EXPECT_EQ(patch->given, std::vector<std::string_view>{"lives"});
    patch->apply(cat);
    EXPECT_EQ(cat.lives.value, 0);
    EXPECT_EQ(cat.title.value, "Tom");
    EXPECT_EQ(reasons<Patch<Cat>>(R"({"lives":null})"), "/lives Expected integer");
    EXPECT_EQ(reasons<Patch<Cat>>(R"({"title":"x","lives":99})"),
              "/title Expected string length greater or equal to 2; /lives Expected integer to be less or equal to 10");
    EXPECT_EQ(reasons<Patch<Cat>>("[]"), "root Expected object");
    EXPECT_EQ(reasons<PetPatch>(R"({"lives":1})"), "root Expected union value");
    EXPECT_EQ(reasons<PetPatch>(R"({"type":"CAT","lives":"x"})"), "root Expected union value");
    EXPECT_EQ(reasons<Patch<NamedCat>>(R"({"lives":0})"), "/title Expected required property");
    EXPECT_EQ(reasons<Patch<NamedCat>>(R"({"title":"Tom"})"), "fits");
}

}  // namespace pictbook::schema
