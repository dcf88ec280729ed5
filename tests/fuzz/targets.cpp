// Where a browser may be sent, whose page asks, and whose address counts: whatever is allowed stays with us, as a browser reads it
// (WHATWG URL, "basic URL parser"). The first line of the input is a target, the second an X-Forwarded-For header.
#include "account/targets.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "http/policy.hpp"

namespace {

using namespace pictbook;

const std::string kOurs = "https://books.example";

/// The text as a browser takes it: without tabs and line ends, nor what it trims, and with slashes for backslashes.
std::string as_a_browser_reads(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '\t' && c != '\n' && c != '\r') out.push_back(c == '\\' ? '/' : c);
    const auto trimmed = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), trimmed));
    return to_lower_ascii(out);
}

std::string fault_of_target(const std::string& target) {
    if (!account::is_allowed_target(target, {kOurs})) return "";
    if (target.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return "a target that splits a header";
    const std::string read = as_a_browser_reads(target);
    if (read.starts_with("//")) return "another host by two slashes";
    if (read.starts_with("/")) return "";
    if (!read.starts_with("https://")) return "another scheme";
    std::string_view host = std::string_view(read).substr(8);
    host = host.substr(0, host.find_first_of("/?#"));
    if (const std::size_t person = host.rfind('@'); person != host.npos) host.remove_prefix(person + 1);
    std::string_view port = host.substr(std::min(host.find(':'), host.size()));
    host.remove_suffix(port.size());
    port.remove_prefix(std::min(port.find_first_not_of(":0"), port.size()));  // zeros before it say nothing
    const bool ours = host == "books.example" && (port.empty() || port == "443");
    return ours ? "" : "another origin";
}

std::string fault_of_origin(std::string_view url) {
    const std::optional<std::string> origin = http::origin_of(url);
    if (!origin) return "";
    if (http::origin_of(*origin) != origin) return "an origin that is none: " + *origin;
    if (origin == kOurs && !as_a_browser_reads(url).starts_with("https://")) return "ours by another scheme";
    return "";
}

std::string fault_of_address(const std::string& forwarded) {
    http::Settings settings;
    const auto peer = boost::asio::ip::make_address("10.0.0.1");
    http::Headers headers;
    headers.add("X-Forwarded-For", forwarded);
    if (http::client_address(settings, peer, headers) != "10.0.0.1") return "an untrusted peer is believed";
    settings.trusted_proxies = {*http::parse_network("10.0.0.0/8")};
    headers.add("X-Forwarded-For", "192.0.2.7");
    return http::client_address(settings, peer, headers) == "192.0.2.7" ? "" : "another than the proxy told";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = fuzz::text_of(data, size);
    const std::string_view target = fuzz::take_line(text);
    fuzz::expect_none(fault_of_target(std::string(target)));
    fuzz::expect_none(fault_of_origin(target));
    fuzz::expect_none(fault_of_address(std::string(fuzz::take_line(text))));
    return 0;
}
