#include "blob/watched.hpp"

#include <utility>

#include "base/trace_executor.hpp"

namespace pictbook::blob {

namespace asio = boost::asio;

namespace {

/// In the order of Operation.
constexpr std::array<std::string_view, kOperationNames.size()> kSpanNames{
    "put a photo", "open a photo", "read a photo", "remove a photo", "list photos", "check the photo store"};

template <class T>
asio::awaitable<T> watch(BlobCounts& counts, Operation operation, asio::awaitable<T> call) {
    const auto index = static_cast<std::size_t>(operation);
    const Timed timed(counts.took[index]);
    trace::Scope span(trace::of(co_await asio::this_coro::executor), kSpanNames[index]);
    try {
        co_return co_await std::move(call);
    } catch (...) {
        ++counts.failed[index];
        span.fail();
        throw;
    }
}

class WatchedReader final : public Reader {
public:
    WatchedReader(std::unique_ptr<Reader> inner, BlobCounts& counts) : inner_(std::move(inner)), counts_(counts) {}

    std::uint64_t size() const override { return inner_->size(); }
    asio::awaitable<std::string> read(std::uint64_t offset, std::size_t length) override {
        return watch(counts_, Operation::read, inner_->read(offset, length));
    }

private:
    std::unique_ptr<Reader> inner_;
    BlobCounts& counts_;
};

}  // namespace

asio::awaitable<void> WatchedBlobs::put(std::string key, std::filesystem::path file, std::string mime_type) {
    return watch(counts_, Operation::put, inner_.put(std::move(key), std::move(file), std::move(mime_type)));
}

asio::awaitable<std::unique_ptr<Reader>> WatchedBlobs::open(std::string key) {
    std::unique_ptr<Reader> reader = co_await watch(counts_, Operation::open, inner_.open(std::move(key)));
    if (reader) reader = std::make_unique<WatchedReader>(std::move(reader), counts_);
    co_return reader;
}

asio::awaitable<void> WatchedBlobs::remove(std::string key) {
    return watch(counts_, Operation::remove, inner_.remove(std::move(key)));
}

asio::awaitable<std::vector<Listed>> WatchedBlobs::list(std::string prefix, std::string after, std::size_t limit) {
    return watch(counts_, Operation::list, inner_.list(std::move(prefix), std::move(after), limit));
}

asio::awaitable<void> WatchedBlobs::check() { return watch(counts_, Operation::check, inner_.check()); }

}  // namespace pictbook::blob
