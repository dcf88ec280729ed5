// The settings of the rate limits.
#include "base/config_limits.hpp"

#include <gmock/gmock.h>

#include <map>

namespace pictbook {
namespace {

Allowances read(std::map<std::string, std::string> variables) { return read_limits(Environment(std::move(variables))); }

const Allowance& of(const Allowances& all, Limit limit) { return all[static_cast<std::size_t>(limit)]; }

// AUTH-51, AUTH-52, LIMIT-3 to LIMIT-7
TEST(ReadLimits, HasADefaultForEach) {
    const Allowances all = read({});
    const std::pair<Limit, Allowance> usual[] = {
        {Limit::sign_in, {3, Seconds(10)}},     {Limit::mail, {3, Seconds(60)}},
        {Limit::auth, {100, Seconds(10)}},      {Limit::tries, {10, Seconds(300)}},
        {Limit::requests, {2000, Seconds(10)}}, {Limit::writes, {600, Seconds(10)}},
        {Limit::uploads, {120, Seconds(60)}},   {Limit::canvas, {300, Seconds(10)}}};
    EXPECT_EQ(std::size(usual), kLimits);
    for (const auto& [limit, allowance] : usual) {
        EXPECT_EQ(of(all, limit).count, allowance.count) << kLimitKinds[static_cast<std::size_t>(limit)].name;
        EXPECT_EQ(of(all, limit).window, allowance.window) << kLimitKinds[static_cast<std::size_t>(limit)].name;
    }
}

// LIMIT-11
TEST(ReadLimits, TakesACountAndSeconds) {
    const Allowances all = read({{"LIMIT_MAIL", "1/86400"}, {"LIMIT_WRITES", "1000000/1"}});
    EXPECT_EQ(of(all, Limit::mail).count, 1u);
    EXPECT_EQ(of(all, Limit::mail).window, Seconds(86400));
    EXPECT_EQ(of(all, Limit::writes).count, 1'000'000u);
    EXPECT_EQ(of(all, Limit::writes).window, Seconds(1));
}

// LIMIT-11
TEST(ReadLimits, RefusesWhatIsNone) {
    for (const LimitKind& kind : kLimitKinds)
        for (const char* text : {"3", "3/", "/10", "0/10", "3/0", "-3/10", "3/-10", "+3/10", "3 / 10", "3/10s",
                                 "3/10/1", "1000001/1", "1/86401", "4294967297/1", "off", "3.5/10"})
            try {
                read({{kind.setting, text}});
                ADD_FAILURE() << kind.setting << "=" << text << " is taken";
            } catch (const BadConfig& error) {
                EXPECT_EQ(error.what(), std::string(kind.setting) +
                                            " must be COUNT/SECONDS, such as 3/10: 1 to 1000000 in 1 to 86400 seconds");
            }
}

}  // namespace
}  // namespace pictbook
