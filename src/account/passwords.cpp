#include "account/passwords.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>

#include "account/hash_memory.hpp"
#include "base/bytes.hpp"
#include "base/ids.hpp"
#include "base/trace_executor.hpp"

namespace pictbook::account {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t kKeyBytes = 64, kSaltBytes = 16;
constexpr std::uint64_t kMostMemory = 128u << 20;  // OpenSSL's default refuses the 32 MiB that these numbers need
/// No account has a longer one: 128 UTF-16 units are at most 384 bytes. Keeps the cost of a guess the same.
constexpr std::size_t kMostPasswordBytes = 384;

/// Overwrites the text when its scope ends.
class Wiped {
public:
    explicit Wiped(std::string& text) : text_(text) {}
    ~Wiped() { OPENSSL_cleanse(text_.data(), text_.size()); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;

private:
    std::string& text_;
};

std::string derive(std::string_view password, std::string_view salt) {
    std::string form = normal_form(password);
    const Wiped wiped(form);
    std::string key(kKeyBytes, '\0');
    if (EVP_PBE_scrypt(form.data(), form.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                       kCost, kBlockSize, kParallel, kMostMemory, reinterpret_cast<unsigned char*>(key.data()),
                       key.size()) != 1)
        throw std::bad_alloc();  // the numbers are right, so it lacks its 32 MiB
    return to_hex(key);
}

bool matches(std::string_view password, std::string_view stored) {
    const std::size_t colon = std::min(stored.find(':'), stored.size());
    const bool plausible = password.size() <= kMostPasswordBytes;
    const std::string key = derive(plausible ? password : std::string_view(), stored.substr(0, colon));
    const bool same = colon < stored.size() && equal_in_constant_time(key, to_lower_ascii(stored.substr(colon + 1)));
    return plausible && same;
}

}  // namespace

namespace {

/// Normalisation form KC, and what `more` says.
std::string mapped(std::string_view utf8, int more) {
    utf8proc_uint8_t* out = nullptr;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | more);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                               static_cast<utf8proc_ssize_t>(utf8.size()), &out, options);
    if (size < 0) throw std::runtime_error(std::string("utf8proc: ") + utf8proc_errmsg(size));
    const auto wipe = [size](utf8proc_uint8_t* text) {
        OPENSSL_cleanse(text, static_cast<std::size_t>(size));
        std::free(text);
    };
    const std::unique_ptr<utf8proc_uint8_t, decltype(wipe)> held(out, wipe);
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

}  // namespace

std::string normal_form(std::string_view utf8) { return mapped(utf8, 0); }

std::string folded_form(std::string_view utf8) { return mapped(utf8, UTF8PROC_CASEFOLD); }

Passwords::Passwords(std::size_t threads, std::size_t queue)
    : pool_("password hashing", {.threads = threads, .queue = queue, .nice = kNice, .rest = release_hash_memory}) {}

awaitable<std::string> Passwords::hash(std::string password) {
    const Wiped wiped(password);
    const trace::Scope span(trace::of(co_await asio::this_coro::executor), "hash a password");
    auto work = [&password](std::size_t) {
        const std::string salt = to_hex(random_bytes(kSaltBytes));
        return salt + ":" + derive(password, salt);
    };
    co_return co_await pool_.run(work);
}

awaitable<bool> Passwords::verify(std::string password, std::string stored) {
    const Wiped wiped(password);
    const trace::Scope span(trace::of(co_await asio::this_coro::executor), "check a password");
    auto work = [&](std::size_t) { return matches(password, stored); };
    co_return co_await pool_.run(work);
}

awaitable<void> Passwords::waste() {
    static const std::string stored = std::string(2 * kSaltBytes, '0') + ":" + std::string(2 * kKeyBytes, '0');
    co_await verify("never a password", stored);
}

}  // namespace pictbook::account
