// Arguments of handlers made from a request: path, query, body, client.
#include "http/extract.hpp"

#include <gtest/gtest.h>

#include "base/waiting.hpp"
#include "model/project.hpp"

namespace pictbook::http {
namespace {

namespace asio = boost::asio;

struct NoParts {};
struct Ids {
    model::Id id;
    model::Email email;
};
BOOST_DESCRIBE_STRUCT(Ids, (), (id, email))
struct Filter {
    std::optional<std::string> name;
    std::optional<model::ProjectName> title;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (name, title))
struct Polite {
    model::ProjectName name;
    static Error refuse(const Issue& issue) { return failure(Fault::bad_request, "Sorry: " + issue.property); }
};
BOOST_DESCRIBE_STRUCT(Polite, (), (name))

static_assert(Extract<NoParts, Path<Ids>>::fits("/a/:id/b/:email"));
static_assert(!Extract<NoParts, Path<Ids>>::fits("/a/:id"));
static_assert(!Extract<NoParts, Path<Ids>>::fits("/a/:email/:id"));
static_assert(!Extract<NoParts, Path<Ids>>::fits("/a/:id/:email/:more"));

/// A body that arrives in the given pieces.
class Pieces : public BodyStream {
public:
    explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
    asio::awaitable<Result<std::string_view>> next() override {
        if (at_ == pieces_.size()) co_return std::string_view();
        co_return std::string_view(pieces_[at_++]);
    }

private:
    std::vector<std::string> pieces_;
    std::size_t at_ = 0;
};

template <class T>
Result<T> extract(Request& request) {
    return wait_for(Extract<NoParts, T>::from(NoParts(), request));
}

template <class T>
Result<Body<T>> body(std::vector<std::string> pieces, const char* content_type = "application/json") {
    Pieces stream(std::move(pieces));
    Request request;
    request.body = &stream;
    if (content_type) request.headers.add("Content-Type", content_type);
    return extract<Body<T>>(request);
}

// HTTP-5
TEST(PathExtractor, WhatCanNotBeAnIdIsTheIdOfNothing) {
    Request request;
    request.params = {"c0123456789abcdefghijklmn", "not an id"};
    EXPECT_EQ(extract<Path<Ids>>(request)->id.value, "c0123456789abcdefghijklmn");
    EXPECT_EQ(extract<Path<Ids>>(request)->email.value, "not an id");
    for (const std::string& odd :
         {std::string("%zz"), std::string("a\0b", 3), std::string(2000, 'x'), std::string("a b")}) {
        request.params[0] = odd;
        EXPECT_EQ(extract<Path<Ids>>(request)->id.value, "");
    }
}

// HTTP-4
TEST(QueryExtractor, DecodesAndIgnoresWhatItDoesNotKnow) {
    const auto name = [](const char* query) {
        Request request;
        request.query = query;
        const Result<Query<Filter>> found = extract<Query<Filter>>(request);
        return found ? found->name : std::optional<std::string>("refused: " + found.error().issues.front().property);
    };
    EXPECT_EQ(name(""), std::nullopt);
    EXPECT_EQ(name("name=a+b%2Bc%C3%A9"), "a b+c\xC3\xA9");
    EXPECT_EQ(name("x=1&name=n&__proto__=2&&=3&%zz=4&%ff=5"), "n");
    EXPECT_EQ(name("name=1&name=2"), "2");
    EXPECT_EQ(name("name"), "");
    EXPECT_EQ(name("name=%zz"), "%zz");
    EXPECT_EQ(name("name=%ff"), "%ff");
    EXPECT_EQ(name("name=%00"), "refused: /name");
    EXPECT_EQ(name("title=ab"), "refused: /title");
}

// HTTP-12, HTTP-13, HTTP-14
TEST(BodyExtractor, TakesJsonInPieces) {
    EXPECT_EQ(body<model::NewProject>({R"({"na)", R"(me":"Kyo)", R"(to"})"})->value.name.value, "Kyoto");
    for (const char* type :
         {"application/json", "Application/JSON; charset=utf-8", "application/problem+json", "", (const char*)nullptr})
        EXPECT_TRUE(body<model::NewProject>({"\xEF\xBB\xBF{\"name\":\"Kyoto\"}"}, type));
    for (const char* type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"}) {
        const auto refused = body<model::NewProject>({R"({"name":"Kyoto"})"}, type);
        ASSERT_FALSE(refused) << type;
        EXPECT_EQ(refused.error().message, "Bad Request");
    }
    EXPECT_EQ(body<model::NewProject>({R"({"name":"Kyoto")"}).error().fault, Fault::bad_request);
}

// HTTP-21, HTTP-22
TEST(BodyExtractor, AnAbsentBodyIsNoObject) {
    const auto refused = body<model::NewProject>({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::invalid);
    EXPECT_EQ(refused.error().on, "body");
    EXPECT_EQ(refused.error().issues.front().property, "root");
    EXPECT_EQ(refused.error().issues.front().message, "Expected object");
}

TEST(BodyExtractor, AStructMaySayHowAMisfitIsAnswered) {
    const auto refused = body<Polite>({R"({"name":7})"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::bad_request);
    EXPECT_EQ(refused.error().message, "Sorry: /name");
}

TEST(ClientExtractor, SaysWhoIsAtTheOtherEnd) {
    const auto local = [](const char* host) {
        Request request;
        request.client = "203.0.113.9";
        request.headers.add("Host", host);
        request.headers.add("User-Agent", "a browser");
        const Client client = *extract<Client>(request);
        EXPECT_EQ(client.address, "203.0.113.9");
        EXPECT_EQ(client.user_agent, "a browser");
        return client.to_localhost;
    };
    EXPECT_TRUE(local("localhost"));
    EXPECT_TRUE(local("localhost:4000"));
    EXPECT_FALSE(local("localhost.evil.example"));
    EXPECT_FALSE(local("127.0.0.1:4000"));
}

}  // namespace
}  // namespace pictbook::http
