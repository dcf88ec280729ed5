// Who belongs to a book: BOOK-10 to BOOK-21.
#include <gmock/gmock.h>

#include "support/cast.hpp"

namespace pictbook::test {

namespace {

const std::string kOwnersOnly = R"({"message":"You are not an owner of this project"})";
const std::string kForbidden = R"({"message":"Forbidden"})";
const std::string kNotMember = R"({"message":"User is not a member of this project"})";
const std::string kRemoved = R"({"message":"User removed successfully"})";
const std::string kLastOwner = R"({"message":"The last owner can't leave or step down"})";

std::string members_of(const std::string& book) { return "/projects/" + book + "/users"; }
std::string user(const std::string& book, const std::string& id) { return members_of(book) + "/" + id; }

std::string invitation(const std::string& email, const std::string& role) {
    return R"({"email":")" + email + R"(","role":")" + role + R"("})";
}

std::string role(const std::string& word) { return R"({"role":")" + word + R"("})"; }

std::string member_json(const std::string& book, const std::string& id, const std::string& email,
                        const std::string& name, const std::string& word) {
    return R"({"userId":")" + id + R"(","projectId":")" + book + R"(","email":")" + email + R"(","name":")" + name +
           R"(","role":")" + word + R"("})";
}

std::string to_upper(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return text;
}

}  // namespace

TEST(Members, SeeEachOther) {  // BOOK-10
    const std::string book = make_shared_book();
    const std::string all = "[" + member_json(book, cast().owner_id, cast().owner_email, "Person olga", "OWNER") + "," +
                            member_json(book, cast().editor_id, cast().editor_email, "Person edith", "EDITOR") + "," +
                            member_json(book, cast().viewer_id, cast().viewer_email, "Person victor", "VIEWER") + "]";
    expect_all({
        {"BOOK-10", &cast().owner, "GET", members_of(book), "", 200, all},
        {"BOOK-10", &cast().editor, "GET", members_of(book), "", 200, all},
        {"BOOK-10", &cast().viewer, "GET", members_of(book), "", 200, all},
        {"BOOK-10", &cast().outsider, "GET", members_of(book), "", 403, kForbidden},
        {"BOOK-10", &cast().owner, "GET", members_of(kUnknownId), "", 403, kForbidden},
        {"HTTP-26", &cast().nobody, "GET", members_of(book), "", 401, "Unauthorized"},
    });
}

TEST(Members, AreInvitedByTheirAddressInAnyCase) {  // BOOK-11
    const std::string book = make_book(cast().owner);
    const Reply reply = cast().owner.post(members_of(book), invitation(to_upper(cast().editor_email), "EDITOR"));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.body, member_json(book, cast().editor_id, cast().editor_email, "Person edith", "EDITOR"));
    EXPECT_EQ(cast().editor.post("/projects/" + book + "/elements", element_json("CIRCLE")).status, 200);
}

TEST(Members, AreInvitedWithinBounds) {  // BOOK-12, BOOK-13, BOOK-15
    const std::string book = make_shared_book(), mail = cast().outsider_email;
    const std::string no_user = R"({"message":"User not found"})", no_book = R"({"message":"Project not found"})";
    const std::string twice = R"({"message":"User is already a member of this project"})";
    const std::string path = members_of(book), valid = invitation(mail, "VIEWER");
    expect_all({
        {"BOOK-12", &cast().owner, "POST", path, invitation("nobody@example.com", "VIEWER"), 404, no_user},
        {"BOOK-12", &cast().owner, "POST", path, invitation("", "VIEWER"), 404, no_user},
        {"BOOK-12", &cast().owner, "POST", path, invitation("' OR '1'='1", "OWNER"), 404, no_user},
        {"BOOK-12", &cast().owner, "POST", members_of(kUnknownId), valid, 404, no_book},
        {"BOOK-13", &cast().owner, "POST", path, invitation(cast().editor_email, "VIEWER"), 409, twice},
        {"BOOK-13", &cast().owner, "POST", path, invitation(cast().owner_email, "VIEWER"), 409, twice},
        {"BOOK-15", &cast().editor, "POST", path, valid, 403, kOwnersOnly},
        {"BOOK-15", &cast().viewer, "POST", path, valid, 403, kOwnersOnly},
        {"BOOK-15", &cast().outsider, "POST", path, valid, 403, kOwnersOnly},
        {"HTTP-26", &cast().nobody, "POST", path, valid, 401, "Unauthorized"},
        {"BOOK-15", &cast().owner, "POST", path, invitation(mail, "ADMIN"), 422, "…\"property\":\"/role\""},
        {"BOOK-15", &cast().owner, "POST", path, invitation(mail, "owner"), 422,
         "…\"message\":\"Expected union value\""},
        {"BOOK-15", &cast().owner, "POST", path, invitation(mail, "OWNER\\u0000"), 422, "…\"property\":\"/role\""},
        {"BOOK-15", &cast().owner, "POST", path, R"({"email":"x@example.com"})", 422, "…\"property\":\"/role\""},
        {"BOOK-11", &cast().owner, "POST", path, R"({"role":"VIEWER"})", 422, "…\"property\":\"/email\""},
    });
    EXPECT_EQ(cast().owner.get(members_of(book)).json().as_array().size(), 3u);
    EXPECT_EQ(cast().editor.get(members_of(book)).at("/1/role"), "EDITOR");
}

TEST(Members, WhoAreRemovedAreOutAtOnce) {  // BOOK-16
    const std::string book = make_shared_book();
    const std::string element = make_element(cast().editor, book, element_json("CIRCLE"));
    EXPECT_EQ(cast().owner.remove(user(book, cast().editor_id)).body, kRemoved);
    const std::string unauthorized = R"({"message":"Unauthorized"})";
    expect_all({
        {"BOOK-16", &cast().editor, "GET", "/projects/" + book, "", 404, ""},
        {"BOOK-16", &cast().editor, "GET", "/elements/" + element, "", 404, ""},
        {"BOOK-16", &cast().editor, "GET", members_of(book), "", 403, kForbidden},
        {"BOOK-16", &cast().editor, "POST", "/projects/" + book + "/elements", element_json("CIRCLE"), 401,
         unauthorized},
        {"BOOK-16", &cast().editor, "PUT", "/elements/" + element, R"({"type":"CIRCLE","x":9})", 401, unauthorized},
        {"BOOK-16", &cast().editor, "DELETE", "/elements/" + element, "", 401, unauthorized},
        {"BOOK-16", &cast().editor, "GET", "/projects/" + book + "/settings", "", 404, ""},
    });
    EXPECT_THAT(cast().editor.get("/projects").body, testing::Not(testing::HasSubstr(book)));
    EXPECT_THAT(cast().editor.get("/auth/get-session").body, testing::Not(testing::HasSubstr(book)));
    // An invitation takes him in again.
    EXPECT_EQ(cast().owner.post(members_of(book), invitation(cast().editor_email, "VIEWER")).status, 200);
    EXPECT_EQ(cast().editor.get("/projects/" + book).status, 200);
}

TEST(Members, MayLeave) {  // BOOK-17
    const std::string book = make_shared_book();
    EXPECT_EQ(cast().viewer.remove(user(book, cast().viewer_id)).body, kRemoved);
    EXPECT_EQ(cast().viewer.get("/projects/" + book).status, 404);
    EXPECT_EQ(cast().editor.remove(user(book, cast().editor_id)).body, kRemoved);
    EXPECT_EQ(cast().owner.get(members_of(book)).json().as_array().size(), 1u);
}

TEST(Members, AreRemovedByOwnersOrThemselvesOnly) {  // BOOK-18, BOOK-19
    const std::string book = make_shared_book();
    expect_all({
        {"BOOK-18", &cast().owner, "DELETE", user(book, cast().outsider_id), "", 404, kNotMember},
        {"BOOK-18", &cast().owner, "DELETE", user(book, "nobody"), "", 404, kNotMember},
        {"BOOK-18", &cast().owner, "DELETE", user(book, cast().owner_id), "", 409, kLastOwner},
        {"BOOK-19", &cast().editor, "DELETE", user(book, cast().viewer_id), "", 403, kOwnersOnly},
        {"BOOK-19", &cast().editor, "DELETE", user(book, cast().owner_id), "", 403, kOwnersOnly},
        {"BOOK-19", &cast().viewer, "DELETE", user(book, cast().editor_id), "", 403, kOwnersOnly},
        {"BOOK-19", &cast().outsider, "DELETE", user(book, cast().viewer_id), "", 403, kOwnersOnly},
        {"BOOK-19", &cast().outsider, "DELETE", user(book, cast().outsider_id), "", 403, kOwnersOnly},
        {"BOOK-19", &cast().owner, "DELETE", user(kUnknownId, cast().owner_id), "", 403, kOwnersOnly},
        {"HTTP-26", &cast().nobody, "DELETE", user(book, cast().viewer_id), "", 401, "Unauthorized"},
    });
    EXPECT_EQ(cast().owner.get(members_of(book)).json().as_array().size(), 3u);
}

TEST(Members, HaveTheirRoleChangedByOwners) {  // BOOK-20
    const std::string book = make_shared_book(), elements = "/projects/" + book + "/elements";
    const std::string circle = element_json("CIRCLE");
    const std::string as_viewer = member_json(book, cast().editor_id, cast().editor_email, "Person edith", "VIEWER");
    expect_all({
        {"BOOK-20", &cast().owner, "PATCH", user(book, cast().editor_id), role("VIEWER"), 200, as_viewer},
        {"BOOK-20", &cast().editor, "POST", elements, circle, 401, R"({"message":"Unauthorized"})"},
        {"BOOK-20", &cast().owner, "PATCH", user(book, cast().viewer_id), role("EDITOR"), 200, "…\"role\":\"EDITOR\""},
        {"BOOK-20", &cast().viewer, "POST", elements, circle, 200, ""},
        {"BOOK-20", &cast().viewer, "PATCH", user(book, cast().editor_id), role("EDITOR"), 403, kOwnersOnly},
        {"BOOK-20", &cast().viewer, "PATCH", user(book, cast().viewer_id), role("OWNER"), 403, kOwnersOnly},
        {"BOOK-20", &cast().editor, "PATCH", user(book, cast().editor_id), role("OWNER"), 403, kOwnersOnly},
        {"BOOK-20", &cast().outsider, "PATCH", user(book, cast().editor_id), role("OWNER"), 403, kOwnersOnly},
        {"BOOK-20", &cast().owner, "PATCH", user(kUnknownId, cast().editor_id), role("OWNER"), 403, kOwnersOnly},
        {"BOOK-20", &cast().owner, "PATCH", user(book, cast().editor_id), role("KING"), 422, "…\"property\":\"/role\""},
        {"BOOK-20", &cast().owner, "PATCH", user(book, cast().editor_id), role("OWNER"), 200, "…\"role\":\"OWNER\""},
        {"BOOK-20", &cast().editor, "PATCH", "/projects/" + book, R"({"name":"Ours"})", 200, ""},
        {"BOOK-20", &cast().editor, "PATCH", user(book, cast().owner_id), role("VIEWER"), 200, "…\"role\":\"VIEWER\""},
        {"BOOK-20", &cast().owner, "DELETE", "/projects/" + book, "", 403, kOwnersOnly},
        {"BOOK-20", &cast().editor, "DELETE", "/projects/" + book, "", 200, ""},
    });
}

TEST(Members, LeaveAtLeastOneOwner) {  // BOOK-18, BOOK-21
    const std::string book = make_shared_book();
    expect_all({
        {"BOOK-21", &cast().owner, "PATCH", user(book, cast().outsider_id), role("EDITOR"), 404, kNotMember},
        {"BOOK-21", &cast().owner, "PATCH", user(book, cast().outsider_id), role("OWNER"), 404, kNotMember},
        {"BOOK-21", &cast().owner, "PATCH", user(book, cast().owner_id), role("EDITOR"), 409, kLastOwner},
        {"BOOK-21", &cast().owner, "PATCH", user(book, cast().owner_id), role("OWNER"), 200, "…\"role\":\"OWNER\""},
        {"BOOK-20", &cast().owner, "PATCH", user(book, cast().editor_id), role("OWNER"), 200, ""},
        {"BOOK-21", &cast().owner, "PATCH", user(book, cast().owner_id), role("VIEWER"), 200, "…\"role\":\"VIEWER\""},
        {"BOOK-18", &cast().editor, "DELETE", user(book, cast().editor_id), "", 409, kLastOwner},
        {"BOOK-21", &cast().editor, "PATCH", user(book, cast().editor_id), role("VIEWER"), 409, kLastOwner},
        {"BOOK-16", &cast().editor, "DELETE", user(book, cast().owner_id), "", 200, kRemoved},
        {"BOOK-21", &cast().editor, "GET", members_of(book), "", 200, "…\"role\":\"OWNER\""},
    });
}

}  // namespace pictbook::test
