// The API reference page and its document: DOC-1 to DOC-7. The document's own soundness: openapi_test.cpp.
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

TEST(DocsJson, IsTheFileInTheRepository) {  // DOC-7
    const Reply served = cast().nobody.get("/docs/json");
    ASSERT_EQ(served.status, 200);
    EXPECT_THAT(served.header("Content-Type"), HasSubstr("application/json"));
    const std::string kept = read_source("docs/openapi.json");
    EXPECT_TRUE(served.body == kept) << "docs/openapi.json is not what the server serves. If the change is meant: "
                                        "build/pictbook openapi > docs/openapi.json";
}

TEST(DocsJson, IsAlsoPrintedByTheProgram) {  // DOC-7
    const TemporaryFolder folder;
    Program program(folder.path(), {"openapi"});
    EXPECT_EQ(program.wait(), 0);
    EXPECT_TRUE(program.output() == cast().nobody.get("/docs/json").body);
}

}  // namespace pictbook::test
