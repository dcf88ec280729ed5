// Reads an object of a bucket in order through one GET that is kept open, and anywhere else by a GET of its own.
#pragma once

#include <memory>
#include <string>

#include "blob/blobs.hpp"
#include "blob/s3_client.hpp"

namespace pictbook::blob {

/// Holds at most Transfer::kMostBuffered bytes twice: what came, and what is left of what was taken.
class S3Reader final : public Reader {
public:
    S3Reader(std::shared_ptr<Client> client, std::string key, std::uint64_t size, std::string etag);
    ~S3Reader() override;

    std::uint64_t size() const override { return size_; }
    boost::asio::awaitable<std::string> read(std::uint64_t offset, std::size_t length) override;

private:
    /// Gets bytes from `position_` on into `rest_`; `wanted` of them will be asked for.
    boost::asio::awaitable<void> fill(std::size_t wanted);
    std::shared_ptr<Transfer> start(std::size_t wanted, const Fields& unsigned_headers);
    void drop();
    /// Throws Unavailable unless the answer is the part that was asked for.
    void expect_part(unsigned status, const std::string& body) const;

    std::shared_ptr<Client> client_;
    std::string key_, etag_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;  // in the object, of the first byte of rest_
    std::string rest_;
    std::shared_ptr<Transfer> transfer_;
};

}  // namespace pictbook::blob
