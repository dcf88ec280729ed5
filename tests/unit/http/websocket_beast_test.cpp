// The frame parser against Beast's on random streams, half of them damaged, with a fixed seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "support/websocket_client.hpp"
#include "unit/http/beast_streams.hpp"

namespace pictbook::http {
namespace {

using ClientFrame = test::WebSocketClient::Frame;

constexpr std::size_t kBeastLimit = 70'000;

/// Random client streams; `damage` breaks one.
class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::string stream() {
        std::string bytes;
        for (unsigned messages = 1 + below(4); messages > 0; --messages) bytes += message();
        if (below(2) == 0) bytes += close();
        return bytes;
    }

    void damage(std::string& bytes) {
        for (unsigned wounds = 1 + below(3); wounds > 0; --wounds) {
            // Mostly near the front, where headers are.
            const std::size_t at =
                below(static_cast<unsigned>(below(2) == 0 ? std::min<std::size_t>(bytes.size(), 20) : bytes.size()));
            switch (below(4)) {
                case 0:
                    bytes.insert(at, 1, static_cast<char>(below(256)));
                    break;
                case 1:
                    bytes.erase(at, 1);
                    break;
                default:
                    bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            }
            if (bytes.empty()) bytes.push_back('\0');
        }
    }

    std::mt19937& random() { return random_; }

private:
    unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

    std::string encode(unsigned opcode, std::string payload, bool fin) {
        const ClientFrame frame{.fin = fin, .opcode = opcode, .payload = std::move(payload)};
        return test::WebSocketClient::encode(frame);
    }

    std::string message() {
        const bool is_text = below(2) == 0;
        std::string payload = is_text ? text() : std::string(length(), '\xFF');
        std::string bytes;
        unsigned opcode = is_text ? 1 : 2;
        for (; below(3) == 0; opcode = 0) {
            const std::size_t cut = below(static_cast<unsigned>(payload.size() + 1));
            bytes += encode(opcode, payload.substr(0, cut), false);
            payload.erase(0, cut);
            if (below(3) == 0) bytes += encode(9 + below(2), std::string(below(126), 'p'), true);
        }
        return bytes + encode(opcode, payload, true);
    }

    std::string close() {
        static constexpr unsigned kCodes[] = {999,  1000, 1001, 1004, 1005, 1006, 1007, 1011,
                                              1013, 1015, 1016, 2999, 3000, 3999, 4000, 4999};
        if (below(4) == 0) return encode(8, std::string(below(2), 'x'), true);
        const unsigned code = kCodes[below(std::size(kCodes))];
        const std::string reason = text().substr(0, below(124));
        return encode(8, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + reason, true);
    }

    std::string text() {
        static constexpr const char* kPieces[] = {
            "a", "hello, world", "\xC3\xA9", "\xEA\xB0\x80", "\xF0\x9F\x96\xBC", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"};
        static constexpr const char* kWrong[] = {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"};
        std::string out;
        const std::size_t size = length();
        while (out.size() < size) out += kPieces[below(std::size(kPieces))];
        if (below(10) == 0) out += kWrong[below(std::size(kWrong))];
        return out;
    }

    std::size_t length() {
        static constexpr std::size_t kLengths[] = {0, 1, 7, 8, 124, 125, 126, 127, 1000};
        static constexpr std::size_t kLong[] = {65535, 65536, kBeastLimit, kBeastLimit + 1};
        return below(40) == 0 ? kLong[below(std::size(kLong))] : kLengths[below(std::size(kLengths))];
    }

    std::mt19937 random_;
};

TEST(WebSocketFrames, agree_with_beast_on_random_streams) {
    asio::io_context context;
    Generator generator(6455);
    int differences = 0, violations = 0, closes = 0;
    constexpr int kCases = 4000;
    for (int i = 0; i < kCases; ++i) {
        std::string bytes = generator.stream();
        if (i % 2 == 1) generator.damage(bytes);
        const auto piece = [&random = generator.random()] { return 1 + random() % (random() % 2 == 0 ? 10 : 100'000); };
        const Lines beast = read_with_beast(context, bytes, kBeastLimit);
        const Lines ours = read_with_ours(bytes, kBeastLimit, piece);
        violations += ours.back().starts_with("violation");
        closes += ours.back().starts_with("close");
        differences += without_reasons(ours) != beast;
        ASSERT_EQ(disagreement(ours, beast), "")
            << "case " << i << ": " << testing::PrintToString(ours) << " but " << testing::PrintToString(beast);
    }
    EXPECT_LT(differences, kCases / 50);
    EXPECT_GT(violations, kCases / 4);
    EXPECT_GT(closes, kCases / 10);
}

}  // namespace
}  // namespace pictbook::http
