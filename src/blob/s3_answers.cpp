#include "blob/s3_answers.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "base/bytes.hpp"

namespace pictbook::blob {

namespace {

constexpr std::size_t kMostCodeLetters = 60;

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
    const auto tail = [&](unsigned shift) { byte(0x80 | (code >> shift & 0x3F)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12);
        tail(6);
    } else {
        byte(0xF0 | code >> 18);
        tail(12);
        tail(6);
    }
    tail(0);
}

/// What `&name;` means; false for what means nothing.
bool append_entity(std::string& out, std::string_view name) {
    static constexpr std::pair<std::string_view, char> kNamed[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [known, character] : kNamed)
        if (name == known) {
            out.push_back(character);
            return true;
        }
    if (!name.starts_with('#')) return false;
    const bool hexadecimal = name.starts_with("#x") || name.starts_with("#X");
    const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t code = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || code > 0x10FFFF) return false;
    append_utf8(out, code);
    return true;
}

std::string decode_entities(std::string_view text) {
    constexpr std::size_t kLongest = 32;  // `&`, zeros before a number and `;` included
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.front() == '&' ? text.substr(0, kLongest).find(';') : text.npos;
        if (end != text.npos && append_entity(out, text.substr(1, end - 1))) {
            text.remove_prefix(end + 1);
        } else {
            out.push_back(text.front());
            text.remove_prefix(1);
        }
    }
    return out;
}

/// What stands between `<name>` and `</name>`, as it stands there; moves `xml` behind it.
std::optional<std::string_view> take_element(std::string_view& xml, std::string_view name) {
    const std::string opening = "<" + std::string(name) + ">", closing = "</" + std::string(name) + ">";
    const std::size_t begin = xml.find(opening);
    if (begin == xml.npos) return std::nullopt;
    const std::size_t end = xml.find(closing, begin);
    if (end == xml.npos) return std::nullopt;
    const std::string_view inner = xml.substr(begin + opening.size(), end - begin - opening.size());
    xml.remove_prefix(end + closing.size());
    return inner;
}

std::string text_of(std::string_view xml, std::string_view name) {
    return decode_entities(take_element(xml, name).value_or(""));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t size = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), size);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return size;
}

}  // namespace

ListingPage read_listing(std::string_view xml) {
    ListingPage page;
    page.is_listing = xml.find("<ListBucketResult") != xml.npos;
    // Asked for, because XML has no way to write some characters; not every server does it.
    const bool encoded = text_of(xml, "EncodingType") == "url";
    page.is_truncated = text_of(xml, "IsTruncated") == "true";
    page.next = text_of(xml, "NextContinuationToken");
    while (const std::optional<std::string_view> entry = take_element(xml, "Contents")) {
        std::optional<std::string> key = text_of(*entry, "Key");
        if (encoded) key = percent_decode(*key, true);
        const std::optional<Time> stored = parse_time(text_of(*entry, "LastModified"));
        const std::optional<std::uint64_t> size = parse_size(text_of(*entry, "Size"));
        if (key && !key->empty() && stored && size) page.objects.push_back({std::move(*key), *stored, *size});
    }
    return page;
}

std::string read_error_code(std::string_view xml) {
    std::string out;
    for (const char c : text_of(xml, "Code")) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter && out.size() < kMostCodeLetters) out.push_back(c);
    }
    return out;
}

}  // namespace pictbook::blob
