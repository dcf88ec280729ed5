// Password hashes against those that the original made, and the pool that bounds them.
#include "account/passwords.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <ctime>
#include <filesystem>
#include <limits>

#include "support/comes_true.hpp"

namespace pictbook::account {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr const char* kAdaHash =
    "7be77719a92968a67ee38474bc872c0b:"
    "92245a348a00f580e47bdd3086db21d2a0fac0aef02914c9d1001b5a21a8d798108b8da416060a767d08f5"
    "156fada04d0c0eb2ed107e82a6728e1827b518e37d";
// Ligature, circled digit and ring above: its NFKC form has other bytes.
constexpr const char* kBenPassword = "ﬁancé①Å-passwort";
constexpr const char* kBenHash =
    "61c3ac6affb05bcb9b2147ab92e18600:"
    "aedfeb40181a7f728080980e880344617703e6bc9f76bde144409ab61c055ef0dfd50f4c3f7d7d3243af96"
    "ada5b632abd56b4d25c09152f798c0d272b2c50d9b";

class PasswordsTest : public testing::Test {
protected:
    template <class T>
    T run(awaitable<T> work) {
        auto result = asio::co_spawn(io_, std::move(work), asio::use_future);
        io_.restart();
        io_.run();
        return result.get();
    }
    /// In CPU time, for the machine may be busy, and the least of several, for it is more then too.
    template <class Work>
    std::clock_t cost_of(Work work) {
        std::clock_t least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 3; ++i) {
            const std::clock_t begin = std::clock();
            work();
            least = std::min(least, std::clock() - begin);
        }
        return least;
    }
    asio::io_context io_;
    Passwords passwords_{2};
};

// AUTH-22
TEST_F(PasswordsTest, TakesTheHashesOfTheOriginal) {
    EXPECT_TRUE(run(passwords_.verify("correct horse 42", kAdaHash)));
    EXPECT_TRUE(run(passwords_.verify(kBenPassword, kBenHash)));
    EXPECT_FALSE(run(passwords_.verify("correct horse 43", kAdaHash)));
    EXPECT_FALSE(run(passwords_.verify("correct horse 42", kBenHash)));
}

// AUTH-22
TEST_F(PasswordsTest, TakesEveryWritingOfTheSameText) {
    EXPECT_TRUE(
        run(passwords_.verify("fiance\u0301"
                              "1A\u030A-passwort",
                              kBenHash)));
    EXPECT_FALSE(run(passwords_.verify("fiance1A-passwort", kBenHash)));
}

// AUTH-22
TEST_F(PasswordsTest, HashIsSaltAndKeyInHexAndVerifies) {
    const std::string first = run(passwords_.hash("a new password"));
    const std::string second = run(passwords_.hash("a new password"));
    ASSERT_EQ(first.size(), 32u + 1 + 128);
    EXPECT_EQ(first[32], ':');
    EXPECT_EQ(first.find_first_not_of("0123456789abcdef:"), std::string::npos);
    EXPECT_NE(first, second);
    EXPECT_TRUE(run(passwords_.verify("a new password", first)));
    EXPECT_FALSE(run(passwords_.verify("a new passwore", first)));
}

TEST_F(PasswordsTest, NothingMatchesABrokenHash) {
    EXPECT_FALSE(run(passwords_.verify("correct horse 42", "")));
    EXPECT_FALSE(run(passwords_.verify("correct horse 42", "7be77719a92968a67ee38474bc872c0b")));
    EXPECT_FALSE(run(passwords_.verify("correct horse 42", "7be77719a92968a67ee38474bc872c0b:")));
    EXPECT_FALSE(run(passwords_.verify("", "7be77719a92968a67ee38474bc872c0b:")));
    EXPECT_FALSE(run(passwords_.verify("correct horse 42", std::string(kAdaHash) + "00")));
}

TEST_F(PasswordsTest, AHugeGuessCostsNoMoreThanAnother) {
    const auto guess = [&](const std::string& password) {
        return cost_of([&] { EXPECT_FALSE(run(passwords_.verify(password, kAdaHash))); });
    };
    EXPECT_LT(guess(std::string(8u << 20, 'x')), guess("wrong") * 2);
    EXPECT_FALSE(run(passwords_.verify(std::string("correct horse 42") + std::string(400, '\0'), kAdaHash)));
}

// AUTH-24, with a wide margin.
TEST_F(PasswordsTest, WasteTakesAboutAsLongAsVerify) {
    const std::clock_t verify = cost_of([&] { EXPECT_FALSE(run(passwords_.verify("wrong", kAdaHash))); });
    const std::clock_t waste = cost_of([&] { run(passwords_.waste()); });
    EXPECT_GT(waste, verify / 2);
    EXPECT_LT(waste, verify * 2);
}

TEST_F(PasswordsTest, HashingStandsBehindTheEventLoops) {
    const int behind = std::min(::getpriority(PRIO_PROCESS, 0) + Passwords::kNice, 19);
    const auto threads_behind = [&] {
        const std::filesystem::directory_iterator threads("/proc/self/task");
        return std::count_if(begin(threads), end(threads), [&](const auto& thread) {
            const auto id = static_cast<id_t>(std::stoul(thread.path().filename()));
            return ::getpriority(PRIO_PROCESS, id) == behind;
        });
    };
    EXPECT_TRUE(test::comes_true([&] { return threads_behind() >= 2; }));
}

// AUTH-56
TEST_F(PasswordsTest, MoreThanThePoolAndItsQueueHoldIsRefusedAtOnce) {
    constexpr std::size_t kQueue = 4;
    Passwords narrow(1, kQueue);
    std::size_t done = 0, refused = 0;
    const auto attempt = [&]() -> awaitable<void> {
        try {
            co_await narrow.waste();
            ++done;
        } catch (const Unavailable& away) {
            EXPECT_GT(away.retry_after.count(), 0);
            ++refused;
        }
    };
    constexpr std::size_t kAttempts = kQueue + 10;
    for (std::size_t i = 0; i < kAttempts; ++i) asio::co_spawn(io_, attempt, asio::detached);
    io_.run();
    EXPECT_EQ(done + refused, kAttempts);
    EXPECT_GE(refused, 5u);
    EXPECT_GE(done, kQueue);
}

// AUTH-22: what JavaScript's normalize('NFKC') gives.
TEST(NormalForm, IsNfkc) {
    EXPECT_EQ(normal_form("plain ASCII ~"), "plain ASCII ~");
    EXPECT_EQ(normal_form(""), "");
    EXPECT_EQ(normal_form("\uFB01\u2460\u212B"), "fi1\u00C5");
    EXPECT_EQ(normal_form("e\u0301"), "\u00E9");
    EXPECT_EQ(normal_form("\uFF21\u3000\u00A0"), "A  ");                    // full width, ideographic and hard space
    EXPECT_EQ(normal_form("\u1112\u1161\u11AB"), "\uD55C");                 // Hangul
    EXPECT_EQ(normal_form("\u0958"), "\u0915\u093C");                       // excluded from composition
    EXPECT_EQ(normal_form("a\u0323\u0307"), normal_form("a\u0307\u0323"));  // order of marks
    EXPECT_EQ(normal_form("\U0001F600\u200D\u00AD"), "\U0001F600\u200D\u00AD");  // what some forms drop stays
    EXPECT_EQ(normal_form(std::string("a\0b", 3)), std::string("a\0b", 3));
}

}  // namespace
}  // namespace pictbook::account
