#include "zip/reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/descriptor.hpp"

namespace pictbook::zip {

namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;
constexpr std::int64_t kLocalHeaderBytes = 30;  // without its name

Error broken(const char* why) { return {.fault = Fault::bad_request, .message = why}; }
Error beyond(const char* why) { return {.fault = Fault::too_large, .message = why}; }

constexpr const char* kNoZip = "The file is no zip archive, or it is cut short or broken";

/// Of one file below the place where it would be unpacked, whatever system does it.
bool is_plain_name(std::string_view name) {
    if (name.empty() || name.find('\\') != name.npos || name.find(':') != name.npos) return false;
    while (!name.empty()) {
        const std::size_t end = std::min(name.find('/'), name.size());
        const std::string_view segment = name.substr(0, end);
        if (segment.empty() || segment == "." || segment == "..") return false;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return true;
}

}  // namespace

/// Where libarchive reads from.
struct Reader::Input {
    explicit Input(const std::filesystem::path& file) : descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat status{};
        if (!descriptor || ::fstat(descriptor.number(), &status) != 0)
            throw Unavailable("an archive can't be read: " + std::generic_category().message(errno));
        size = status.st_size;
    }

    static la_ssize_t read(archive*, void* self, const void** out) {
        auto& input = *static_cast<Input*>(self);
        *out = input.block.data();
        if (input.left_for_header && *input.left_for_header < input.block.size()) {
            input.is_beyond = true;
            return ARCHIVE_FATAL;
        }
        const ssize_t count =
            ::pread(input.descriptor.number(), input.block.data(), input.block.size(), input.position);
        if (count < 0) {
            input.error = errno;
            return ARCHIVE_FATAL;
        }
        input.position += count;
        if (input.left_for_header) *input.left_for_header -= static_cast<std::uint64_t>(count);
        return count;
    }
    static la_int64_t skip(archive*, void* self, la_int64_t request) {
        auto& input = *static_cast<Input*>(self);
        const la_int64_t count = std::min(request, input.size - input.position);
        input.position += std::max<la_int64_t>(count, 0);
        return std::max<la_int64_t>(count, 0);
    }
    static la_int64_t seek(archive*, void* self, la_int64_t offset, int from) {
        auto& input = *static_cast<Input*>(self);
        const la_int64_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? input.position : input.size;
        if (offset > input.size - base || offset < -base) return ARCHIVE_FATAL;
        return input.position = base + offset;
    }

    Descriptor descriptor;
    std::int64_t size = 0, position = 0;
    std::optional<std::uint64_t> left_for_header;  // bytes, while a header is read
    bool is_beyond = false;
    int error = 0;
    std::array<char, kBlockBytes> block;
};

void Reader::Free::operator()(archive* handle) const { ::archive_read_free(handle); }

Reader::Reader(const std::filesystem::path& file, Bounds bounds)
    : input_(std::make_unique<Input>(file)), archive_(::archive_read_new()), bounds_(bounds) {
    archive* const handle = archive_.get();
    if (!handle) throw std::bad_alloc();
    // The reader that begins with the directory at the end: the other one guesses sizes.
    ::archive_read_support_format_zip_seekable(handle);
    ::archive_read_set_read_callback(handle, Input::read);
    ::archive_read_set_skip_callback(handle, Input::skip);
    ::archive_read_set_seek_callback(handle, Input::seek);
    ::archive_read_set_callback_data(handle, input_.get());
}

Reader::~Reader() = default;

Error Reader::failure() const {
    if (input_->error != 0)
        throw Unavailable("an archive can't be read: " + std::generic_category().message(input_->error));
    if (input_->is_beyond) return beyond("The archive has too many entries");
    Error error = broken(kNoZip);
    if (const char* text = ::archive_error_string(archive_.get())) error.detail = text;
    return error;
}

/// Opens the archive, or goes behind the entry that was read.
bool Reader::advance() {
    archive* const handle = archive_.get();
    if (!std::exchange(is_open_, true)) {
        input_->left_for_header = kMostHeaderBytes;
        return ::archive_read_open1(handle) == ARCHIVE_OK;
    }
    if (::archive_read_data_skip(handle) < ARCHIVE_WARN) return false;
    end_before_ = std::max<std::int64_t>(least_end_, ::archive_filter_bytes(handle, -1));
    return true;
}

Result<std::optional<Entry>> Reader::next() {
    archive* const handle = archive_.get();
    for (;;) {
        if (!advance()) return failure();
        input_->left_for_header = kMostHeaderBytes;
        archive_entry* found = nullptr;
        const int read = ::archive_read_next_header(handle, &found);
        input_->left_for_header.reset();
        if (read == ARCHIVE_EOF) return std::optional<Entry>();
        if (read < ARCHIVE_WARN) return failure();
        const char* name = ::archive_entry_pathname_utf8(found);
        // One that this process's locale has no letters for can't be asked for either.
        const Entry entry{name ? name : "", static_cast<std::uint64_t>(::archive_entry_size(found))};
        if (::archive_entry_is_encrypted(found)) return broken("The archive is encrypted");
        const auto type = ::archive_entry_filetype(found);
        if (type != AE_IFREG && type != AE_IFDIR) return broken("The archive holds a link or a special file");
        const Result<void> fits = check_entry(entry);
        if (!fits) return fits.error();
        if (name && !is_plain_name(entry.name)) return broken("A name in the archive leads outside of it");
        if (name && !names_.insert(entry.name).second) return broken("A name stands twice in the archive");
        if (!name || type == AE_IFDIR) continue;
        read_ = 0;
        current_ = entry;
        return current_;
    }
}

Result<void> Reader::check_entry(const Entry& entry) {
    if (++entries_ > bounds_.entries) return beyond("The archive has too many entries");
    const std::string_view method = ::archive_format_name(archive_.get());
    if (!method.ends_with("(uncompressed)") && !method.ends_with("(deflation)"))
        return broken("The archive is packed in another way than by deflation");
    if (entry.size > bounds_.bytes - bytes_) return beyond("The archive unpacks to too many bytes");
    bytes_ += entry.size;
    // Entries come in the order in which they lie in the file, and the reader stands behind this one's header.
    const std::int64_t data = ::archive_filter_bytes(archive_.get(), -1);
    const std::int64_t begin = data - kLocalHeaderBytes - static_cast<std::int64_t>(entry.name.size());
    if (begin < end_before_) return broken("Entries of the archive overlap");
    // Where a deflated one ends is known when it has been read; one that isn't read may lie where it wants.
    least_end_ = method.ends_with("(uncompressed)") ? data + static_cast<std::int64_t>(entry.size) : data;
    return {};
}

Result<std::string> Reader::read() {
    assert(current_);
    // One byte beyond what it says shows that there is more.
    std::string out(std::min<std::uint64_t>(current_->size - read_ + 1, kPieceBytes), '\0');
    const la_ssize_t count = ::archive_read_data(archive_.get(), out.data(), out.size());
    if (count < 0) return failure();
    out.resize(static_cast<std::size_t>(count));
    read_ += out.size();
    if (read_ > current_->size || (out.empty() && read_ != current_->size))
        return broken("An entry of the archive has another size than it says");
    return out;
}

}  // namespace pictbook::zip
