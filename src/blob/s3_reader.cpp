#include "blob/s3_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/result.hpp"
#include "base/trace_executor.hpp"

namespace pictbook::blob {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostRangeBytes = 1 << 20;
/// Who wants so little gets just that, and nothing is kept for its next read: all else is read to the object's end.
constexpr std::size_t kSmallRead = 128 * 1024;

}  // namespace

S3Reader::S3Reader(std::shared_ptr<Client> client, std::string key, std::uint64_t size, std::string etag)
    : client_(std::move(client)), key_(std::move(key)), etag_(std::move(etag)), size_(size) {}

S3Reader::~S3Reader() { drop(); }

void S3Reader::drop() {
    if (transfer_) transfer_->cancel();
    transfer_.reset();
    rest_.clear();
}

asio::awaitable<std::string> S3Reader::read(std::uint64_t offset, std::size_t length) {
    if (offset >= size_ || length == 0) co_return std::string();
    const std::size_t most = std::min<std::uint64_t>({length, kMostRangeBytes, size_ - offset});
    const bool ends = offset + most == size_;
    if (offset != position_ || (length < kSmallRead && !ends)) drop();
    position_ = offset;
    std::string out;
    while (out.size() < most) {
        if (rest_.empty()) co_await fill(most - out.size());
        const std::size_t taken = std::min(rest_.size(), most - out.size());
        out.append(rest_, 0, taken);
        rest_.erase(0, taken);
        position_ += taken;
    }
    co_return out;
}

asio::awaitable<void> S3Reader::fill(std::size_t wanted) {
    const trace::Pointer trace = trace::of(co_await asio::this_coro::executor);
    for (unsigned attempt = 1;;) {
        const bool fresh = !transfer_;
        trace::Scope span(fresh ? trace : nullptr, "GET", trace::Kind::client);  // until its first bytes
        span.set("server.address", client_->address().host());
        const std::shared_ptr<Transfer> transfer =
            fresh ? start(wanted, span.headers()) : std::exchange(transfer_, nullptr);
        std::string bytes = co_await transfer->next();
        span.set("http.response.status_code", transfer->answer().status);
        const std::optional<std::string> failure = Client::passing_failure(*transfer);
        const bool wrong = failure && transfer->answer().status != 206;  // bytes that came before it broke off are good
        if (!bytes.empty() && !wrong) {
            expect_part(transfer->answer().status, bytes);
            transfer_ = transfer;
            rest_ = std::move(bytes);
            co_return;
        }
        transfer->cancel();
        if (!fresh) continue;  // it was parked, or broke off: what is left is asked for again
        if (!failure) expect_part(transfer->answer().status, bytes);
        if (attempt == Client::kAttempts) throw Unavailable(failure.value_or("The photo store gives no bytes"));
        co_await Client::back_off(attempt++);
    }
}

std::shared_ptr<Transfer> S3Reader::start(std::size_t wanted, const Fields& unsigned_headers) {
    const std::uint64_t last = wanted < kSmallRead ? position_ + wanted - 1 : size_ - 1;
    Call call;
    call.method = "GET";
    call.key = key_;
    call.headers.emplace_back("range", "bytes=" + std::to_string(position_) + "-" + std::to_string(last));
    if (!etag_.empty()) call.headers.emplace_back("if-match", etag_);
    return client_->start(call, unsigned_headers);
}

void S3Reader::expect_part(unsigned status, const std::string& body) const {
    const bool whole_object = status == 200 && position_ == 0;
    if (status == 206 || whole_object) return;
    if (status == 404 || status == 412) throw Unavailable("A photo was removed or replaced while it was read");
    if (status == 200) throw Unavailable("The photo store can't give a part of an object");
    refuse(status, body);
}

}  // namespace pictbook::blob
