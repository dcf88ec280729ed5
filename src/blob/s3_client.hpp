// Requests to one bucket: signed, sent by the engine, and tried again while that may help.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "blob/s3_address.hpp"
#include "blob/s3_engine.hpp"
#include "blob/signature.hpp"

namespace pictbook::blob {

struct Call {
    std::string method;
    std::string key;  // empty: the bucket itself
    Fields query = {};
    Fields headers = {};  // beside those that every request has; names in lower case
    std::filesystem::path file = {};
};

/// A whole answer: any status that trying again does not change.
struct Reply : Answer {
    std::string body;
};

class Client {
public:
    static constexpr unsigned kAttempts = 3;

    explicit Client(const S3Options& options);

    const S3Address& address() const { return address_; }

    /// At most kAttempts times. Throws Unavailable when the server can't be reached, is overloaded or fails.
    boost::asio::awaitable<Reply> send(Call call);
    /// Once, for a body that is read as it comes. `unsigned_headers` may be changed on their way.
    std::shared_ptr<Transfer> start(const Call& call, const Fields& unsigned_headers);
    /// For /metrics. From any thread.
    QueueUse queue() const { return engine_.use(); }
    std::string presigned_url(const std::string& key, Seconds valid) const;

    /// What trying again may help against, in a sentence for whoever asked for the photo; or nothing.
    static std::optional<std::string> passing_failure(const Transfer& transfer);
    /// Waits 100 ms, 400 ms, ... give or take a half, after the first, second, ... attempt.
    static boost::asio::awaitable<void> back_off(unsigned attempt);

private:
    /// The reply, or what trying again may help against.
    boost::asio::awaitable<std::optional<std::string>> try_once(const Call& call, Reply& reply);

    const S3Address address_;
    const Credentials credentials_;
    Engine engine_;
};

/// Throws Unavailable: the server refuses for a reason that the request can't change.
[[noreturn]] void refuse(unsigned status, const std::string& body);

}  // namespace pictbook::blob
