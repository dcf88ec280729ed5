#include "store/images.hpp"

#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

class Images : public StoreTest {
protected:
    Images() {
        add_user("ada");
        book_ = add_book("ada");
    }

    model::StoredAsset make(const std::string& id, Time time) const {
        model::StoredAsset asset;
        asset.id = id;
        asset.key = book_ + "/images/" + id + ".png";
        asset.mimeType = "image/png";
        asset.createdAt = asset.updatedAt = time;
        asset.projectId = book_;
        return asset;
    }

    void add(const std::string& id, Time time) { wait_for(create_image(*db_, make(id, time))); }

    std::vector<std::string> listed() {
        std::vector<std::string> out;
        for (const model::StoredAsset& asset : wait_for(list_images(*db_, book_))) out.push_back(asset.id.value);
        return out;
    }

    std::string book_;
};

}  // namespace

TEST_F(Images, AreListedInTheOrderOfTheirUpload) {  // IMG-14
    add("b", kThen + Milliseconds(1));
    add("a", kThen + Milliseconds(2));
    add("c", kThen);
    EXPECT_EQ(listed(), (std::vector<std::string>{"c", "b", "a"}));
}

TEST_F(Images, OfOneMomentAreListedByTheirIds) {  // IMG-14
    for (const char* id : {"b", "d", "a", "c"}) add(id, kThen);
    EXPECT_EQ(listed(), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST_F(Images, KeepWhatIsKnownOfThem) {  // IMG-3, IMG-14
    model::StoredAsset asset = make("a", kThen);
    asset.size = 12'345;
    asset.width = 60;
    asset.height = 40;
    asset.orientation = 6;
    asset.uploaderId = std::string("ada");
    wait_for(create_image(*db_, asset));
    add("b", kThen + Milliseconds(1));
    const std::vector<model::StoredAsset> all = wait_for(list_images(*db_, book_));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].key, asset.key);
    EXPECT_EQ(all[0].mimeType, "image/png");
    EXPECT_EQ(all[0].size, 12'345);
    EXPECT_EQ(all[0].width, 60);
    EXPECT_EQ(all[0].height, 40);
    EXPECT_EQ(all[0].orientation, 6);
    EXPECT_EQ(all[0].createdAt, kThen);
    EXPECT_EQ(all[0].uploaderId->value, "ada");
    EXPECT_EQ(all[1].orientation, std::nullopt);
    EXPECT_EQ(all[1].uploaderId, std::nullopt);
}

TEST_F(Images, AreRemovedOnce) {  // IMG-15, IMG-17
    add("a", kThen);
    add("b", kThen);
    EXPECT_EQ(wait_for(remove_image(*db_, "a")), book_ + "/images/a.png");
    EXPECT_EQ(wait_for(remove_image(*db_, "a")), std::nullopt);
    EXPECT_EQ(listed(), std::vector<std::string>{"b"});
}

}  // namespace pictbook::store
