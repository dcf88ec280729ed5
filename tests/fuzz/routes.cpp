// Every route of a whole server, with a database: whatever the path, the query and the body are, it answers, never with 500, and
// what it calls JSON is JSON. The first line of an input is `METHOD target`, the rest the body; fuzz/support/home.hpp says what
// stands for the ids of what is there.
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/log.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/support/home.hpp"
#include "schema/json.hpp"

// Instead of OpenSSL's, which takes 50 ms on purpose: an input with a password is to cost no more than another.
extern "C" int EVP_PBE_scrypt(const char* password, std::size_t length, const unsigned char* salt,
                              std::size_t salt_length, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                              unsigned char* key, std::size_t key_length) {
    return PKCS5_PBKDF2_HMAC(password, static_cast<int>(length), salt, static_cast<int>(salt_length), 1, EVP_sha256(),
                             static_cast<int>(key_length), key);
}

namespace {

using namespace pictbook;
namespace http = boost::beast::http;

constexpr int kStay = 20'000;              // requests; then everything begins anew, so that the database stays small
constexpr std::size_t kMostRead = 64'000;  // of an answer's bytes; a longer one is a document that never changes

/// What a client's library makes of an address: bytes that no target may have (RFC 9112 section 3.2) are written as %XX.
std::string as_target(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out = text.starts_with('/') ? "" : "/";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7F)
            out.push_back(c);
        else
            out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
    return out;
}

std::optional<fuzz::Asking> asking_of(std::string_view input) {
    const std::string_view line = fuzz::take_line(input);
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string method(line.substr(0, space));
    for (const char* each : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (method == each)
            return fuzz::Asking{method, std::string(line.substr(std::min(space + 1, line.size()))), std::string(input)};
    return std::nullopt;
}

std::string fault_of(const fuzz::Answer& answer) {
    const unsigned status = answer.result_int();
    if (status >= 500 && status != 503) return "answered with " + std::to_string(status) + ": " + answer.body();
    const bool is_json = answer[http::field::content_type].starts_with("application/json");
    const bool is_read = is_json && !answer.body().empty() && answer.body().size() <= kMostRead;
    if (is_read && !schema::parse_json(answer.body())) return "no JSON: " + answer.body();
    return "";
}

/// Whether the one who asks, or the book, may be gone.
bool has_ended(const fuzz::Asking& asking, const fuzz::Answer& answer) {
    const bool done = answer.result_int() < 300 && asking.method != "GET";
    return answer.result_int() == 401 || (done && (asking.method == "DELETE" || asking.target.starts_with("/auth/")));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    // Both outlive the server below.
    log::configure(log::Level::off, log::Format::json);
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::optional<fuzz::Home> home;
    static int asked = 0;
    std::optional<fuzz::Asking> asking = asking_of(fuzz::text_of(data, size));
    if (!asking) return -1;
    if (!home || ++asked % kStay == 0) home.emplace();
    asking->target = as_target(home->filled(asking->target));
    asking->body = home->filled(asking->body);
    const fuzz::Answer answer = home->ask(*asking);
    fuzz::expect_none(fault_of(answer));
    if (has_ended(*asking, answer)) home->move_in();
    return 0;
}
