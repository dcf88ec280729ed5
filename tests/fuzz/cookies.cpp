// Whatever cookies stand around it, only a value that we signed counts, and ours is found; what we set is read back as it was.
// Each line of the input is a Cookie header.
#include "account/cookies.hpp"

#include "account/signed_cookie.hpp"
#include "base/bytes.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "http/policy.hpp"

namespace {

using namespace pictbook::account;
using pictbook::http::cookie_values;
using pictbook::http::Headers;

const SessionCookies& cookies() {
    static const SessionCookies all({.environment = "local", .secret = "a secret that no input knows, 0123456789"});
    return all;
}

/// The cookie of a Set-Cookie text.
std::string pair_of(const std::string& set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

std::optional<std::string> token_in(const std::vector<std::string>& lines) {
    Headers headers;
    for (const std::string& line : lines) headers.add("Cookie", line);
    return cookies().token_of(cookie_values(headers, cookies().token_name()));
}

/// Ours among those that somebody else put there, before and behind, in its own line and in theirs.
std::string fault_among(std::vector<std::string> lines) {
    const std::string ours = pair_of(cookies().set("our-token", true, false).front());
    if (const auto found = token_in(lines)) return "a token that we did not sign: " + *found;
    std::vector<std::string> before = lines, behind = lines;
    before.insert(before.begin(), ours);
    behind.push_back(ours);
    if (token_in(before) != "our-token") return "ours is not found before others";
    if (token_in(behind) != "our-token") return "ours is not found behind others";
    if (lines.empty()) return "";
    lines.front() = ours + "; " + lines.front();
    return token_in(lines) == "our-token" ? "" : "ours is not found in one line with others";
}

/// What is set comes back, under its own name only.
std::string fault_of_token(const std::string& text) {
    for (const std::string& set_cookie : cookies().set(text, false, true))
        if (set_cookie.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return "a broken header";
    const std::optional<std::string> token = token_in({pair_of(cookies().set(text, true, false).front())});
    if (token != (text.empty() ? std::nullopt : std::optional(text))) return "a token that does not come back";

    const SignedCookie factor(cookies(), "two_factor"), device(cookies(), "trust_device");
    const std::string cookie = pair_of(factor.set(text, pictbook::Seconds(60), false));
    Headers headers;
    headers.add("Cookie", cookie);
    const std::vector<std::string> values = cookie_values(headers, factor.name());
    if (factor.read(values) != text) return "a signed text that does not come back";
    return device.read(values).empty() ? "" : "one signed cookie in the place of another";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = pictbook::fuzz::text_of(data, size);
    pictbook::fuzz::expect_none(fault_of_token(std::string(text)));
    std::vector<std::string> lines;
    while (!text.empty() && lines.size() < 8) lines.emplace_back(pictbook::fuzz::take_line(text));
    pictbook::fuzz::expect_none(fault_among(std::move(lines)));
    return 0;
}
