// Requests whose body comes when who sends it may no longer do what it asks for.
#include "raw.hpp"
#include "support/keys.hpp"

#include <gtest/gtest.h>

namespace pictbook::test {
namespace {

/// A request that may be sent, as its 100 Continue says, and whose body is not there yet.
class Held {
public:
    Held(const Person& person, const std::string& method, const std::string& path, std::string body,
         const std::string& type = "application/json", std::vector<std::string> lines = {})
        : body_(std::move(body)) {
        lines.insert(lines.end(), {"Expect: 100-continue", "Content-Type: " + type,
                                   "Content-Length: " + std::to_string(body_.size())});
        wire_.send(head_text(person, method, path, lines));
        EXPECT_EQ(wire_.receive_head(), "HTTP/1.1 100 Continue\r\n");
    }
    Reply end() {
        wire_.send(body_);
        return wire_.receive();
    }

private:
    Wire wire_{shared_server().port()};
    std::string body_;
};

Person another_owner_of(const std::string& book) {
    const Person ben = shared_server().sign_up("ben");
    invite(cast().owner, book, ben, "OWNER");
    return ben;
}

void remove_from(const std::string& book, const Person& person) {
    EXPECT_EQ(cast().owner.remove("/projects/" + book + "/users/" + user_id(person)).status, 200);
}

const std::string kNewKey = R"({"name":"n","scope":"admin"})", kNewBook = R"({"name":"Our wedding"})";

// HTTP-51
TEST(HeldRequest, OutlivesNoSession) {
    const std::pair<const char*, std::string> rows[] = {{"/auth/api-key/create", kNewKey}, {"/projects", kNewBook}};
    for (const auto& [path, body] : rows) {
        const Person ada = shared_server().sign_up();
        Held held(ada, "POST", path, body);
        EXPECT_EQ(ada.post("/auth/sign-out").status, 200);
        EXPECT_EQ(held.end().status, 401) << path;
    }
}

// HTTP-51
TEST(HeldRequest, IsAsGoodAsAnotherOne) {
    const Person ada = shared_server().sign_up();
    EXPECT_EQ(Held(ada, "POST", "/auth/api-key/create", kNewKey).end().status, 200);
    EXPECT_EQ(Held(ada, "POST", "/projects", kNewBook).end().status, 200);
    EXPECT_EQ(Held(ada, "POST", "/projects", "{}").end().status, 422);
}

// HTTP-51, KEY-5
TEST(HeldRequest, OutlivesNoKey) {
    const Person ada = shared_server().sign_up();
    const std::string key = make_key(ada, "admin");
    Held held(shared_server().nobody(), "POST", "/projects", kNewBook, "application/json",
              {"Authorization: Bearer " + key});
    revoke_key(ada, key);
    EXPECT_EQ(held.end().status, 401);
}

// HTTP-51, BOOK-16
TEST(HeldRequest, OutlivesNoRole) {
    const std::string book = make_shared_book(), path = "/projects/" + book;
    const Person ben = another_owner_of(book);
    const std::string again = R"({"email":")" + email_of(ben) + R"(","role":"OWNER"})";
    Held invites(ben, "POST", path + "/users", again), opens(ben, "PATCH", path, R"({"visibility":"PUBLIC"})");
    Held writes(ben, "POST", path + "/elements", element_json("RECTANGLE"));
    remove_from(book, ben);
    EXPECT_EQ(invites.end().status, 403);
    EXPECT_EQ(opens.end().status, 403);
    EXPECT_EQ(writes.end().status, 401);
    EXPECT_EQ(cast().owner.get(path + "/settings").at("/visibility"), "MEMBERS");
}

// HTTP-51
TEST(HeldRequest, UploadsNothingForWhoIsNoMemberAnyMore) {
    const std::string book = make_shared_book(), path = "/projects/" + book + "/images";
    const Person ben = another_owner_of(book);
    const std::string body = multipart_body({{.name = "p.png", .bytes = kDot}});
    const std::string boundary = body.substr(2, body.find("\r\n") - 2);
    Held held(ben, "POST", path, body, "multipart/form-data; boundary=" + boundary);
    remove_from(book, ben);
    EXPECT_EQ(held.end().status, 401);
    EXPECT_EQ(cast().owner.get(path).body, "[]");
}

}  // namespace
}  // namespace pictbook::test
