#include "blob/s3.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/result.hpp"
#include "blob/key.hpp"
#include "blob/s3_answers.hpp"
#include "blob/s3_client.hpp"
#include "blob/s3_reader.hpp"

namespace pictbook::blob {

namespace {

namespace asio = boost::asio;

class S3 final : public Blobs {
public:
    explicit S3(const S3Options& options) : bucket_(options.bucket), client_(std::make_shared<Client>(options)) {}

    asio::awaitable<void> put(std::string key, std::filesystem::path file, std::string mime_type) override {
        assert(is_valid_key(key));
        Call call{.method = "PUT", .key = std::move(key), .file = std::move(file)};
        if (!mime_type.empty()) call.headers.emplace_back("content-type", std::move(mime_type));
        const Reply reply = co_await client_->send(std::move(call));
        if (reply.status != 200) refuse(reply.status, reply.body);
    }

    asio::awaitable<std::unique_ptr<Reader>> open(std::string key) override {
        if (!is_valid_key(key)) co_return nullptr;
        Call call{.method = "HEAD", .key = key};
        Reply reply = co_await client_->send(std::move(call));
        if (reply.status == 404) co_return nullptr;
        if (reply.status != 200) refuse(reply.status, reply.body);
        if (!reply.length) throw Unavailable("The photo store does not tell the size of an object");
        co_return std::make_unique<S3Reader>(client_, std::move(key), *reply.length, std::move(reply.etag));
    }

    asio::awaitable<void> remove(std::string key) override {
        if (!is_valid_key(key)) co_return;
        Call call{.method = "DELETE", .key = std::move(key)};
        const Reply reply = co_await client_->send(std::move(call));
        const bool absent = reply.status == 404 && read_error_code(reply.body) != "NoSuchBucket";
        if (reply.status != 204 && reply.status != 200 && !absent) refuse(reply.status, reply.body);
    }

    asio::awaitable<std::vector<Listed>> list(std::string prefix, std::string after, std::size_t limit) override {
        assert(limit >= 1 && limit <= kMostListed);
        std::vector<Listed> found;
        std::string next;
        do {
            const ListingPage page = co_await list_page(prefix, after, next, limit - found.size());
            for (const Listed& each : page.objects)
                if (is_valid_key(each.key) && found.size() < limit) found.push_back(each);
            next = page.is_truncated ? page.next : "";
        } while (!next.empty() && found.size() < limit);
        co_return found;
    }

    asio::awaitable<void> check() override {
        // Listing, because without that right an absent object can't be told from a forbidden one.
        Call call;
        call.method = "GET";
        call.query = Fields{{"list-type", "2"}, {"max-keys", "1"}};
        const Reply reply = co_await send_named(std::move(call));
        if (reply.status != 200) throw BadStore(why_refused(reply.status, read_error_code(reply.body)));
        if (!read_listing(reply.body).is_listing)
            throw BadStore("S3_ENDPOINT: what answers at " + client_->address().server() + " is no S3 server");
    }

    std::optional<std::string> presigned_url(const std::string& key, Seconds valid) const override {
        if (!is_valid_key(key)) return std::nullopt;
        return client_->presigned_url(key, valid);
    }

    std::optional<std::string> public_url(const std::string& key) const override {
        if (!is_valid_key(key)) return std::nullopt;
        return client_->address().url(key);
    }

    std::string describe() const override { return "S3 bucket " + bucket_ + " at " + client_->address().server(); }
    std::vector<QueueUse> queues() const override { return {client_->queue()}; }

private:
    /// For the log and not for clients: a failure names the server.
    asio::awaitable<Reply> send_named(Call call) {
        try {
            co_return co_await client_->send(std::move(call));
        } catch (const Unavailable& error) {
            throw Unavailable("S3_ENDPOINT " + client_->address().server() + ": " + error.what());
        }
    }

    asio::awaitable<ListingPage> list_page(std::string prefix, std::string after, std::string next, std::size_t most) {
        Call call;
        call.method = "GET";
        call.query = Fields{{"list-type", "2"}, {"encoding-type", "url"}, {"max-keys", std::to_string(most)}};
        if (!prefix.empty()) call.query.emplace_back("prefix", std::move(prefix));
        if (!after.empty()) call.query.emplace_back("start-after", std::move(after));
        if (!next.empty()) call.query.emplace_back("continuation-token", std::move(next));
        const Reply reply = co_await client_->send(std::move(call));
        if (reply.status != 200) refuse(reply.status, reply.body);
        ListingPage page = read_listing(reply.body);
        if (!page.is_listing) throw Unavailable("The photo store answers without a listing");
        co_return page;
    }

    std::string why_refused(unsigned status, const std::string& code) const {
        const std::string server = client_->address().server();
        if (code == "InvalidAccessKeyId") return "S3_ACCESS_KEY_ID is not known to the S3 server at " + server;
        if (code == "SignatureDoesNotMatch")
            return "S3_SECRET_ACCESS_KEY is not the one of S3_ACCESS_KEY_ID at the S3 server at " + server;
        if (code == "NoSuchBucket") return "S3_BUCKET_NAME: there is no bucket " + bucket_ + " at " + server;
        if (code == "AccessDenied")
            return "S3_ACCESS_KEY_ID has no right to list the bucket " + bucket_ + " at " + server;
        if (code == "RequestTimeTooSkewed")
            return "This machine's clock and that of the S3 server at " + server + " differ";
        if (status == 301 || code == "AuthorizationHeaderMalformed" || code == "PermanentRedirect")
            return "S3_REGION is not the region of the bucket " + bucket_ + " at " + server;
        return "S3_ENDPOINT: the server at " + server + " answers with status " + std::to_string(status) +
               (code.empty() ? "" : ", " + code);
    }

    std::string bucket_;
    std::shared_ptr<Client> client_;
};

}  // namespace

std::unique_ptr<Blobs> open_s3(S3Options options) { return std::make_unique<S3>(options); }

}  // namespace pictbook::blob
