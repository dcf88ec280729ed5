// The file of a backup: a tar archive (pax), written and read in one pass from its beginning to its end. What is in it, and in
// which order: docs/decisions/0018-backups.md.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

struct archive;
struct evp_md_ctx_st;

namespace pictbook::cli {

/// An archive that isn't whole, or not one of ours: one sentence about it.
class BadArchive : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr std::size_t kPieceBytes = 1u << 20;  // that are in memory at a time

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    /// In hexadecimal digits; nothing is added after it.
    std::string digits();

private:
    evp_md_ctx_st* context_;
};

/// A file in the archive.
struct Entry {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;
};

/// All throw std::runtime_error with one sentence when the disk doesn't take it.
class ArchiveWriter {
public:
    /// Makes the file for its owner only, or begins anew one that a crash left. No other process writes it meanwhile.
    ArchiveWriter(const std::filesystem::path& file, Time time);
    ~ArchiveWriter();
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    /// An entry of exactly so many bytes, which follow in pieces.
    void begin(std::string name, std::uint64_t size);
    void write(std::string_view piece);
    Entry end();
    /// Everything is on the disk when it returns.
    void finish();

private:
    [[noreturn]] void fail(const std::string& reason) const;
    /// libarchive's bytes on their way to the file.
    static ssize_t take(archive*, void* writer, const void* bytes, std::size_t size);
    void check_file() const;

    const std::filesystem::path file_;
    const Time time_;
    Descriptor descriptor_;
    archive* archive_;
    int error_ = 0;  // of the file, by its number; nothing more is written
    Entry entry_;
    std::uint64_t left_ = 0;   // of the entry
    std::uint64_t dirty_ = 0;  // bytes that may not be on the disk yet
    std::optional<Sha256> hash_;
};

/// All throw BadArchive.
class ArchiveReader {
public:
    explicit ArchiveReader(const std::filesystem::path& file);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;

    /// The next one's name and size; nothing at the end, behind which only zeros are. What was left of the entry before is skipped.
    std::optional<Entry> next();
    /// The next piece of the entry, empty at its end.
    std::string_view read();

private:
    void expect_zeros(std::uint64_t offset) const;

    Descriptor descriptor_;
    archive* archive_;
    std::string piece_;
    std::uint64_t last_end_ = 0;  // of the last entry, in the file
};

}  // namespace pictbook::cli
