#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/bytes.hpp"

namespace pictbook::http {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using Code = boost::beast::error_code;

class RequestParser::Impl : public beast_http::basic_parser<true> {
public:
    Impl() {
        header_limit(static_cast<std::uint32_t>(kMostHeaderBytes));
        body_limit(boost::none);
    }

    std::string method, target, body;
    Headers headers;
    unsigned http_version = 11;
    Fail fail = Fail::none;
    std::size_t header_bytes = 0;  // used so far
    bool chunk_begun = false;      // the last put() used the line before a chunk; before the last one, the trailer too

private:
    void on_request_impl(beast_http::verb, string_view method_text, string_view target_text, int version,
                         Code&) override {
        method = std::string_view(method_text);
        target = std::string_view(target_text);
        http_version = static_cast<unsigned>(version);
    }
    void on_response_impl(int, string_view, int, Code&) override {}
    void on_field_impl(beast_http::field, string_view name, string_view value, Code&) override {
        headers.add(std::string(name), std::string(value));
    }
    /// Where a body ends must be beyond doubt (RFC 9112 sections 6.1 and 6.3): no coding but chunked, in HTTP/1.1, without a
    /// Content-Length; of these one at most, and a number by itself, though equal ones might be taken for one.
    void on_header_impl(Code& error) override {
        const std::string length = headers.joined("Content-Length");
        if (length.find(',') != std::string::npos) error = beast_http::error::bad_content_length;
        if (!headers.has("Transfer-Encoding")) return;
        const auto is_coding = [](const auto& field) { return equal_ignoring_case(field.first, "Transfer-Encoding"); };
        const bool is_one =
            std::count_if(headers.all().begin(), headers.all().end(), is_coding) == 1;  // an empty one too
        const bool clear = http_version == 11 && !headers.has("Content-Length") && is_one &&
                           equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked");
        if (!clear) error = beast_http::error::bad_transfer_encoding;
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    std::size_t on_body_impl(string_view text, Code&) override {
        body.append(text);
        return text.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, Code&) override { chunk_begun = true; }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view text, Code&) override {
        body.append(text);
        return text.size();
    }
    void on_finish_impl(Code&) override {}
};

namespace {

/// What Beast would take or wait for: a bare LF, and obsolete line folding (RFC 9112 sections 2.2 and 5.2).
bool has_bad_line_end(std::string_view header) {
    for (std::size_t at = header.find('\n'); at != header.npos; at = header.find('\n', at + 1)) {
        if (at == 0 || header[at - 1] != '\r') return true;
        if (at + 1 < header.size() && (header[at + 1] == ' ' || header[at + 1] == '\t')) return true;
    }
    return false;
}

/// The line before a chunk, or the trailer, without its last byte: Beast has no limit for them. The same for one that is
/// whole and for one that waits for more, so that how it was cut makes no difference.
bool is_bad_chunk_line(std::string_view line) { return line.size() >= kMostHeaderBytes || has_bad_line_end(line); }

}  // namespace

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && impl_->fail == Fail::none && !impl_->is_done()) {
        const bool was_header = !impl_->is_header_done();
        const std::string_view rest = bytes.substr(used);
        impl_->chunk_begun = false;
        Code error;
        const std::size_t n = impl_->put(boost::asio::buffer(rest.data(), rest.size()), error);
        const bool more = error == beast_http::error::need_more;
        const bool bad_line_end = was_header && has_bad_line_end(more ? rest : rest.substr(0, n));
        if (was_header) impl_->header_bytes += n;
        used += n;
        // Beast's limit is for what it is given at once; a header may come in many pieces.
        const std::size_t waiting = was_header && more ? rest.size() - n : 0;
        if (error == beast_http::error::header_limit || impl_->header_bytes + waiting > kMostHeaderBytes)
            impl_->fail = Fail::header_too_large;
        else if (error == beast_http::error::body_limit)
            impl_->fail = Fail::body_too_large;
        else if (bad_line_end || (error && !more))
            impl_->fail = Fail::malformed;
        else if (!was_header && impl_->chunk_begun && is_bad_chunk_line(rest.substr(0, n - 1)))
            impl_->fail = Fail::malformed;
        else if (!was_header && more && is_bad_chunk_line(rest))
            impl_->fail = Fail::malformed;
        if (more || (was_header && impl_->is_header_done())) break;
        if (n == 0) break;
    }
    return used;
}

RequestParser::Fail RequestParser::fail() const { return impl_->fail; }
bool RequestParser::started() const { return impl_->got_some(); }
bool RequestParser::header_done() const { return impl_->is_header_done(); }
bool RequestParser::done() const { return impl_->is_done(); }
bool RequestParser::keep_alive() const { return impl_->keep_alive(); }
bool RequestParser::expects_continue() const {
    return equal_ignoring_case(impl_->headers.get("Expect"), "100-continue");
}

bool RequestParser::has_body() const { return impl_->chunked() || impl_->content_length().value_or(0) > 0; }

void RequestParser::limit_body(std::uint64_t bytes) {
    impl_->body_limit(bytes);
    if (impl_->content_length().value_or(0) > bytes) impl_->fail = Fail::body_too_large;
}

std::string& RequestParser::body() { return impl_->body; }
unsigned RequestParser::version() const { return impl_->http_version; }

void RequestParser::take_header(Request& request, std::string& target) {
    request.verb = verb_of(impl_->method);
    request.headers = std::move(impl_->headers);
    target = std::move(impl_->target);
}

}  // namespace pictbook::http
