// U+0000 in every place of every request that the API document describes; no database stores it: HTTP-18, HTTP-45.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "api/images/openapi.hpp"

namespace pictbook::test {

namespace {

using namespace std::string_literals;
using boost::json::value;
using testing::AllOf;
using testing::Ge;
using testing::Lt;

/// The value with U+0000 in one of its texts: each text once.
std::vector<value> spoiled(const value& whole) {
    std::vector<value> out;
    if (const boost::json::string* text = whole.if_string()) out.emplace_back(std::string(*text) + '\0');
    if (const boost::json::object* object = whole.if_object())
        for (const auto& [name, member] : *object)
            for (value& each : spoiled(member)) {
                out.push_back(whole);
                out.back().as_object()[name] = std::move(each);
            }
    if (const boost::json::array* array = whole.if_array())
        for (std::size_t i = 0; i < array->size(); ++i)
            for (value& each : spoiled((*array)[i])) {
                out.push_back(whole);
                out.back().as_array()[i] = std::move(each);
            }
    return out;
}

/// Somebody with a book, an element and a photo, and requests of theirs.
class Nul : public testing::Test {
protected:
    Nul() {
        ids_["/elements/"] = make_element(ada_, ids_["/projects/"], element_json("TEXT"));
        const std::string images = "/projects/" + ids_["/projects/"] + "/images";
        ids_["/images/"] = ada_.upload(images, {{"a.png", kDot}}).at("/0/id");
    }

    /// The path of the document with what is there for its names, and `end` after the last of them.
    std::string path_of(const std::string& described, const std::string& end) const {
        std::string path = described;
        for (const std::string& name : names_in(described)) {
            std::string id = name == "userId" ? user_id(ada_) : "google";
            if (const auto found = ids_.find(path.substr(0, path.find('{'))); found != ids_.end()) id = found->second;
            const bool last = path.find('{') == path.rfind('{');
            path.replace(path.find('{'), name.size() + 2, last ? id + end : id);
        }
        return path;
    }

    void expect_no_failure(const std::string& verb, const std::string& path, const std::string& body = "",
                           const HeaderList& headers = {}) const {
        const Person person = ada_;  // whose cookies no answer changes
        const Reply reply = person.request(verb, path, body, headers);
        EXPECT_THAT(reply.status, AllOf(Ge(200), Lt(500))) << verb << " " << path << " " << body << "\n" << reply.body;
    }

    const Person ada_ = shared_server().sign_up();
    std::map<std::string, std::string> ids_{{"/projects/", make_book(ada_)}};
};

}  // namespace

TEST_F(Nul, InAPathFailsNowhere) {  // HTTP-5, HTTP-45
    for (const Operation& each : operations())
        for (const char* end : {"%00", "%00x"})
            if (!names_in(each.path).empty()) expect_no_failure(each.verb, path_of(each.path, end));
    for (const char* path : {"/blob/%00", "/blob/1.%00/a/images/b.png", "/canvas/%00", "/%00", "/docs%00"})
        expect_no_failure("GET", path);
    EXPECT_EQ(ada_.get("/projects/" + ids_.at("/projects/") + "/images").at("/0/id"), ids_.at("/images/"));
}

TEST_F(Nul, InAQueryFailsNowhere) {  // HTTP-45
    for (const Operation& each : operations()) {
        const value* parameters = each.json.if_contains("parameters");
        if (!parameters || each.verb != "GET") continue;
        for (const value& parameter : parameters->as_array())
            if (parameter.at("in") == "query")
                for (const char* text : {"%00", "x%00y"})
                    expect_no_failure("GET", path_of(each.path, "") + "?" +
                                                 std::string(parameter.at("name").as_string()) + "=" + text +
                                                 "&%00=%00");
    }
}

TEST_F(Nul, InABodyFailsNowhere) {  // HTTP-18, HTTP-45
    std::size_t count = 0;
    for (const Operation& each : operations()) {
        const value* body = each.json.if_contains("requestBody");
        const value* media = body ? body->at("content").as_object().if_contains("application/json") : nullptr;
        if (!media) continue;
        for (const value& json : spoiled(media->at("example"))) {
            expect_no_failure(each.verb, path_of(each.path, ""), serialize(json),
                              {{"Content-Type", "application/json"}});
            ++count;
        }
    }
    EXPECT_GT(count, 30u);
}

TEST_F(Nul, InACookieOrAHeaderFailsNowhere) {  // HTTP-45
    for (const auto& [name, text] : ada_.cookies)
        for (const std::string& odd : {"%00"s, "%00" + text, text + "%00"}) {
            Person person = shared_server().nobody();
            person.cookies[name] = odd;
            EXPECT_EQ(person.get("/projects").status, 401) << odd;
            EXPECT_EQ(person.get("/auth/get-session").body, "null") << odd;
        }
    for (const char* name : {"User-Agent", "X-Forwarded-For", "Origin", "Referer", "If-None-Match"})
        expect_no_failure("GET", "/projects", "", {{name, "a\0b"s}});
}

TEST_F(Nul, InAFilesNameFailsNowhere) {  // HTTP-45
    const std::string images = "/projects/" + ids_.at("/projects/") + "/images";
    for (const Person::File& file : {Person::File{"a\0.png"s, kDot}, Person::File{"a.png", kDot, "files\0"s},
                                     Person::File{"a.png", kDot, "files", "image/\0"s}})
        EXPECT_THAT(ada_.upload(images, {file}).status, AllOf(Ge(200), Lt(500)));
}

TEST(NulPassword, IsAPasswordLikeOthers) {  // HTTP-18
    const std::string email = "nul-" + user_id(cast().owner) + "@example.com";
    const auto json = [&](const std::string& password) {
        return R"({"name":"Nul","email":")" + email + R"(","password":")" + password + "\"}";
    };
    const Person person = shared_server().nobody();
    EXPECT_EQ(person.post("/auth/sign-up/email", json("correct\\u0000horse")).status, 200);
    EXPECT_EQ(person.post("/auth/sign-in/email", json("correct\\u0000horse")).status, 200);
    EXPECT_EQ(person.post("/auth/sign-in/email", json("correct\\u0000house")).status, 401);
    EXPECT_EQ(person.post("/auth/sign-in/email", json("correct")).status, 401);
}

}  // namespace pictbook::test
