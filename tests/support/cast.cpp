#include "support/cast.hpp"

#include <gtest/gtest.h>

namespace pictbook::test {

namespace {

Cast make_cast() {
    const TestServer& server = shared_server();
    Cast out{server.sign_up("olga"),
             server.sign_up("edith"),
             server.sign_up("victor"),
             server.sign_up("otto"),
             server.nobody(),
             "",
             "",
             "",
             "",
             "",
             "",
             "",
             ""};
    const auto introduce = [](const Person& person, std::string& id, std::string& email) {
        const Reply reply = person.get("/auth/get-session");
        id = reply.at("/user/id");
        email = reply.at("/user/email");
    };
    introduce(out.owner, out.owner_id, out.owner_email);
    introduce(out.editor, out.editor_id, out.editor_email);
    introduce(out.viewer, out.viewer_id, out.viewer_email);
    introduce(out.outsider, out.outsider_id, out.outsider_email);
    return out;
}

}  // namespace

const std::string kDot(
    "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0\x3A\x7E\x9B\x55\0\0\0\nIDAT\x78\x9C\x63\x60\0\0\0\2\0\1"
    "\x48\xAF\xA4\x71\0\0\0\0IEND\xAE\x42\x60\x82",
    67);

const Cast& cast() {
    static const Cast people = make_cast();
    return people;
}

std::string make_shared_book(const std::string& visibility) {
    const std::string book = make_book(cast().owner);
    const auto invite_as = [&](const std::string& email, const char* role) {
        const Reply reply = cast().owner.post("/projects/" + book + "/users",
                                              R"({"email":")" + email + R"(","role":")" + role + R"("})");
        EXPECT_EQ(reply.status, 200) << reply.body;
    };
    invite_as(cast().editor_email, "EDITOR");
    invite_as(cast().viewer_email, "VIEWER");
    if (visibility == "MEMBERS") return book;
    const Reply reply = cast().owner.patch("/projects/" + book, R"({"visibility":")" + visibility + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return book;
}

std::string make_element(const Person& person, const std::string& book, const std::string& json) {
    const Reply reply = person.post("/projects/" + book + "/elements", json);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return reply.at("/id");
}

void expect_all(const std::vector<Case>& cases) {
    static const std::string kPart = "…";
    for (const Case& each : cases) {
        const Reply reply = each.person->request(each.method, each.path, each.body, {});
        const std::string which =
            std::string(each.rule) + ": " + each.method + " " + each.path + " " + each.body.substr(0, 200);
        EXPECT_EQ(reply.status, each.status) << which << "\n" << reply.body.substr(0, 500);
        if (each.answer.starts_with(kPart)) {
            EXPECT_NE(reply.body.find(each.answer.substr(kPart.size())), std::string::npos)
                << which << "\n"
                << reply.body.substr(0, 500);
        } else if (!each.answer.empty()) {
            EXPECT_EQ(reply.body, each.answer) << which;
        }
    }
}

}  // namespace pictbook::test
