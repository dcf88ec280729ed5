// The writing half of archive.hpp: nothing of what it leaves is an archive before finish().
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <new>
#include <system_error>

#include "cli/archive.hpp"

namespace pictbook::cli {

namespace {

constexpr int kBlockBytes = 128 * 1024;  // written at a time
constexpr int kRecordBytes = 512;        // of a tar file
/// So that the disk is kept busy now and then rather than for a long time at the end: others wait for it too.
constexpr std::uint64_t kMostDirtyBytes = 16u << 20;

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

[[noreturn]] void fail_to_write(const std::filesystem::path& file, const std::string& reason) {
    throw std::runtime_error("can't write " + file.string() + ": " + reason);
}

/// Empty and locked. A file that a crash left is nobody's; one that was renamed since it was opened is another one.
Descriptor open_alone(const std::filesystem::path& file) {
    Descriptor descriptor(::open(file.c_str(), O_CREAT | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!descriptor) fail_to_write(file, std::generic_category().message(errno));
    struct stat ours{}, there{};
    const bool alone = ::flock(descriptor.number(), LOCK_EX | LOCK_NB) == 0 &&
                       ::fstat(descriptor.number(), &ours) == 0 && ::lstat(file.c_str(), &there) == 0 &&
                       ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
    if (!alone) fail_to_write(file, "another backup does");
    if (::fchmod(descriptor.number(), 0600) != 0 || ::ftruncate(descriptor.number(), 0) != 0)
        fail_to_write(file, std::generic_category().message(errno));
    return descriptor;
}

}  // namespace

ArchiveWriter::ArchiveWriter(const std::filesystem::path& file, Time time)
    : file_(file), time_(time), descriptor_(open_alone(file)), archive_(archive_write_new()) {
    if (archive_ == nullptr) throw std::bad_alloc();
    archive_write_set_format_pax_restricted(archive_);
    archive_write_set_bytes_per_block(archive_, kBlockBytes);
    archive_write_set_bytes_in_last_block(archive_, kRecordBytes);
    archive_write_open(archive_, this, nullptr, &ArchiveWriter::take, nullptr);
}

ArchiveWriter::~ArchiveWriter() {
    if (error_ == 0) error_ = ECANCELED;  // what is not finished is not completed either
    archive_write_free(archive_);
}

/// Never fails: libarchive 3.6 would lose its buffer (libarchive issue 1568).
ssize_t ArchiveWriter::take(archive*, void* writer, const void* bytes, std::size_t size) {
    auto& self = *static_cast<ArchiveWriter*>(writer);
    std::string_view rest(static_cast<const char*>(bytes), size);
    while (!rest.empty() && self.error_ == 0) {
        const ssize_t written = ::write(self.descriptor_.number(), rest.data(), rest.size());
        if (written >= 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            self.error_ = errno;
    }
    return static_cast<ssize_t>(size);
}

void ArchiveWriter::check_file() const {
    if (error_ != 0) fail(std::generic_category().message(error_));
}

void ArchiveWriter::fail(const std::string& reason) const { fail_to_write(file_, reason); }

void ArchiveWriter::begin(std::string name, std::uint64_t size) {
    assert(left_ == 0);
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    if (!entry) throw std::bad_alloc();
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), std::chrono::floor<Seconds>(time_).time_since_epoch().count(), 0);
    // A warning is about a name that is no ASCII, which is written as it is.
    if (archive_write_header(archive_, entry.get()) < ARCHIVE_WARN) fail(archive_error_string(archive_));
    entry_ = {std::move(name), size, ""};
    left_ = size;
    hash_.emplace();
}

void ArchiveWriter::write(std::string_view piece) {
    assert(piece.size() <= left_);
    left_ -= piece.size();
    hash_->add(piece);
    while (!piece.empty()) {
        const la_ssize_t written = archive_write_data(archive_, piece.data(), piece.size());
        if (written <= 0) fail(archive_error_string(archive_));
        piece.remove_prefix(static_cast<std::size_t>(written));
        dirty_ += static_cast<std::uint64_t>(written);
    }
    check_file();
    if (dirty_ < kMostDirtyBytes) return;
    if (::fdatasync(descriptor_.number()) != 0) fail(std::generic_category().message(errno));
    dirty_ = 0;
}

Entry ArchiveWriter::end() {
    assert(left_ == 0);
    entry_.sha256 = hash_->digits();
    return entry_;
}

void ArchiveWriter::finish() {
    if (archive_write_close(archive_) != ARCHIVE_OK) fail(archive_error_string(archive_));
    check_file();
    if (::fsync(descriptor_.number()) != 0) fail(std::generic_category().message(errno));
}

}  // namespace pictbook::cli
