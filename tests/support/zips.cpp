#include "support/zips.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "zip/reader.hpp"

namespace pictbook::test {

namespace {

void put(std::string& out, std::uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::string deflate_raw(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// What the header and the directory both say: from the version on to the length of the name.
std::string facts_of(const ZipItem& item, std::size_t packed) {
    const auto* data = reinterpret_cast<const Bytef*>(item.bytes.data());
    std::string out;
    put(out, 20, 2);
    put(out, item.flags, 2);
    put(out, item.method.value_or(item.deflated ? 8 : 0), 2);
    put(out, 0x00210000, 4);  // the first day that there is
    put(out, item.checksum.value_or(static_cast<std::uint32_t>(crc32_z(0, data, item.bytes.size()))), 4);
    put(out, packed, 4);
    put(out, item.size.value_or(static_cast<std::uint32_t>(item.bytes.size())), 4);
    put(out, item.name.size(), 2);
    return out;
}

}  // namespace

std::string make_zip(const std::vector<ZipItem>& items) {
    std::string out, directory;
    for (const ZipItem& item : items) {
        const std::string packed = item.deflated ? deflate_raw(item.bytes) : item.bytes;
        const std::string facts = facts_of(item, packed.size());
        put(directory, 0x02014B50, 4);
        put(directory, 3 << 8 | 20, 2);
        directory += facts;
        put(directory, 0, 8);  // no more fields, no comment, the first disk, no text
        put(directory, std::uint64_t{item.mode} << 16, 4);
        put(directory, item.offset.value_or(static_cast<std::uint32_t>(out.size())), 4);
        directory += item.name;
        put(out, 0x04034B50, 4);
        out += facts;
        put(out, 0, 2);
        out += item.name + packed;
    }
    const std::size_t begin = out.size();
    out += directory;
    put(out, 0x06054B50, 4);
    put(out, 0, 4);
    put(out, std::min<std::size_t>(items.size(), 0xFFFF), 2);
    put(out, std::min<std::size_t>(items.size(), 0xFFFF), 2);
    put(out, directory.size(), 4);
    put(out, begin, 4);
    put(out, 0, 2);
    return out;
}

std::map<std::string, std::string> read_zip(const std::string& bytes) {
    const int file = ::memfd_create("zip", MFD_CLOEXEC);
    EXPECT_EQ(::pwrite(file, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    zip::Reader reader("/proc/self/fd/" + std::to_string(file), {100'000, std::uint64_t{1} << 32});
    std::map<std::string, std::string> out;
    for (;;) {
        const Result<std::optional<zip::Entry>> entry = reader.next();
        if (!entry || !*entry) {
            EXPECT_TRUE(entry) << entry.error().message << " " << entry.error().detail;
            break;
        }
        std::string& content = out[(*entry)->name];
        for (;;) {
            const Result<std::string> piece = reader.read();
            EXPECT_TRUE(piece) << piece.error().message << " " << piece.error().detail;
            if (!piece || piece->empty()) break;
            content += *piece;
        }
    }
    ::close(file);
    return out;
}

}  // namespace pictbook::test
