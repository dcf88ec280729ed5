// The API reference page and the documents as files: DOC-1, DOC-7, DOC-9. The documents' own soundness: openapi_test.cpp.
#include <gmock/gmock.h>

#include <regex>

#include "support/cast.hpp"
#include "support/program.hpp"

namespace pictbook::test {

namespace {

using testing::HasSubstr;

/// The values of src and href in the page.
std::vector<std::string> loads_of(const std::string& page) {
    static const std::regex kAddress(R"re((?:src|href|action)="([^"]*)")re");
    std::vector<std::string> out;
    for (auto it = std::sregex_iterator(page.begin(), page.end(), kAddress); it != std::sregex_iterator(); ++it)
        out.push_back((*it)[1]);
    return out;
}

/// The document at `address` is `file` of the repository, and what the program prints.
void expect_kept(const std::string& address, const std::string& file, const std::string& command) {
    const Reply served = cast().nobody.get(address);
    ASSERT_EQ(served.status, 200);
    EXPECT_THAT(served.header("Content-Type"), HasSubstr("application/json"));
    EXPECT_TRUE(served.body == read_source(file))
        << file << " is not what the server serves. If the change is meant: build/pictbook " << command << " > "
        << file;
    const TemporaryFolder folder;
    Program program(folder.path(), {command});
    EXPECT_EQ(program.wait(), 0);
    EXPECT_TRUE(program.output() == served.body) << command;
}

}  // namespace

TEST(DocsPage, LoadsEverythingFromThisServer) {  // DOC-1, HTTP-30
    const Reply page = cast().nobody.get("/docs");
    ASSERT_EQ(page.status, 200);
    EXPECT_THAT(page.header("Content-Type"), HasSubstr("text/html"));
    EXPECT_THAT(page.body, HasSubstr("<!doctype html>"));
    const std::vector<std::string> loads = loads_of(page.body);
    EXPECT_GE(loads.size(), 4u);
    for (const std::string& address : loads) {
        EXPECT_THAT(address, testing::MatchesRegex("/[^/].*|/"));
        EXPECT_EQ(cast().nobody.get(address).status, 200) << address;
    }
    const Reply script = cast().nobody.get("/docs/docs.js");
    EXPECT_THAT(script.body, HasSubstr("'/docs/json'"));
    EXPECT_THAT(script.body, testing::Not(HasSubstr("http")));
    // The policy forbids what the page's scripts might still try.
    const std::string policy = page.header("Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, testing::Not(testing::AnyOf(HasSubstr("http"), HasSubstr("*"), HasSubstr("unsafe-eval"))));
    for (std::size_t at = 0, end = 0; at < policy.size(); at = end + 1) {
        end = std::min(policy.find(';', at), policy.size());
        EXPECT_TRUE(std::regex_match(policy.substr(at, end - at),
                                     std::regex(R"( ?[a-z-]+( ('none'|'self'|'unsafe-inline'|data:))+)")))
            << policy;
    }
}

TEST(DocsPage, OfAFileThatIsNotThereIsNotFound) {  // DOC-1, HTTP-2
    for (const char* path : {"/docs/nothing", "/docs/%2e%2e", "/docs/.env", "/docs/docs.js/x"}) {
        EXPECT_EQ(cast().nobody.get(path).status, 404) << path;
        EXPECT_EQ(cast().nobody.get(path).body, "NOT_FOUND") << path;
    }
}

TEST(DocsJson, IsAlsoInTheRepository) { expect_kept("/docs/json", "docs/openapi.json", "openapi"); }  // DOC-7

TEST(DocsLiveJson, IsAlsoInTheRepository) { expect_kept("/docs/live.json", "docs/live.json", "asyncapi"); }  // DOC-9

}  // namespace pictbook::test
