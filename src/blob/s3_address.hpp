// Where a bucket and its objects are: in the path of the server's address, or as a host of its own.
#pragma once

#include <string>

#include "blob/s3.hpp"

namespace pictbook::blob {

class S3Address {
public:
    explicit S3Address(const S3Options& options);

    /// What the Host header says.
    const std::string& host() const { return host_; }
    /// Encoded; with an empty key the bucket's own.
    std::string path(const std::string& key) const;
    /// Without a query.
    std::string url(const std::string& key) const { return scheme_ + "://" + host_ + path(key); }
    /// The server, as a person knows it.
    const std::string& server() const { return server_; }

private:
    std::string scheme_, server_, host_;
    std::string before_;  // of every key, with a slash at its end
};

}  // namespace pictbook::blob
