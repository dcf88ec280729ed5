#include "schema/scan.hpp"

#include <gtest/gtest.h>

#include "unit/schema/sample.hpp"

namespace pictbook::schema {
namespace {

using sample::kTree;
using sample::Pet;
using sample::Tree;

template <class T>
bool fits(std::string_view text) {
    Scanner scanner(text);
    return scan<T>(scanner) && scanner.at_end();
}

std::string tree_replacing(std::string_view from, std::string_view to) {
    std::string text = kTree;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Scan, takes_every_kind_of_field) {
    EXPECT_TRUE(fits<Tree>(kTree));
    EXPECT_TRUE(fits<Tree>(tree_replacing(R"("rank":null)", R"("rank":-3)")));
    EXPECT_TRUE(fits<Tree>(tree_replacing(R"(,"rank":null)", "")));
    EXPECT_TRUE(fits<Tree>(tree_replacing(R"([{"x":1},{"x":-0.5}])", " [ ] ")));
    EXPECT_TRUE(fits<Tree>(tree_replacing(R"("best":null)", R"("best":{"x":0})")));
    EXPECT_TRUE(fits<Tree>(tree_replacing("Oak", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80")));  // four units
}

TEST(Scan, leaves_what_breaks_a_rule) {
    const std::pair<const char*, const char*> changes[] = {{"Oak", "O"},
                                                           {"Oak", "Oaktree"},
                                                           {"2.5", "\"2.5\""},
                                                           {"2.5", "null"},
                                                           {"null", "11"},
                                                           {"null", "-4"},
                                                           {"null", "1.5"},
                                                           {"SAD", "sad"},
                                                           {"SAD", ""},
                                                           {"true", "tru"},
                                                           {"true", "1"},
                                                           {"01-02T", "13-02T"},
                                                           {"\"note\":\"\"", "\"note\":5"},
                                                           {"{\"x\":1}", "{}"},
                                                           {"{\"x\":1}", "1"},
                                                           {"],", "}],"},
                                                           {"\"mood\"", "\"moods\""}};
    for (const auto& [from, to] : changes) EXPECT_FALSE(fits<Tree>(tree_replacing(from, to))) << from << " " << to;
}

TEST(Scan, tells_a_union_apart_by_its_type_wherever_it_stands) {
    EXPECT_TRUE(fits<Pet>(R"({"type":"CAT","title":"Tom","lives":7})"));
    EXPECT_TRUE(fits<Pet>(R"({"title":"Tom","lives":7,"type":"CAT"})"));
    EXPECT_TRUE(fits<Pet>(R"({"toys":"\"type\":","type":"DOG"})"));
    EXPECT_TRUE(fits<Pet>(R"({"type":"DOG"})"));
    EXPECT_FALSE(fits<Pet>(R"({"toys":{"type":"DOG"}})"));
    EXPECT_FALSE(fits<Pet>(R"({"type":"DOG","lives":7)"));
    EXPECT_FALSE(fits<Pet>(R"({"type":"CAT","title":"Tom"})"));
    EXPECT_FALSE(fits<Pet>(R"({"type":"FISH"})"));
    EXPECT_FALSE(fits<Pet>(R"({"type":"DOG","type":"DOG"})"));
    EXPECT_FALSE(fits<Pet>(R"({"type":["DOG"]})"));
    EXPECT_FALSE(fits<Pet>("{}"));
    EXPECT_FALSE(fits<Pet>(R"("DOG")"));
}

TEST(Scan, never_looks_behind_the_end) {
    for (std::size_t size = 0; size < kTree.size(); ++size) {
        const std::vector<char> part(kTree.begin(), kTree.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(fits<Tree>({part.data(), part.size()}));
    }
}

TEST(Scan, tells_every_member_with_its_owner_and_its_text) {
    std::string heard;
    const auto listen = [&]<class Owner, class Member>(std::type_identity<Owner>, Member, std::string_view text) {
        heard.append(std::is_same_v<Owner, Tree> ? "tree." : "leaf.").append(Member::name).append("=").append(text) +=
            ' ';
    };
    Scanner scanner(R"({"title": "Oak" ,"leaves":[ {"x":1} ],"weight":2})");
    EXPECT_FALSE(scan<Tree>(scanner, listen));
    EXPECT_EQ(heard, R"(tree.title="Oak" leaf.x=1 tree.leaves=[ {"x":1} ] tree.weight=2 )");
}

}  // namespace
}  // namespace pictbook::schema
