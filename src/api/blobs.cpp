// The bytes of photos, at the address that is their permission (docs/spec/images.md).
#include <charconv>

#include "api/access.hpp"
#include "api/routes.hpp"
#include "base/bytes.hpp"
#include "http/content_disposition.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Path;
using http::Response;

namespace {

struct BlobText : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{.example = "…"};
};

struct BlobPath {
    BlobText capability;
    BlobText projectId;
    BlobText name;
};
BOOST_DESCRIBE_STRUCT(BlobPath, (), (capability, projectId, name))

/// The range and cache headers of the request.
struct Wanted {
    std::string range;
    std::string none_match;
};

constexpr Seconds kPresignedFor = std::chrono::minutes(10);

class BlobSource : public http::BodySource {
public:
    BlobSource(std::shared_ptr<blob::Reader> reader, std::uint64_t begin, std::uint64_t length)
        : reader_(std::move(reader)), begin_(begin) {
        size = length;
    }
    awaitable<std::string> read(std::uint64_t offset, std::size_t most) override {
        const std::uint64_t left = size - offset;
        return reader_->read(begin_ + offset, static_cast<std::size_t>(std::min<std::uint64_t>(left, most)));
    }

private:
    std::shared_ptr<blob::Reader> reader_;
    std::uint64_t begin_;
};

std::string_view type_of(std::string_view key) {
    static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"}, {".png", "image/png"},
        {".gif", "image/gif"},   {".webp", "image/webp"}, {".avif", "image/avif"},
        {".heic", "image/heic"}, {".tiff", "image/tiff"}, {".bmp", "image/bmp"}};
    for (const auto& [ending, type] : kTypes)
        if (key.ends_with(ending)) return type;
    return "application/octet-stream";
}

struct Span {
    std::uint64_t begin, length;
};

/// RFC 9110 section 14.1.2, one range only; anything else is no range. An empty span can't be satisfied.
std::optional<Span> parse_range(std::string_view header, std::uint64_t size) {
    if (!header.starts_with("bytes=") || header.find(',') != header.npos) return std::nullopt;
    header.remove_prefix(6);
    const std::size_t dash = header.find('-');
    if (dash == header.npos) return std::nullopt;
    const auto number = [](std::string_view text) -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
        return value;
    };
    const std::optional<std::uint64_t> first = number(header.substr(0, dash)), last = number(header.substr(dash + 1));
    if (!first && last && dash == 0) return Span{size - std::min(*last, size), std::min(*last, size)};
    if (!first || (!last && dash + 1 != header.size()) || (last && *last < *first)) return std::nullopt;
    if (*first >= size) return Span{0, 0};
    return Span{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

/// `name`: the key's last part.
void add_headers(Response& response, const std::string& etag, const std::string& name) {
    response.headers.emplace_back("Content-Disposition", http::content_disposition("inline", name, "", "photo"));
    response.headers.emplace_back("Cache-Control", "private, max-age=86400, immutable");
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Accept-Ranges", "bytes");
    response.headers.emplace_back("Content-Security-Policy", std::string(http::kNothingAllowed) + "; sandbox");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
}

/// The bucket's own address of the object, when photos are delivered so.
std::optional<Response> redirect_of(const Parts& parts, const std::string& key) {
    if (parts.config.image_delivery != ImageDelivery::redirect) return std::nullopt;
    std::optional<std::string> url = parts.blobs.presigned_url(key, kPresignedFor);
    if (!url) return std::nullopt;
    Response response = Response::redirect(*std::move(url));
    // Half as long, so that an address taken from a cache still has time to serve.
    response.headers.emplace_back("Cache-Control", "private, max-age=" + std::to_string(kPresignedFor.count() / 2));
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
}

awaitable<Result<Response>> show_blob(const Parts& parts, const Anyone&, const Path<BlobPath>& path,
                                      const Wanted& wanted) {
    const std::string key = path.projectId.value + "/images/" + path.name.value;
    if (!parts.capabilities.allows(path.capability.value, key, now()))
        co_return http::failure(Fault::forbidden, "Forbidden");
    if (std::optional<Response> redirect = redirect_of(parts, key)) co_return *std::move(redirect);
    const std::string etag = "\"" + to_hex(sha256(key)).substr(0, 32) + "\"";  // a key's bytes never change
    Response response;
    if (wanted.none_match.find(etag) != std::string::npos) {
        response.status = 304;
        add_headers(response, etag, path.name.value);
        co_return response;
    }
    std::shared_ptr<blob::Reader> reader = co_await parts.blobs.open(key);
    if (!reader) co_return http::failure(Fault::not_found, OfImage::absent);
    const std::uint64_t size = reader->size();
    const std::optional<Span> span = parse_range(wanted.range, size);
    if (span && span->length == 0) {
        response = http::render(http::failure(Fault::range_unsatisfiable, "Range not satisfiable"));
        response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
        co_return response;
    }
    const Span part = span.value_or(Span{0, size});
    if (span) {
        response.status = 206;
        response.headers.emplace_back("Content-Range", "bytes " + std::to_string(part.begin) + "-" +
                                                           std::to_string(part.begin + part.length - 1) + "/" +
                                                           std::to_string(size));
    }
    response.content_type = type_of(key);
    add_headers(response, etag, path.name.value);
    response.source = std::make_unique<BlobSource>(std::move(reader), part.begin, part.length);
    co_return response;
}

}  // namespace
}  // namespace pictbook::api

template <>
struct pictbook::http::Extract<pictbook::api::Parts, pictbook::api::Wanted> {
    static boost::asio::awaitable<Result<api::Wanted>> from(const api::Parts&, Request& request) {
        api::Wanted wanted;
        wanted.range = request.headers.get("Range");
        wanted.none_match = request.headers.get("If-None-Match");
        co_return wanted;
    }
    static void describe(Operation& operation) {
        operation.responses[200] = {{"description", "The exact bytes, with the image's type"},
                                    {"content", schema::json::object{{"image/*", schema::json::object()}}}};
        operation.responses[206] = {{"description", "The bytes of one range"}};
        operation.responses[302] = {{"description", "With IMAGE_DELIVERY=redirect: to an address of the object store"}};
        operation.responses[304] = {{"description", "Not modified"}};
    }
};

namespace pictbook::api {

Table blob_routes() {
    return {
        http::get<"/blob/:capability/:projectId/images/:name">(
            show_blob, {"A photo's bytes, at the src of its asset",
                        "Images",
                        {{Fault::forbidden, "Forbidden"},
                         {Fault::not_found, OfImage::absent},
                         {Fault::range_unsatisfiable, "Range not satisfiable"}}}),
    };
}

}  // namespace pictbook::api
