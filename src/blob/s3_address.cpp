#include "blob/s3_address.hpp"

#include <boost/url/parse.hpp>

#include "base/bytes.hpp"
#include "blob/signature.hpp"

namespace pictbook::blob {

S3Address::S3Address(const S3Options& options) {
    const auto parsed = boost::urls::parse_uri(options.endpoint);
    if (!parsed) throw BadStore("S3_ENDPOINT must be an http:// or https:// URL");
    scheme_ = to_lower_ascii(parsed->scheme());
    server_ = to_lower_ascii(parsed->encoded_host());
    const std::string port(parsed->port());
    if (!port.empty() && port != (scheme_ == "http" ? "80" : "443")) server_ += ":" + port;
    host_ = options.path_style ? server_ : options.bucket + "." + server_;
    before_ = parsed->encoded_path();
    while (before_.ends_with('/')) before_.pop_back();
    if (options.path_style) before_ += "/" + encode_path(options.bucket);
    before_ += "/";
}

std::string S3Address::path(const std::string& key) const {
    // A bucket's own path has no slash at its end, unless it would be empty.
    if (key.empty() && before_.size() > 1) return before_.substr(0, before_.size() - 1);
    return before_ + encode_path(key);
}

}  // namespace pictbook::blob
