#include "http/fetcher.hpp"

#include "base/curl.hpp"
#include "base/trace_executor.hpp"
#include "base/web_address.hpp"

namespace pictbook::http {

namespace {

/// One request while libcurl works on it.
struct Exchange {
    const Fetcher::Limits& limits;
    Answer answer;
    std::size_t head_bytes = 0;
    bool too_large = false;
};

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = *static_cast<Exchange*>(self);
    exchange.too_large = exchange.answer.body.size() + count > exchange.limits.most_body;
    if (exchange.too_large) return CURL_WRITEFUNC_ERROR;
    exchange.answer.body.append(bytes, count);
    return count;
}

std::size_t on_head(char*, std::size_t, std::size_t count, void* self) {
    Exchange& exchange = *static_cast<Exchange*>(self);
    exchange.head_bytes += count;
    exchange.too_large = exchange.head_bytes > exchange.limits.most_head;
    return exchange.too_large ? 0 : count;
}

void set_rules(CURL* easy, Milliseconds left) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name server that is silent holds up no deadline
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left.count()));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // none, whatever the environment says
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

void set_request(CURL* easy, const Outgoing& request, const curl_slist* headers) {
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (request.form) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.form->size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.form->data());
    }
    if (request.basic_user.empty()) return;
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERNAME, request.basic_user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, request.basic_password.c_str());
}

/// `Accept`, and which trace it is for: not its tracestate, which is nothing for strangers (W3C Trace Context, section 6).
CurlLines headers_for(const trace::Scope& span) {
    CurlLines lines;
    lines.add("Accept: application/json");
    for (const auto& [name, value] : span.headers()) {
        if (name != "traceparent") continue;
        std::string line(name);
        line.append(": ").append(value);
        lines.add(line);
    }
    return lines;
}

Answer exchange_now(const Outgoing& request, const Fetcher::Limits& limits, Milliseconds left,
                    const trace::Scope& span) {
    if (left.count() <= 0) throw Unreachable("it was not asked in time");
    const CurlHandle easy = make_curl_handle();
    const CurlLines headers = headers_for(span);
    Exchange exchange{.limits = limits, .answer = {}};
    set_rules(easy.get(), left);
    set_request(easy.get(), request, headers.get());
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, &on_head);
    curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &exchange);
    const CURLcode code = curl_easy_perform(easy.get());
    if (exchange.too_large) throw Unreachable("its answer is too large");
    if (code != CURLE_OK) throw Unreachable(curl_easy_strerror(code));
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &exchange.answer.status);
    return std::move(exchange.answer);
}

}  // namespace

Fetcher::Fetcher(Limits limits)
    : limits_(limits), pool_("the pool of outgoing requests", {limits.threads, limits.queue}) {}

boost::asio::awaitable<Answer> Fetcher::fetch(Outgoing request) {
    if (!is_https(request.url) && !is_http_loopback(request.url))
        throw Unreachable("its address is neither https nor on this machine");
    const Monotonic::time_point end = Monotonic::now() + limits_.deadline;
    trace::Scope span(trace::of(co_await boost::asio::this_coro::executor), request.form ? "POST" : "GET",
                      trace::Kind::client);
    auto work = [&](std::size_t) {
        const auto left = std::chrono::duration_cast<Milliseconds>(end - Monotonic::now());
        return exchange_now(request, limits_, left, span);
    };
    Answer answer = co_await pool_.run(work);
    span.set("http.response.status_code", answer.status);
    co_return answer;
}

}  // namespace pictbook::http
