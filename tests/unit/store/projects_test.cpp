#include "store/projects.hpp"

#include "store/access.hpp"
#include "store/images.hpp"
#include "unit/store/store_test.hpp"

namespace pictbook::store {

namespace {

using model::Role;
using model::Visibility;

class Projects : public StoreTest {
protected:
    Projects() {
        add_user("ada");
        add_user("bob");
    }
};

}  // namespace

TEST_F(Projects, BelongToTheirMembers) {  // BOOK-1, BOOK-2
    const std::string first = add_book("ada"), second = add_book("ada"), other = add_book("bob");
    EXPECT_EQ(wait_for(list_projects_of(*db_, "ada")).size(), 2u);
    EXPECT_EQ(wait_for(list_projects_of(*db_, "nobody")).size(), 0u);
    EXPECT_TRUE(wait_for(add_member(*db_, other, "ada", Role::VIEWER)));
    EXPECT_EQ(wait_for(list_projects_of(*db_, "ada")).size(), 3u);
    EXPECT_EQ(wait_for(find_member(*db_, first, "ada"))->role, Role::OWNER);
    EXPECT_EQ(wait_for(find_member(*db_, first, "bob")), std::nullopt);
    EXPECT_EQ(wait_for(find_project(*db_, second))->createdAt, kThen);
    EXPECT_EQ(wait_for(find_project(*db_, "nothing")), std::nullopt);
}

TEST_F(Projects, ChangeWhatIsGiven) {  // BOOK-9
    const std::string book = add_book("ada");
    const model::ProjectName name(std::string("Renamed"));
    const auto renamed = wait_for(update_project(*db_, book, name, std::nullopt, kThen + Seconds(1)));
    EXPECT_EQ(renamed->name.value, "Renamed");
    EXPECT_EQ(renamed->createdAt, kThen);
    EXPECT_EQ(renamed->updatedAt, kThen + Seconds(1));
    EXPECT_EQ(wait_for(find_settings(*db_, book))->visibility, Visibility::MEMBERS);
    wait_for(update_project(*db_, book, std::nullopt, Visibility::LINK, kThen));
    EXPECT_EQ(wait_for(find_settings(*db_, book))->visibility, Visibility::LINK);
    EXPECT_EQ(wait_for(find_settings(*db_, book))->name.value, "Renamed");
    EXPECT_EQ(wait_for(update_project(*db_, "nothing", name, std::nullopt, kThen)), std::nullopt);
}

TEST_F(Projects, HaveEachMemberOnce) {  // BOOK-13, BOOK-18
    const std::string book = add_book("ada");
    EXPECT_TRUE(wait_for(add_member(*db_, book, "bob", Role::EDITOR)));
    EXPECT_FALSE(wait_for(add_member(*db_, book, "bob", Role::OWNER)));
    EXPECT_EQ(wait_for(find_member(*db_, book, "bob"))->role, Role::EDITOR);
    EXPECT_EQ(wait_for(count_owners(*db_, book)), 1);
    EXPECT_TRUE(wait_for(set_role(*db_, book, "bob", Role::OWNER)));
    EXPECT_EQ(wait_for(count_owners(*db_, book)), 2);
    EXPECT_FALSE(wait_for(set_role(*db_, book, "nobody", Role::OWNER)));
    EXPECT_TRUE(wait_for(remove_member(*db_, book, "ada")));
    EXPECT_FALSE(wait_for(remove_member(*db_, book, "ada")));
    EXPECT_EQ(wait_for(list_members(*db_, book)).size(), 1u);
}

TEST_F(Projects, RefuseMembersThatAreNotThere) {  // DB-6
    EXPECT_THROW(wait_for(add_member(*db_, "nothing", "ada", Role::VIEWER)), db::Violation);
    EXPECT_THROW(wait_for(add_member(*db_, add_book("ada"), "nobody", Role::VIEWER)), db::Violation);
}

TEST_F(Projects, ListOwnersFirstThenByName) {
    const std::string book = add_book("bob");
    for (const auto& [id, role] :
         {std::pair{"zoe", Role::EDITOR}, {"max", Role::VIEWER}, {"eve", Role::VIEWER}, {"tom", Role::OWNER}}) {
        add_user(id);
        wait_for(add_member(*db_, book, id, role));
    }
    std::vector<std::string> order;
    for (const model::Member& member : wait_for(list_members(*db_, book))) order.push_back(member.userId.value);
    EXPECT_EQ(order, (std::vector<std::string>{"bob", "tom", "zoe", "eve", "max"}));
}

TEST_F(Projects, FindPeopleByTheirAddress) {  // BOOK-11, BOOK-12
    EXPECT_EQ(wait_for(find_user_by_email(*db_, "ada@example.com"))->value, "ada");
    EXPECT_EQ(wait_for(find_user_by_email(*db_, "' OR '1'='1")), std::nullopt);
}

TEST_F(Projects, GoWithAllThatIsInThem) {  // BOOK-6, DB-5
    const std::string book = add_book("ada");
    model::StoredAsset asset;
    asset.id = std::string("asset");
    asset.key = book + "/images/x.png";
    asset.createdAt = asset.updatedAt = kThen;
    asset.projectId = book;
    wait_for(create_image(*db_, asset));
    EXPECT_EQ(wait_for(list_image_keys(*db_, book)), std::vector<std::string>{asset.key});
    EXPECT_TRUE(wait_for(remove_project(*db_, book)));
    EXPECT_FALSE(wait_for(remove_project(*db_, book)));
    EXPECT_TRUE(wait_for(list_images(*db_, book)).empty());
    EXPECT_TRUE(wait_for(list_members(*db_, book)).empty());
}

TEST_F(Projects, AreNotMadeByNobody) {  // DB-2, DB-6
    EXPECT_THROW(add_book("nobody"), db::Violation);
    static constexpr db::Statement kCount(R"(SELECT COUNT(*) AS "count" FROM "Project")");
    EXPECT_EQ(count(kCount), 0);
}

TEST_F(Projects, TellHowASessionStandsToThem) {
    static constexpr db::Statement kSession(R"(
        INSERT INTO "Session" ("id", "expiresAt", "token", "createdAt", "updatedAt", "userId") VALUES ($1, $2, $3, $2, $2, $4))");
    const std::string book = add_book("ada");
    wait_for(db_->run(kSession, "s1", kThen, "token-of-ada", "ada"));
    wait_for(db_->run(kSession, "s2", kThen, "token-of-bob", "bob"));
    const auto ada = wait_for(find_standing_in_project(*db_, book, Proof{.text = "token-of-ada"}));
    EXPECT_EQ(ada->projectId.value, book);
    EXPECT_EQ(ada->role, Role::OWNER);
    EXPECT_EQ(ada->session->userId.value, "ada");
    EXPECT_EQ(ada->session->expiresAt, kThen);
    const auto bob = wait_for(find_standing_in_project(*db_, book, Proof{.text = "token-of-bob"}));
    EXPECT_EQ(bob->role, std::nullopt);
    EXPECT_TRUE(bob->session.has_value());
    const auto nobody = wait_for(find_standing_in_project(*db_, book, Proof{.text = ""}));
    EXPECT_FALSE(nobody->session.has_value());
    EXPECT_EQ(nobody->visibility, Visibility::MEMBERS);
    EXPECT_FALSE(wait_for(find_standing_in_project(*db_, "nothing", Proof{.text = "token-of-ada"})).has_value());
    EXPECT_FALSE(wait_for(find_standing_by_element(*db_, book, Proof{.text = "token-of-ada"})).has_value());
    EXPECT_FALSE(wait_for(find_standing_by_image(*db_, book, Proof{.text = "token-of-ada"})).has_value());
    EXPECT_FALSE(wait_for(find_session(*db_, Proof{.text = "token"})).has_value());
}

}  // namespace pictbook::store
