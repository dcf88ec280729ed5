// That the API document tells the truth about the answers of the running server: DOC-5.
#include <gtest/gtest.h>

#include "api/images/openapi.hpp"

namespace pictbook::test {

TEST(OpenApi, TellsTheTruthAboutBooks) {  // DOC-5
    const std::string book = "/projects/" + make_shared_book("PUBLIC");
    const Person &owner = cast().owner, &outsider = cast().outsider, &nobody = cast().nobody;
    expect_described({
        {owner, "GET", "/projects", "", "/projects"},
        {owner, "POST", "/projects", R"({"name":"Summer"})", "/projects"},
        {owner, "POST", "/projects", R"({"name":"S"})", "/projects"},
        {owner, "POST", "/projects", "[", "/projects"},
        {nobody, "GET", "/projects", "", "/projects"},
        {owner, "GET", book, "", "/projects/{id}"},
        {outsider, "GET", book, "", "/projects/{id}"},
        {outsider, "GET", "/projects/x", "", "/projects/{id}"},
        {owner, "PATCH", book, "{}", "/projects/{id}"},
        {outsider, "PATCH", book, "{}", "/projects/{id}"},
        {outsider, "DELETE", book, "", "/projects/{id}"},
        {owner, "GET", book + "/settings", "", "/projects/{id}/settings"},
        {outsider, "GET", book + "/settings", "", "/projects/{id}/settings"},
        {owner, "GET", book + "/users", "", "/projects/{id}/users"},
        {outsider, "GET", book + "/users", "", "/projects/{id}/users"},
        {owner, "POST", book + "/users", R"({"email":"x","role":"VIEWER"})", "/projects/{id}/users"},
        {owner, "DELETE", book + "/users/x", "", "/projects/{id}/users/{userId}"},
        {owner, "DELETE", book + "/users/" + cast().owner_id, "", "/projects/{id}/users/{userId}"},
        {outsider, "DELETE", book + "/users/x", "", "/projects/{id}/users/{userId}"},
    });
}

TEST(OpenApi, TellsTheTruthAboutElementsAndPhotos) {  // DOC-5
    const std::string id = make_shared_book("PUBLIC"), book = "/projects/" + id;
    const Person &owner = cast().owner, &outsider = cast().outsider;
    const std::string image = owner.upload(book + "/images", {{"a.png", kDot}}).at("/0/id");
    for (const char* kind : {"TEXT", "CIRCLE", "RECTANGLE", "DRAWING"}) make_element(owner, id, element_json(kind));
    const std::string shown = make_element(owner, id, element_json("IMAGE", R"("assetId":")" + image + "\""));
    expect_described({
        {owner, "GET", book, "", "/projects/{id}"},
        {owner, "GET", book + "/elements", "", "/projects/{id}/elements"},
        {owner, "POST", book + "/elements", element_json("TEXT"), "/projects/{id}/elements"},
        {owner, "POST", book + "/elements", "{}", "/projects/{id}/elements"},
        {outsider, "POST", book + "/elements", element_json("TEXT"), "/projects/{id}/elements"},
        {owner, "POST", book + "/elements/bulk", "[]", "/projects/{id}/elements/bulk"},
        {owner, "PUT", book + "/elements/bulk", "[{}]", "/projects/{id}/elements/bulk"},
        {owner, "GET", "/elements/" + shown, "", "/elements/{id}"},
        {owner, "PUT", "/elements/" + shown, R"({"type":"IMAGE","x":1})", "/elements/{id}"},
        {owner, "PUT", "/elements/" + shown, R"({"type":"TEXT","x":1})", "/elements/{id}"},
        {owner, "PUT", "/elements/x", R"({"type":"TEXT","x":1})", "/elements/{id}"},
        {owner, "DELETE", "/elements/" + shown, "", "/elements/{id}"},
        {owner, "GET", book + "/images", "", "/projects/{id}/images"},
        {owner, "POST", book + "/images", "{}", "/projects/{id}/images"},
        {outsider, "POST", book + "/images", "{}", "/projects/{id}/images"},
        {owner, "GET", book + "/archive", "", "/projects/{id}/archive"},
        {outsider, "GET", book + "/archive", "", "/projects/{id}/archive"},
        {owner, "POST", "/projects/archive", "{}", "/projects/archive"},
        {owner, "DELETE", "/images/" + image, "", "/images/{id}"},
        {owner, "DELETE", "/images/" + image, "", "/images/{id}"},
    });
}

TEST(OpenApi, TellsTheTruthAboutAccounts) {  // DOC-5
    const Person &owner = cast().owner, &nobody = cast().nobody;
    expect_described({
        {owner, "GET", "/auth/get-session", "", "/auth/get-session"},
        {nobody, "GET", "/auth/get-session", "", "/auth/get-session"},
        {owner, "GET", "/auth/list-sessions", "", "/auth/list-sessions"},
        {owner, "GET", "/auth/list-accounts", "", "/auth/list-accounts"},
        {nobody, "GET", "/auth/list-accounts", "", "/auth/list-accounts"},
        {owner, "GET", "/auth/api-key/list", "", "/auth/api-key/list"},
        {owner, "POST", "/auth/api-key/create", R"({"name":"n","scope":"read"})", "/auth/api-key/create"},
        {owner, "POST", "/auth/api-key/create", R"({"name":"","scope":"read"})", "/auth/api-key/create"},
        {owner, "POST", "/auth/api-key/delete", R"({"keyId":"x"})", "/auth/api-key/delete"},
        {nobody, "POST", "/auth/sign-out", "", "/auth/sign-out"},
        {nobody, "POST", "/auth/sign-in/email", "{}", "/auth/sign-in/email"},
        {nobody, "POST", "/auth/sign-up/email", R"({"email":"a@b.cd","password":"short"})", "/auth/sign-up/email"},
        {owner, "POST", "/auth/update-user", "{}", "/auth/update-user"},
        {nobody, "POST", "/auth/forget-password", R"({"email":"a@b.cd"})", "/auth/forget-password"},
        {nobody, "GET", "/auth/ok", "", "/auth/ok"},
    });
}

}  // namespace pictbook::test
