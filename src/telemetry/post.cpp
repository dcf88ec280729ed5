#include "telemetry/post.hpp"

#include <charconv>

#include "base/bytes.hpp"
#include "base/curl.hpp"

namespace pictbook::telemetry {

namespace {

constexpr std::size_t kMostHeaderBytes = 64u << 10;
constexpr Milliseconds kConnectDeadline{5'000};
constexpr long kLongestWait = 24 * 3600;  // seconds

struct Hearing {
    Posted posted;
    std::size_t head_bytes = 0;
    const std::function<bool()>& gives_up;
};

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* self) {
    Hearing& hearing = *static_cast<Hearing*>(self);
    hearing.head_bytes += count;
    if (hearing.head_bytes > kMostHeaderBytes) return 0;
    const std::string_view line = std::string_view(bytes, count).substr(0, std::string_view(bytes, count).find('\r'));
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return count;
    const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(name, "Retry-After")) hearing.posted.retry_after = parse_retry_after(value, now());
    if (equal_ignoring_case(name, "X-Sentry-Rate-Limits")) hearing.posted.rate_limits = value;
    return count;
}

std::size_t on_bytes(char*, std::size_t, std::size_t count, void*) { return count; }  // nobody reads them

int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Hearing*>(self)->gives_up() ? 1 : 0;
}

}  // namespace

struct Poster::Handle {
    CurlHandle easy = make_curl_handle();
};

Poster::Poster() : handle_(std::make_unique<Handle>()) {}

Poster::~Poster() = default;

Posted Poster::post(const std::string& url, const std::vector<std::string>& headers, const std::string& body,
                    Milliseconds timeout, const std::function<bool()>& gives_up) {
    CURL* const easy = handle_->easy.get();
    curl_easy_reset(easy);
    CurlLines lines;
    for (const std::string& header : headers) lines.add(header);
    Hearing hearing{.posted = {}, .gives_up = gives_up};
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent holds up no stop
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, kConnectDeadline).count()));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_bytes);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &hearing);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &hearing);
    const CURLcode code = curl_easy_perform(easy);
    if (code == CURLE_OK) curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &hearing.posted.status);
    hearing.posted.reason =
        code == CURLE_OK ? "status " + std::to_string(hearing.posted.status) : curl_easy_strerror(code);
    return std::move(hearing.posted);
}

std::optional<Seconds> parse_retry_after(std::string_view text, Time now) {
    long seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty()) return std::nullopt;
    if (read.ec == std::errc() && read.ptr == text.data() + text.size() && seconds >= 0)
        return Seconds(std::min(seconds, kLongestWait));
    const std::time_t date = curl_getdate(std::string(text).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    const std::int64_t left = date - std::chrono::floor<Seconds>(now).time_since_epoch().count();
    return Seconds(std::clamp<std::int64_t>(left, 0, kLongestWait));
}

}  // namespace pictbook::telemetry
