#include "base/config_passkeys.hpp"

#include <gtest/gtest.h>

#include <map>

namespace pictbook {
namespace {

std::string rp_id_with(std::map<std::string, std::string> settings) {
    return read_config(Environment(std::move(settings))).passkey_rp_id;
}

// FACTOR-28
TEST(ConfigPasskeys, AreForTheHostOfTheServer) {
    EXPECT_EQ(rp_id_with({}), "localhost");
    EXPECT_EQ(rp_id_with({{"BETTER_AUTH_URL", "https://API.example.com:8443/auth"}}), "api.example.com");
}

// FACTOR-28
TEST(ConfigPasskeys, MayBeForADomainAbove) {
    const std::string url = "https://api.example.com/auth", front = "https://app.example.org,https://book.example.net";
    const auto with = [&](const std::string& id) {
        return rp_id_with({{"BETTER_AUTH_URL", url}, {"FRONTEND_URL", front}, {"PASSKEY_RP_ID", id}});
    };
    for (const char* id : {"api.example.com", "example.com", "example.org", "book.example.net"})
        EXPECT_EQ(with(id), id);
    for (const char* id : {"xample.com", "other.example.com", "example", "https://example.com", "Example.com", "."})
        EXPECT_THROW(with(id), BadConfig) << id;
}

}  // namespace
}  // namespace pictbook
