#include "blob/disk.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/pool.hpp"
#include "blob/folder.hpp"
#include "blob/key.hpp"

namespace pictbook::blob {

namespace {

namespace asio = boost::asio;

/// Who waits for bytes of an answer that has begun can't be refused without breaking it off: there is a place for each
/// connection of the default MAX_CONNECTIONS, and only those that waited 20 s are refused (DB-49).
constexpr Pool::Limits kLimits{.threads = 2, .queue = 20'000};
constexpr std::size_t kMostReadBytes = 1 << 20;

class FileReader final : public Reader {
public:
    FileReader(std::shared_ptr<Pool> pool, Descriptor file, std::uint64_t size)
        : pool_(std::move(pool)), file_(std::move(file)), size_(size) {}

    std::uint64_t size() const override { return size_; }

    asio::awaitable<std::string> read(std::uint64_t offset, std::size_t length) override {
        if (offset >= size_) co_return std::string();
        const std::size_t most = std::min<std::uint64_t>({length, kMostReadBytes, size_ - offset});
        const auto work = [this, offset, most](std::size_t) { return read_at(file_, offset, most); };
        std::string bytes = co_await pool_->run(work);
        // A file is only ever replaced as a whole, so somebody else has cut it.
        if (bytes.size() < most) throw Unavailable("An object of the photo store is damaged");
        co_return bytes;
    }

private:
    std::shared_ptr<Pool> pool_;
    Descriptor file_;
    std::uint64_t size_;
};

class Disk final : public Blobs {
public:
    explicit Disk(std::filesystem::path root)
        : root_(std::move(root)), folder_(root_), pool_(std::make_shared<Pool>("The photo store", kLimits)) {}

    asio::awaitable<void> put(std::string key, std::filesystem::path file, std::string) override {
        assert(is_valid_key(key));
        const auto work = [&](std::size_t) { folder_.put(key, file); };
        co_await pool_->run(work);
    }

    asio::awaitable<std::unique_ptr<Reader>> open(std::string key) override {
        if (!is_valid_key(key)) co_return nullptr;
        const auto work = [&](std::size_t) -> std::unique_ptr<Reader> {
            Descriptor file = folder_.open(key);
            if (!file) return nullptr;
            const std::uint64_t size = size_of(file);
            return std::make_unique<FileReader>(pool_, std::move(file), size);
        };
        co_return co_await pool_->run(work);
    }

    asio::awaitable<void> remove(std::string key) override {
        if (!is_valid_key(key)) co_return;
        const auto work = [&](std::size_t) { folder_.remove(key); };
        co_await pool_->run(work);
    }

    asio::awaitable<std::vector<Listed>> list(std::string prefix, std::string after, std::size_t limit) override {
        assert(limit >= 1 && limit <= kMostListed);
        const auto work = [&](std::size_t) { return folder_.list(prefix, after, limit); };
        co_return co_await pool_->run(work);
    }

    asio::awaitable<void> check() override {
        const auto work = [&](std::size_t) { folder_.check(); };
        co_await pool_->run(work);
    }

    std::optional<std::string> presigned_url(const std::string&, Seconds) const override { return std::nullopt; }
    std::optional<std::string> public_url(const std::string&) const override { return std::nullopt; }
    std::string describe() const override { return "files in " + root_.string(); }
    std::vector<QueueUse> queues() const override { return {pool_->use("photo_files")}; }

private:
    std::filesystem::path root_;
    Folder folder_;
    std::shared_ptr<Pool> pool_;
};

}  // namespace

std::unique_ptr<Blobs> open_disk(std::filesystem::path root) { return std::make_unique<Disk>(std::move(root)); }

}  // namespace pictbook::blob
