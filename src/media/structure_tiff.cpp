// TIFF 6.0 section 2, and BigTIFF, whose offsets and counts have 8 bytes.
#include "media/structure.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostDirectories = 1000;  // pages
constexpr std::uint64_t kEntryBytes = 12, kBigEntryBytes = 20;

class Reader {
public:
    explicit Reader(const FileBytes& file) : file_(file), head_(file.at(0, 16)) {
        is_big_endian_ = head_.starts_with('M');
        is_wide_ = head_.size() == 16 && number(head_, 2, 2) == 43;
    }

    std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t length) const {
        return is_big_endian_ ? big_endian(bytes, at, length) : little_endian(bytes, at, length);
    }

    /// Bytes of a directory's values, so many times as it names them; the next directory's offset goes to `at`.
    /// Nothing: broken, or values that are longer than the file.
    std::optional<std::uint64_t> read_directory(std::uint64_t& at, Size* size) const {
        const std::size_t word = is_wide_ ? 8 : 4, count_bytes = is_wide_ ? 8 : 2;
        const std::uint64_t entry_bytes = is_wide_ ? kBigEntryBytes : kEntryBytes;
        const std::string head = file_.at(at, count_bytes);
        if (head.size() < count_bytes) return std::nullopt;
        const std::uint64_t count = number(head, 0, count_bytes);
        if (count > 0xFFFF) return std::nullopt;
        const std::string entries = file_.at(at + count_bytes, count * entry_bytes + word);
        if (entries.size() < count * entry_bytes + word) return std::nullopt;

        std::uint64_t total = entries.size();
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string_view entry = std::string_view(entries).substr(i * entry_bytes, entry_bytes);
            const std::uint64_t tag = number(entry, 0, 2), type = number(entry, 2, 2), values = number(entry, 4, word);
            if (values > file_.size()) return std::nullopt;
            total += values * value_bytes(type);
            const std::uint64_t value = number(entry, 4 + word, type == 3 ? 2 : word);
            if (tag == 256 && size != nullptr) size->width = value;
            if (tag == 257 && size != nullptr) size->height = value;
        }
        at = number(entries, count * entry_bytes, word);
        return total;
    }

    std::uint64_t first_directory() const {
        if (is_wide_) return number(head_, 8, 8);
        return head_.size() < 8 ? 0 : number(head_, 4, 4);
    }

private:
    static std::uint64_t value_bytes(std::uint64_t type) {
        if (type == 1 || type == 2 || type == 6 || type == 7) return 1;
        if (type == 3 || type == 8) return 2;
        if (type == 4 || type == 9 || type == 11 || type == 13) return 4;
        return 8;
    }

    const FileBytes& file_;
    const std::string head_;
    bool is_big_endian_ = false;
    bool is_wide_ = false;
};

}  // namespace

/// The values of all directories together are at most twice as long as the file: libtiff reads every one of them,
/// also when many entries name the same bytes.
std::optional<Size> read_tiff(const FileBytes& file) {
    const Reader reader(file);
    Size size{0, 0};
    std::uint64_t at = reader.first_directory(), total = 0;
    for (int i = 0; i < kMostDirectories && at != 0; ++i) {
        const std::optional<std::uint64_t> bytes = reader.read_directory(at, i == 0 ? &size : nullptr);
        if (!bytes) return std::nullopt;
        total += *bytes;
        if (total > 2 * file.size()) return std::nullopt;
        if (at == 0) return size;
    }
    return std::nullopt;
}

}  // namespace pictbook::media
