#include "base/config_secrets.hpp"

#include <gmock/gmock.h>

#include <map>

namespace pictbook {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

Environment with(const std::string& previous, const std::string& until) {
    return Environment({{"BETTER_AUTH_SECRET_PREVIOUS", previous}, {"BETTER_AUTH_SECRET_PREVIOUS_UNTIL", until}});
}

/// What is said instead of taking them.
std::string refusal(const std::string& previous, const std::string& until) {
    try {
        read_config(with(previous, until));
    } catch (const BadConfig& error) {
        return error.what();
    }
    return "taken";
}

constexpr const char* kUntil = "2026-01-31T18:00:00Z";

TEST(FormerSecrets, AreNoneUnlessSaid) { EXPECT_FALSE(read_config(with("", "")).former_secrets.hold(Time())); }

TEST(FormerSecrets, AreOneOrMore) {  // KEY-23
    const FormerSecrets one = read_config(with("old=/+", kUntil)).former_secrets;
    EXPECT_THAT(one.secrets, ElementsAre("old=/+"));
    EXPECT_EQ(to_iso(one.until), "2026-01-31T18:00:00.000Z");
    EXPECT_TRUE(one.hold(one.until - Milliseconds(1)));
    EXPECT_FALSE(one.hold(one.until));
    EXPECT_THAT(read_former_secrets(with("a, b ,c", "2026-01-31T18:00:00.250Z")).secrets, ElementsAre("a", "b", "c"));
}

TEST(FormerSecrets, ThatCanNotBeReadAreNamed) {  // KEY-25
    EXPECT_EQ(refusal("old", ""), "BETTER_AUTH_SECRET_PREVIOUS_UNTIL must be set when BETTER_AUTH_SECRET_PREVIOUS is");
    EXPECT_EQ(refusal("", kUntil), "BETTER_AUTH_SECRET_PREVIOUS must be set when BETTER_AUTH_SECRET_PREVIOUS_UNTIL is");
    for (const char* until : {"tomorrow", "2026-01-31", "2026-01-31T18:00:00", "2026-01-31T18:00:00+01:00",
                              "1769882400", "2026-02-30T00:00:00Z", "Z"})
        EXPECT_THAT(refusal("hidden", until), StartsWith("BETTER_AUTH_SECRET_PREVIOUS_UNTIL must be a moment"))
            << until;
    for (const char* previous : {",", "hidden,", ",hidden", "hidden,,hidden", "hidden, ,x"}) {
        EXPECT_THAT(refusal(previous, kUntil), StartsWith("BETTER_AUTH_SECRET_PREVIOUS must be one or more"))
            << previous;
        EXPECT_THAT(refusal(previous, kUntil), testing::Not(testing::HasSubstr("hidden")));
    }
}

}  // namespace
}  // namespace pictbook
