// What PostgreSQL's writers, who run side by side, must not do to each other: DB-24 as clients see it.
#include <gtest/gtest.h>

#include <thread>

#include "support/cast.hpp"
#include "support/postgres.hpp"
#include "support/server.hpp"

namespace pictbook::test {

namespace {

const TestServer& server() {
    static const TestServer one({{"DATABASE_URL", create_postgres_database()}});
    return one;
}

/// Two requests at the same time.
template <class First, class Second>
std::pair<Reply, Reply> together(First first, Second second) {
    std::pair<Reply, Reply> replies;
    std::thread other([&] { replies.second = second(); });
    replies.first = first();
    other.join();
    return replies;
}

}  // namespace

TEST(SideBySide, TwoChangesOfOneElementBothStay) {  // DB-24, ELEM-13
    const Person ada = server().sign_up();
    const std::string id = make_element(ada, make_book(ada), element_json("TEXT"));
    for (int round = 1; round <= 25; ++round) {
        const std::string value = std::to_string(round);
        const auto change = [&](const std::string& field) {
            return ada.put("/elements/" + id, R"({"type":"TEXT",")" + field + "\":" + value + "}");
        };
        const auto [x, y] = together([&] { return change("x"); }, [&] { return change("y"); });
        EXPECT_EQ(x.status, 200) << x.body;
        EXPECT_EQ(y.status, 200) << y.body;
        const Reply now = ada.get("/elements/" + id);
        EXPECT_EQ(now.at("/x") + " " + now.at("/y"), value + " " + value);
    }
}

TEST(SideBySide, OfTwoOwnersWhoLeaveTogetherOneStays) {  // DB-24, BOOK-18
    const Person ada = server().sign_up("ada"), ben = server().sign_up("ben");
    const std::string ada_id = user_id(ada);
    for (int round = 0; round < 15; ++round) {
        const std::string users = "/projects/" + make_book(ada) + "/users";
        const std::string ben_id = invite(ada, users.substr(10, users.size() - 16), ben, "OWNER");
        const auto [one, two] = together([&] { return ada.remove(users + "/" + ada_id); },
                                         [&] { return ben.remove(users + "/" + ben_id); });
        EXPECT_EQ(std::min(one.status, two.status), 200);
        EXPECT_EQ(std::max(one.status, two.status), 409);
    }
}

TEST(SideBySide, AnElementOfAPhotoThatGoesLeavesTheBookReadable) {  // DB-24, IMG-16
    const Person ada = server().sign_up();
    const std::string book = "/projects/" + make_book(ada);
    for (int round = 0; round < 15; ++round) {
        const Reply photo = ada.upload(book + "/images", {{"dot.png", kDot}});
        ASSERT_EQ(photo.status, 200) << photo.body;
        const std::string asset = photo.at("/0/id");
        const std::string element = element_json("IMAGE", R"("assetId":")" + asset + "\"");
        const auto [made, gone] = together([&] { return ada.post(book + "/elements", element); },
                                           [&] { return ada.remove("/images/" + asset); });
        EXPECT_EQ(gone.status, 200) << gone.body;
        EXPECT_LT(made.status, 500) << made.body;
        const Reply list = ada.get(book + "/elements");
        EXPECT_EQ(list.status, 200);
        EXPECT_EQ(list.body, "[]");
    }
}

TEST(SideBySide, ThePlaceIsNamedAndTheUserIsNot) {  // DB-25, RUN-2
    EXPECT_NE(server().greeting().find("store: PostgreSQL pictbook_"), std::string::npos) << server().greeting();
    EXPECT_EQ(server().greeting().find("postgres@"), std::string::npos);
}

}  // namespace pictbook::test
