#include "base/config.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <charconv>
#include <thread>

#include "base/bytes.hpp"
#include "base/config_backup.hpp"
#include "base/config_limits.hpp"
#include "base/config_mail.hpp"
#include "base/config_passkeys.hpp"
#include "base/config_secrets.hpp"

namespace pictbook {

namespace {

template <class Number>
Number number_in(const Environment& environment, const std::string& name, Number fallback, Number low, Number high) {
    const std::optional<std::string> text = environment(name);
    if (!text) return fallback;
    Number value{};
    const char* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < low || value > high)
        throw BadConfig(name + " must be a number from " + std::to_string(low) + " to " + std::to_string(high));
    return value;
}

/// The position of the value among `words`, or `fallback`.
std::size_t choice_of(const Environment& environment, const std::string& name, const std::vector<std::string>& words,
                      std::size_t fallback) {
    const std::optional<std::string> text = environment(name);
    if (!text) return fallback;
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
    throw BadConfig(name + " must be one of: " + list);
}

constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

/// Letters of kNameLetters, and dots.
bool is_name(std::string_view text) {
    return text.find_first_not_of(std::string(kNameLetters) + ".") == std::string_view::npos;
}

std::vector<std::string> list_in(const Environment& environment, const std::string& name, const std::string& fallback) {
    const std::string text = environment(name).value_or(fallback);
    std::vector<std::string> out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (const std::string_view item = trim(rest.substr(0, comma)); !item.empty()) out.emplace_back(item);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return out;
}

/// scheme://host[:port] of an http(s) URL, as browsers write an Origin.
std::string origin_in(const std::string& name, const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    const std::string scheme = parsed ? to_lower_ascii(parsed->scheme()) : "";
    const std::string host = parsed ? to_lower_ascii(parsed->encoded_host()) : "";
    const std::string port = parsed ? std::string(parsed->port()) : "";
    // Boost.URL 1.81 takes what follows a port as the path: `http://a:80.evil.example` is no URL.
    const bool fits = (scheme == "http" || scheme == "https") && !host.empty() && !parsed->has_userinfo() &&
                      (port.empty() || port == "0" || parsed->port_number() != 0) &&  // 0: the number is too large
                      (parsed->encoded_path().empty() || parsed->encoded_path().starts_with('/'));
    if (!fits) throw BadConfig(name + " must be an http:// or https:// URL");
    const bool usual = port.empty() || port == (scheme == "http" ? "80" : "443");
    return scheme + "://" + host + (usual ? "" : ":" + port);
}

std::string without_trailing_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

/// Empty when it is not set. What it holds is not told: the password is in it.
std::string database_url_in(const Environment& environment) {
    const std::string url = environment("DATABASE_URL").value_or("");
    if (!url.empty() && !url.starts_with("postgresql://") && !url.starts_with("postgres://"))
        throw BadConfig("DATABASE_URL must be a postgresql:// URL, or not set for SQLite");
    return url;
}

void read_urls(const Environment& environment, Config& config) {
    for (const std::string& url : list_in(environment, "FRONTEND_URL", "http://localhost:3000"))
        config.frontend_urls.push_back(origin_in("FRONTEND_URL", url));
    const std::string usual = "http://localhost:" + std::to_string(config.port) + "/auth";
    config.auth_url = without_trailing_slash(environment("BETTER_AUTH_URL").value_or(usual));
    const std::string auth_origin = origin_in("BETTER_AUTH_URL", config.auth_url);
    config.public_url = without_trailing_slash(environment("PUBLIC_URL").value_or(auth_origin));
    origin_in("PUBLIC_URL", config.public_url);
}

std::string required(const Environment& environment, const std::string& name, const std::string& because) {
    if (std::optional<std::string> value = environment(name)) return *std::move(value);
    throw BadConfig(name + " must be set when " + because + " is");
}

std::optional<S3Settings> read_s3(const Environment& environment) {
    const bool path_style = choice_of(environment, "S3_ACCESS_STYLE", {"path", "virtual"}, 0) == 0;
    const std::optional<std::string> endpoint = environment("S3_ENDPOINT");
    if (!endpoint) {
        // Somebody meant to use a bucket: files on the disk would come as a surprise.
        for (const char* name : {"S3_BUCKET_NAME", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_REGION"})
            if (environment(name)) required(environment, "S3_ENDPOINT", name);
        return std::nullopt;
    }
    origin_in("S3_ENDPOINT", *endpoint);
    if (endpoint->find_first_of("?#") != std::string::npos)
        throw BadConfig("S3_ENDPOINT must be an address without a query");
    S3Settings s3;
    s3.endpoint = without_trailing_slash(*endpoint);
    s3.region = environment("S3_REGION").value_or("us-east-1");
    s3.bucket = required(environment, "S3_BUCKET_NAME", "S3_ENDPOINT");
    s3.access_key_id = required(environment, "S3_ACCESS_KEY_ID", "S3_ENDPOINT");
    s3.secret_access_key = required(environment, "S3_SECRET_ACCESS_KEY", "S3_ENDPOINT");
    s3.path_style = path_style;
    if (!is_name(s3.bucket)) throw BadConfig("S3_BUCKET_NAME must be letters, digits, . - and _ only");
    if (!is_name(s3.region)) throw BadConfig("S3_REGION must be letters, digits, . - and _ only");
    // It is part of a header.
    if (!is_name(s3.access_key_id)) throw BadConfig("S3_ACCESS_KEY_ID must be letters, digits, . - and _ only");
    return s3;
}

void read_photo_settings(const Environment& environment, Config& config) {
    config.s3 = read_s3(environment);
    const std::size_t delivery = choice_of(environment, "IMAGE_DELIVERY", {"stream", "redirect", "public"}, 0);
    config.image_delivery = static_cast<ImageDelivery>(delivery);
    if (config.image_delivery != ImageDelivery::stream && !config.s3)
        throw BadConfig("IMAGE_DELIVERY must be stream when S3_ENDPOINT is not set");
}

/// Empty when it is not set. What a header can carry as a bearer token (RFC 6750 section 2.1), too long to guess.
std::string metrics_token_in(const Environment& environment) {
    const std::string token = environment("METRICS_TOKEN").value_or("");
    const bool fits = token.size() >= 16 && token.size() <= 512 &&
                      token.find_first_not_of(std::string(kNameLetters) + "._~+/=") == std::string::npos;
    if (!token.empty() && !fits) throw BadConfig("METRICS_TOKEN must be 16 to 512 letters, digits and - . _ ~ + / =");
    return token;
}

void read_sockets(const Environment& environment, SocketSettings& sockets) {
    const auto number = [&](const char* name, std::size_t usual, std::size_t least, std::size_t most) {
        return number_in<std::size_t>(environment, name, usual, least, most);
    };
    sockets.most_message = number("WS_MAX_MESSAGE", 16u << 20, 1024, 256u << 20);
    sockets.outbox = number("WS_OUTBOX", 1u << 20, 64u << 10, 64u << 20);
    sockets.most_queued = number("WS_QUEUED", 256u << 20, 1u << 20, 64ull << 30);
    sockets.most_in_book = number("WS_MAX_IN_BOOK", 10'000, 1, 1'000'000);
    sockets.io_uring = choice_of(environment, "IO_URING", {"on", "off"}, 0) == 0;
    sockets.idle = Seconds(number("WS_IDLE", 60, 2, 3600));
    sockets.agreement = Seconds(number("WS_STATE_HASH", 30, 1, 3600));
}

void read_journal(const Environment& environment, JournalSettings& journal) {
    journal.days = std::chrono::days(number_in<std::uint16_t>(environment, "JOURNAL_DAYS", 30, 1, 3650));
    journal.entries = number_in<std::uint32_t>(environment, "JOURNAL_ENTRIES", 50'000, 1000, 10'000'000);
}

}  // namespace

Config read_config(const Environment& environment) {
    Config config;
    config.host = environment("HOST").value_or("0.0.0.0");
    config.port = number_in<std::uint16_t>(environment, "PORT", 4000, 0, 65535);
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    config.workers = number_in<std::size_t>(environment, "WORKERS", std::min<std::size_t>(cores, 64), 1, 64);
    config.data = environment("PICTBOOK_DATA").value_or("./data");
    config.database_url = database_url_in(environment);
    config.redis_url = environment("REDIS_URL").value_or("");
    config.redis_authority = environment("REDIS_TLS_CA").value_or("");
    if (config.redis_url.empty() && !config.redis_authority.empty())
        throw BadConfig("REDIS_URL must be set when REDIS_TLS_CA is");
    read_photo_settings(environment, config);
    read_urls(environment, config);
    config.passkey_rp_id = passkey_rp_id_in(environment, config);
    config.cookie_domain = environment("COOKIE_DOMAIN");
    static const std::vector<std::string> visibilities{"MEMBERS", "LINK", "PUBLIC"};
    config.default_visibility = visibilities[choice_of(environment, "DEFAULT_VISIBILITY", visibilities, 0)];
    config.trusted_proxies = list_in(environment, "TRUSTED_PROXIES", "");
    config.rate_limit = choice_of(environment, "RATE_LIMIT", {"on", "off"}, 0) == 0;
    config.limits = read_limits(environment);
    config.auth_secret = environment("BETTER_AUTH_SECRET").value_or("");
    config.former_secrets = read_former_secrets(environment);
    config.environment = environment("PICTSHARE_BOOK_ENV").value_or("local");
    if (config.environment.find_first_not_of(kNameLetters) != std::string::npos)
        throw BadConfig("PICTSHARE_BOOK_ENV must be letters, digits, - and _ only");
    config.providers = read_providers(environment);
    config.most_connections = number_in<std::size_t>(environment, "MAX_CONNECTIONS", 20'000, 16, 1'000'000);
    read_sockets(environment, config.sockets);
    read_journal(environment, config.journal);
    config.mail = read_mail_settings(environment);
    config.telemetry = read_telemetry_settings(environment);
    config.backup = read_backup_settings(environment, config);
    config.metrics_token = metrics_token_in(environment);
    config.log_level =
        static_cast<log::Level>(choice_of(environment, "LOG_LEVEL", {"debug", "info", "warning", "error", "off"}, 1));
    const std::size_t format = ::isatty(STDERR_FILENO) ? 0 : 1;
    config.log_format = static_cast<log::Format>(choice_of(environment, "LOG_FORMAT", {"pretty", "json"}, format));
    return config;
}

}  // namespace pictbook
