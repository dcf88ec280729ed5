// The reading half of archive.hpp, which believes nothing that it reads.
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <system_error>

#include "cli/archive.hpp"

namespace pictbook::cli {

namespace {

constexpr std::size_t kReadBytes = 128 * 1024;
constexpr std::uint64_t kRecord = 512;            // what a tar file is made of
constexpr std::uint64_t kEndBytes = 2 * kRecord;  // of zeros

/// libarchive's sentences name no file.
[[noreturn]] void refuse_broken(archive* archive) {
    const char* reason = archive_error_string(archive);
    throw BadArchive(std::string("the archive is damaged: ") + (reason != nullptr ? reason : "it can't be read"));
}

}  // namespace

ArchiveReader::ArchiveReader(const std::filesystem::path& file)
    : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), archive_(nullptr), piece_(kPieceBytes, '\0') {
    if (!descriptor_) throw BadArchive("can't open " + file.string() + ": " + std::generic_category().message(errno));
    archive_ = archive_read_new();
    if (archive_ == nullptr) throw std::bad_alloc();
    archive_read_support_format_tar(archive_);
    archive_read_open_fd(archive_, descriptor_.number(), kReadBytes);
}

ArchiveReader::~ArchiveReader() { archive_read_free(archive_); }

std::optional<Entry> ArchiveReader::next() {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(archive_, &entry);
    if (code == ARCHIVE_EOF) {
        expect_zeros(last_end_);
        return std::nullopt;
    }
    if (code < ARCHIVE_WARN) refuse_broken(archive_);  // as in the writer
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr ||
        !archive_entry_size_is_set(entry))
        throw BadArchive("the archive holds something that is no file");
    Entry found{name, static_cast<std::uint64_t>(archive_entry_size(entry)), ""};
    // Right for the last entry, whose name needs no header of its own.
    const auto begin = static_cast<std::uint64_t>(archive_read_header_position(archive_)) + kRecord;
    last_end_ = begin + (found.size + kRecord - 1) / kRecord * kRecord;
    return found;
}

std::string_view ArchiveReader::read() {
    const la_ssize_t size = archive_read_data(archive_, piece_.data(), piece_.size());
    if (size < 0) refuse_broken(archive_);
    return std::string_view(piece_).substr(0, static_cast<std::size_t>(size));
}

void ArchiveReader::expect_zeros(std::uint64_t offset) const {
    std::string bytes(kReadBytes, '\0');
    std::uint64_t zeros = 0;
    for (;;) {
        const ssize_t got =
            ::pread(descriptor_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset + zeros));
        if (got < 0) throw BadArchive("the archive can't be read: " + std::generic_category().message(errno));
        if (got == 0) break;
        const auto size = static_cast<std::size_t>(got);
        if (std::any_of(bytes.begin(), bytes.begin() + got, [](char byte) { return byte != '\0'; }))
            throw BadArchive("the archive goes on behind its end");
        zeros += size;
    }
    if (zeros < kEndBytes) throw BadArchive("the archive is cut off at its end");
}

}  // namespace pictbook::cli
