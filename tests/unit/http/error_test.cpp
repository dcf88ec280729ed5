// Failures as responses: one status a kind, small bodies whatever came in.
#include "http/error.hpp"

#include <gtest/gtest.h>

#include "schema/json.hpp"

namespace pictbook::http {
namespace {

TEST(ErrorStatus, HasOneForEachFault) {
    const std::pair<Fault, unsigned> rows[] = {{Fault::bad_request, 400},      {Fault::unauthorized, 401},
                                               {Fault::forbidden, 403},        {Fault::not_found, 404},
                                               {Fault::timeout, 408},          {Fault::conflict, 409},
                                               {Fault::too_large, 413},        {Fault::range_unsatisfiable, 416},
                                               {Fault::invalid, 422},          {Fault::too_many_requests, 429},
                                               {Fault::header_too_large, 431}, {Fault::unavailable, 503}};
    for (const auto& [fault, status] : rows) EXPECT_EQ(status_of(fault), status);
}

TEST(RenderError, IsJsonOrText) {
    const auto body = [](const Error& error) { return render(error).body; };
    EXPECT_EQ(body({.fault = Fault::not_found, .message = "Project not found"}), R"({"message":"Project not found"})");
    EXPECT_EQ(body({.fault = Fault::forbidden, .message = "Say \"x\"", .code = "SAY_X"}),
              R"({"message":"Say \"x\"","code":"SAY_X"})");
    EXPECT_EQ(body({.fault = Fault::unauthorized, .message = "", .code = "UNAUTHORIZED"}),
              R"({"code":"UNAUTHORIZED"})");
    EXPECT_EQ(body({.fault = Fault::not_found, .message = ""}), "{}");
    const Response text = render(unauthorized());
    EXPECT_EQ(text.status, 401u);
    EXPECT_EQ(text.body, "Unauthorized");
    EXPECT_EQ(text.content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(render(bad_request()).body, "Bad Request");
}

// HTTP-31
TEST(RenderError, KeepsTheDetailToItself) {
    const Response response =
        render({.fault = Fault::conflict, .message = "Taken", .detail = "UNIQUE constraint of \"User\""});
    EXPECT_EQ(response.body, R"({"message":"Taken"})");
    EXPECT_TRUE(response.headers.empty());
}

// HTTP-32
TEST(RenderError, SaysWhenToComeBack) {
    const Response away =
        render({.fault = Fault::unavailable, .message = "Away", .retry_after = std::chrono::seconds(7)});
    EXPECT_EQ(away.status, 503u);
    ASSERT_EQ(away.headers.size(), 1u);
    EXPECT_EQ(away.headers.front(), std::pair(std::string("Retry-After"), std::string("7")));
}

Error invalid(std::size_t count, const std::string& text) {
    Error error{.fault = Fault::invalid, .message = "Expected string", .on = "body"};
    for (std::size_t i = 0; i < count; ++i)
        error.issues.push_back(
            {"/" + std::to_string(i), "Expected string", "Property '" + text + "'", "\"x\"", "\"" + text + "\""});
    return error;
}

// HTTP-21, HTTP-22
TEST(ValidationError, NamesTheFirstMisfitAndListsAll) {
    Error error = invalid(2, "n");
    error.issues[1].property = "root";
    EXPECT_EQ(
        validation_json(error),
        R"({"type":"validation","on":"body","summary":"Property 'n'","property":"/0","message":"Expected string",)"
        R"("expected":"x","found":"n","errors":[{"path":"/0","message":"Expected string","summary":"Property 'n'"},)"
        R"({"path":"","message":"Expected string","summary":"Property 'n'"}]})");
    EXPECT_EQ(render(error).status, 422u);
    EXPECT_EQ(render(error).body, validation_json(error));
}

// HTTP-25
TEST(ValidationError, IsSmallWhateverCameIn) {
    for (const std::size_t size : {200u, 500u, 1000u, 5000u}) {
        const std::string body = validation_json(invalid(8, std::string(size, 'x')));
        EXPECT_LE(body.size(), kMostErrorBytes) << size;
        const auto value = schema::parse_json(body);
        ASSERT_TRUE(value) << body;
        EXPECT_EQ(value->at("message"), "Expected string");
        EXPECT_EQ(value->at("property"), "/0");
        EXPECT_EQ(value->at("on"), "body");
    }
    EXPECT_LE(validation_json(invalid(8, "x"), 300).size(), 300u);
}

TEST(ValidationError, WithoutReasonsIsAPlainFailure) {
    EXPECT_EQ(render({.fault = Fault::invalid, .message = "User already exists", .code = "USER_ALREADY_EXISTS"}).body,
              R"({"message":"User already exists","code":"USER_ALREADY_EXISTS"})");
}

}  // namespace
}  // namespace pictbook::http
