// A listing that the server keeps must never be an old one.
#include <gmock/gmock.h>

#include <functional>

#include "api/books/elements.hpp"

namespace pictbook::test {

class Listing : public Elements {
protected:
    static constexpr int kConnections = 8;  // they reach every worker

    /// The listing, the same on every connection.
    std::string read() const {
        const std::string first = editor_.get(all_).body;
        for (int i = 1; i < kConnections; ++i) EXPECT_EQ(editor_.get(all_).body, first);
        return first;
    }
};

TEST_F(Listing, ShowsEveryChangeThatWasAnswered) {  // ELEM-25
    const std::string asset = add_image(book_), own_asset = R"("assetId":")" + asset + "\"";
    const std::string id = make_element(editor_, book_, element_json("CIRCLE"));
    const std::string own_id = R"("id":")" + id + "\"";
    const std::vector<std::pair<const char*, std::function<Reply()>>> changes{
        {"an element", [&] { return editor_.post(all_, element_json("TEXT")); }},
        {"a photo's element", [&] { return editor_.post(all_, element_json("IMAGE", own_asset)); }},
        {"several", [&] { return editor_.post(all_ + "/bulk", "[" + element_json("DRAWING") + "]"); }},
        {"a move", [&] { return editor_.put(element(id), R"({"type":"CIRCLE","x":77})"); }},
        {"a colour", [&] { return editor_.put(element(id), R"({"type":"CIRCLE","fill":77})"); }},
        {"a replacement", [&] { return editor_.put(all_ + "/bulk", "[" + element_json("CIRCLE", own_id) + "]"); }},
        {"a photo deleted", [&] { return editor_.remove("/images/" + asset); }},
        {"an element deleted", [&] { return editor_.remove(element(id)); }},
    };
    std::string before = read();
    for (const auto& [what, change] : changes) {
        EXPECT_EQ(change().status, 200) << what;
        const std::string after = read();
        EXPECT_NE(after, before) << what;
        before = after;
    }
    // What is kept is not for those who may not read the book any more.
    const Person& viewer = cast().viewer;
    EXPECT_EQ(viewer.get(all_).body, before);
    EXPECT_EQ(owner_.remove("/projects/" + book_ + "/users/" + cast().viewer_id).status, 200);
    EXPECT_EQ(viewer.get(all_).status, 404);
    EXPECT_EQ(owner_.remove("/projects/" + book_).status, 200);
    EXPECT_EQ(editor_.get(all_).status, 404);
}

TEST_F(Listing, OfOneBookHasNothingOfAnother) {  // ELEM-25
    const std::string other = make_shared_book();
    make_element(editor_, book_, element_json("CIRCLE"));
    make_element(editor_, other, element_json("TEXT"));  // both are at their first revision now
    EXPECT_THAT(read(), testing::HasSubstr("CIRCLE"));
    EXPECT_THAT(editor_.get(elements(other)).body, testing::HasSubstr("TEXT"));
    EXPECT_THAT(read(), testing::Not(testing::HasSubstr("TEXT")));
}

}  // namespace pictbook::test
