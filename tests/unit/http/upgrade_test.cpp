// The WebSocket handshake: which requests can be upgraded, and the accept key of RFC 6455 section 1.3.
#include "http/upgrade.hpp"

#include <gtest/gtest.h>

#include <map>

namespace pictbook::http {
namespace {

using Change = std::map<std::string, std::optional<std::string>>;

/// The status that refuses a good handshake with these headers changed or left out; 0 when it is taken.
unsigned refusal(const Change& changed) {
    Change headers{{"Connection", "keep-alive, Upgrade"},
                   {"Upgrade", "websocket"},
                   {"Sec-WebSocket-Version", "13"},
                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    for (const auto& [name, value] : changed) headers[name] = value;
    Request request;
    for (const auto& [name, value] : headers)
        if (value) request.headers.add(name, *value);
    const std::optional<Response> refused = refuse_upgrade(request);
    if (refused && refused->status == 426) EXPECT_EQ(refused->headers.front().first, "Upgrade");
    return refused ? refused->status : 0;
}

TEST(Upgrade, TakesAGoodHandshake) {
    EXPECT_EQ(refusal({}), 0u);
    EXPECT_EQ(refusal({{"Connection", "upgrade"}}), 0u);
}

TEST(Upgrade, RefusesABrokenOne) {
    EXPECT_EQ(refusal({{"Sec-WebSocket-Version", "8"}}), 426u);
    EXPECT_EQ(refusal({{"Sec-WebSocket-Version", "13, 8"}}), 426u);
    EXPECT_EQ(refusal({{"Sec-WebSocket-Version", std::nullopt}}), 400u);
    EXPECT_EQ(refusal({{"Connection", "keep-alive"}}), 400u);
    EXPECT_EQ(refusal({{"Connection", std::nullopt}}), 400u);
    for (const char* key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=x",
                            "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZSBsb25nZXI="})
        EXPECT_EQ(refusal({{"Sec-WebSocket-Key", key}}), 400u) << key;
    EXPECT_EQ(refusal({{"Sec-WebSocket-Key", std::nullopt}}), 400u);
}

TEST(Upgrade, AcceptsWithTheKeyOfTheRfc) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace
}  // namespace pictbook::http
