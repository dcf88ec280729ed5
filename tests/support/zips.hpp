// Zips made byte by byte, right and wrong ones, and what is in one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pictbook::test {

/// An entry as it shall stand in the file, true or not.
struct ZipItem {
    std::string name, bytes;
    bool deflated = false;
    std::uint16_t flags = 0;                               // 1: encrypted
    std::uint32_t mode = 0100644;                          // of the file, as Unix has it
    std::optional<std::uint32_t> size = std::nullopt;      // unpacked, that it claims
    std::optional<std::uint32_t> checksum = std::nullopt;  // that it claims
    std::optional<std::uint16_t> method = std::nullopt;    // that it claims
    std::optional<std::uint32_t> offset = std::nullopt;    // of its header, that the directory claims
};

std::string make_zip(const std::vector<ZipItem>& items);

/// Names and bytes; fails the test and gives nothing when it isn't a whole zip.
std::map<std::string, std::string> read_zip(const std::string& bytes);

}  // namespace pictbook::test
