#include "store/orphans.hpp"

#include "store/images.hpp"
#include "store/removals.hpp"
#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

using Keys = std::vector<std::string>;

class OrphanRows : public StoreTest {
protected:
    OrphanRows() { add_user("ada"); }

    void add_asset(const std::string& id, const std::string& book) {
        model::StoredAsset asset;
        asset.id = id;
        asset.key = id + ".png";
        asset.createdAt = asset.updatedAt = kThen;
        asset.projectId = book;
        wait_for(create_image(*db_, asset));
    }
    Keys unnamed(Keys keys) { return wait_for(find_unnamed_keys(*db_, std::move(keys))); }
};

}  // namespace

TEST_F(OrphanRows, NameWhatIsStoredAndWhatIsToBeRemoved) {  // RUN-13
    const std::string book = add_book("ada");
    Keys keys, expected;
    for (int i = 0; i < 45; ++i) {
        const std::string id = "photo" + std::to_string(i);
        keys.push_back(id + ".png");
        if (i % 3 == 0) add_asset(id, book);
        if (i % 3 == 1) wait_for(plan_removal(*db_, keys.back(), kThen + std::chrono::hours(9)));
        if (i % 3 == 2) expected.push_back(keys.back());
    }
    EXPECT_EQ(unnamed(keys), expected);
    EXPECT_EQ(unnamed({}), Keys());
    EXPECT_EQ(unnamed({"photo2.png"}), Keys{"photo2.png"});
    EXPECT_EQ(unnamed({"photo0.png"}), Keys());
    wait_for(remove_image(*db_, "photo0"));
    EXPECT_EQ(unnamed({"photo0.png"}), Keys());  // its removal is planned
    EXPECT_FALSE(wait_for(has_image(*db_, "photo0")));
    EXPECT_TRUE(wait_for(has_image(*db_, "photo3")));
}

TEST_F(OrphanRows, AreListedInPagesBookByBook) {  // RUN-13
    const std::string one = add_book("ada"), other = add_book("ada");
    for (int i = 0; i < 1100; ++i) add_asset(std::to_string(i), i % 2 ? one : other);
    std::vector<std::string> books, ids;
    for (NamedObject last;;) {
        const std::vector<NamedObject> page = wait_for(list_named_objects(*db_, last.projectId, last.id));
        EXPECT_LE(page.size(), 500u);
        if (page.empty()) break;
        for (const NamedObject& each : page) {
            EXPECT_EQ(each.key, each.id + ".png");
            books.push_back(each.projectId);
            ids.push_back(each.id);
        }
        last = page.back();
    }
    EXPECT_TRUE(std::is_sorted(books.begin(), books.end()));
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids.size(), 1100u);
    EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace pictbook::store
