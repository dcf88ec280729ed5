#include "zip/writer.hpp"

#include <zlib.h>

#include <cassert>

namespace pictbook::zip {

namespace {

constexpr std::uint64_t kMost32 = 0xFFFFFFFF;  // and beyond: it stands in a zip64 field
constexpr std::uint64_t kMost16 = 0xFFFF;
constexpr std::uint16_t kVersion = 20, kVersion64 = 45;  // needed to read it
constexpr std::uint16_t kUnix = 3 << 8;                  // who made it: the attributes are a file's mode
constexpr std::uint32_t kPlainFile = 0100644u << 16;
constexpr std::uint16_t kChecksumFollows = 1 << 3;

// Lengths without names (APPNOTE 4.3.7, 4.3.9, 4.3.12, 4.3.14 to 4.3.16).
constexpr std::uint64_t kHeaderBytes = 30, kDescriptorBytes = 16, kRecordBytes = 46, kOffset64Bytes = 12;
constexpr std::uint64_t kEndBytes = 22, kEnd64Bytes = 56 + 20;

void put16(std::string& out, std::uint64_t value) {
    for (unsigned shift = 0; shift < 16; shift += 8) out.push_back(static_cast<char>(value >> shift));
}
void put32(std::string& out, std::uint64_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}
void put64(std::string& out, std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

/// Time and date as MS-DOS has them, in UTC.
void put_modified(std::string& out, Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<Seconds>(time) - day);
    const int year = static_cast<int>(date.year());
    if (year < 1980 || year > 2107) {
        put16(out, 0);
        put16(out, 1 << 5 | 1);  // the first day that there is
        return;
    }
    const auto number = [](auto count) { return static_cast<std::uint64_t>(count); };
    put16(out, number(clock.hours().count()) << 11 | number(clock.minutes().count()) << 5 |
                   number(clock.seconds().count()) / 2);
    put16(out, number(year - 1980) << 9 | number(unsigned(date.month())) << 5 | number(unsigned(date.day())));
}

bool needs_64(std::uint64_t entries, std::uint64_t directory_begin, std::uint64_t directory_bytes) {
    return entries >= kMost16 || directory_begin >= kMost32 || directory_bytes >= kMost32;
}

}  // namespace

Writer::Writer(std::vector<Entry> entries) : entries_(std::move(entries)) {
    written_.reserve(entries_.size());
    for ([[maybe_unused]] const Entry& each : entries_) assert(each.name.size() <= 255 && each.size < kMost32);
}

std::uint64_t Writer::size() const {
    std::uint64_t begin = 0, directory_bytes = 0;
    for (const Entry& each : entries_) {
        directory_bytes += kRecordBytes + each.name.size() + (begin >= kMost32 ? kOffset64Bytes : 0);
        begin += kHeaderBytes + each.name.size() + each.size + kDescriptorBytes;
    }
    const std::uint64_t end_64 = needs_64(entries_.size(), begin, directory_bytes) ? kEnd64Bytes : 0;
    return begin + directory_bytes + end_64 + kEndBytes;
}

std::string Writer::begin() {
    const Entry& entry = entries_.at(written_.size());
    written_.push_back({position_, static_cast<std::uint32_t>(::crc32(0, nullptr, 0))});
    taken_ = 0;
    std::string out;
    put32(out, 0x04034B50);
    put16(out, kVersion);
    put16(out, kChecksumFollows);
    put16(out, 0);  // stored
    put_modified(out, entry.modified);
    for (int i = 0; i < 3; ++i) put32(out, 0);  // the checksum and the sizes follow
    put16(out, entry.name.size());
    put16(out, 0);
    out += entry.name;
    position_ += out.size();
    return out;
}

void Writer::take(std::string_view bytes) {
    std::uint32_t& checksum = written_.back().checksum;
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    checksum = static_cast<std::uint32_t>(::crc32_z(checksum, data, bytes.size()));
    taken_ += bytes.size();
    position_ += bytes.size();
}

std::string Writer::end() {
    assert(taken_ == entries_.at(written_.size() - 1).size);
    std::string out;
    put32(out, 0x08074B50);
    put32(out, written_.back().checksum);
    put32(out, taken_);
    put32(out, taken_);
    position_ += out.size();
    return out;
}

void Writer::append_record(std::string& out, const Entry& entry, const Written& written) const {
    const bool is_far = written.offset >= kMost32;
    put32(out, 0x02014B50);
    put16(out, kUnix | kVersion64);
    put16(out, is_far ? kVersion64 : kVersion);
    put16(out, kChecksumFollows);
    put16(out, 0);  // stored
    put_modified(out, entry.modified);
    put32(out, written.checksum);
    put32(out, entry.size);
    put32(out, entry.size);
    put16(out, entry.name.size());
    put16(out, is_far ? kOffset64Bytes : 0);
    for (int i = 0; i < 3; ++i) put16(out, 0);  // no comment, the first disk, no text
    put32(out, kPlainFile);
    put32(out, is_far ? kMost32 : written.offset);
    out += entry.name;
    if (!is_far) return;
    put16(out, 1);  // zip64
    put16(out, kOffset64Bytes - 4);
    put64(out, written.offset);
}

std::string Writer::directory() {
    std::string out;
    if (is_complete_) return out;
    assert(written_.size() == entries_.size());
    if (listed_ == 0) directory_begin_ = position_;
    while (listed_ < entries_.size() && out.size() < kMostDirectoryPiece) {
        append_record(out, entries_[listed_], written_[listed_]);
        ++listed_;
    }
    position_ += out.size();
    if (listed_ == entries_.size()) {
        out += last();
        is_complete_ = true;
    }
    return out;
}

std::string Writer::last() const {
    const std::uint64_t count = entries_.size(), bytes = position_ - directory_begin_;
    std::string out;
    if (needs_64(count, directory_begin_, bytes)) {
        put32(out, 0x06064B50);
        put64(out, 44);  // of what follows of this record
        put16(out, kUnix | kVersion64);
        put16(out, kVersion64);
        put64(out, 0);  // both disks are the first
        for (const std::uint64_t value : {count, count, bytes, directory_begin_}) put64(out, value);
        put32(out, 0x07064B50);
        put32(out, 0);
        put64(out, position_);
        put32(out, 1);
    }
    put32(out, 0x06054B50);
    put32(out, 0);
    put16(out, std::min(count, kMost16));
    put16(out, std::min(count, kMost16));
    put32(out, std::min(bytes, kMost32));
    put32(out, std::min(directory_begin_, kMost32));
    put16(out, 0);
    return out;
}

}  // namespace pictbook::zip
