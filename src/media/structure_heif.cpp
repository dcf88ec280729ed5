// AVIF and HEIC: boxes (ISO 14496-12 section 4.2) with the properties of pictures (ISO 23008-12 section 6.5).
#include <algorithm>
#include <vector>

#include "media/structure.hpp"

namespace pictbook::media {

namespace {

constexpr int kMostBoxes = 4096;
constexpr std::uint64_t kMostMetaBytes = 4 << 20;

struct Box {
    std::string_view type;
    std::string_view body;
};

/// Boxes one after the other; what remains when one does not fit is left out.
std::vector<Box> split(std::string_view bytes) {
    std::vector<Box> out;
    while (bytes.size() >= 8) {
        const std::uint64_t length = big_endian(bytes, 0, 4);
        if (length < 8 || length > bytes.size()) break;
        out.push_back({bytes.substr(4, 4), bytes.substr(8, length - 8)});
        bytes.remove_prefix(length);
    }
    return out;
}

/// Empty if it is not there.
std::string_view find(const std::vector<Box>& boxes, std::string_view type) {
    const auto at = std::find_if(boxes.begin(), boxes.end(), [&](const Box& box) { return box.type == type; });
    return at == boxes.end() ? std::string_view() : at->body;
}

/// The body of the file's meta box. Nothing: there is none, or a box of the top level goes on behind the file's end.
std::optional<std::string> read_meta(const FileBytes& file) {
    const auto is_printable = [](char c) { return c >= 0x20 && c <= 0x7E; };
    std::optional<std::string> meta;
    std::uint64_t at = 0;
    for (int i = 0; i < kMostBoxes; ++i) {
        const std::string head = file.at(at, 16);
        // What isn't a box any more is a camera's trailer.
        if (head.size() < 8 || !std::all_of(head.begin() + 4, head.begin() + 8, is_printable)) return meta;
        const std::uint64_t said = big_endian(head, 0, 4);
        if (said == 1 && head.size() < 16) return std::nullopt;
        const std::uint64_t length = said == 0 ? file.size() - at : said == 1 ? big_endian(head, 8, 8) : said;
        const std::uint64_t skipped = said == 1 ? 16 : 8;
        if (length < skipped || length > file.size() - at) return std::nullopt;
        if (head.compare(4, 4, "meta") == 0 && !meta) {
            if (length > kMostMetaBytes) return std::nullopt;
            meta = file.at(at + skipped, length - skipped);
        }
        at += length;
    }
    return std::nullopt;
}

/// The properties of one item, in the order in which they apply. `associations` is the body of an ipma box.
std::vector<Box> properties_of(std::uint64_t item, std::string_view associations, const std::vector<Box>& properties) {
    std::vector<Box> out;
    if (associations.size() < 8) return out;
    const std::size_t id_bytes = associations[0] == 0 ? 2 : 4, index_bytes = associations[3] & 1 ? 2 : 1;
    const std::uint64_t index_mask = index_bytes == 2 ? 0x7FFF : 0x7F;
    std::string_view rest = associations.substr(8);
    while (rest.size() > id_bytes) {
        const std::uint64_t id = big_endian(rest, 0, id_bytes), count = big_endian(rest, id_bytes, 1);
        rest.remove_prefix(id_bytes + 1);
        if (rest.size() < count * index_bytes) break;
        for (std::uint64_t i = 0; i < count && id == item; ++i) {
            const std::uint64_t index = big_endian(rest, i * index_bytes, index_bytes) & index_mask;  // from 1
            if (index >= 1 && index <= properties.size()) out.push_back(properties[index - 1]);
        }
        if (id == item) break;  // it is named once; more often would cost memory
        rest.remove_prefix(count * index_bytes);
    }
    return out;
}

}  // namespace

std::optional<Size> read_heif(const FileBytes& file) {
    const std::optional<std::string> meta = read_meta(file);
    if (!meta || meta->size() < 4) return std::nullopt;
    const std::vector<Box> boxes = split(std::string_view(*meta).substr(4));  // behind version and flags
    const std::string_view primary = find(boxes, "pitm");
    const std::vector<Box> groups = split(find(boxes, "iprp"));
    if (primary.size() < 6 || (primary[0] != 0 && primary.size() < 8)) return std::nullopt;
    const std::uint64_t item = big_endian(primary, 4, primary[0] == 0 ? 2 : 4);

    std::optional<Size> size;
    for (const Box& property : properties_of(item, find(groups, "ipma"), split(find(groups, "ipco")))) {
        const std::string_view body = property.body;
        if (property.type == "ispe" && body.size() >= 12) size = Size{big_endian(body, 4, 4), big_endian(body, 8, 4)};
        if (!size) continue;
        if (property.type == "irot" && !body.empty() && body[0] & 1) std::swap(size->width, size->height);
        if (property.type == "clap" && body.size() >= 16) {
            const std::uint64_t width_by = big_endian(body, 4, 4), height_by = big_endian(body, 12, 4);
            if (width_by == 0 || height_by == 0) return std::nullopt;
            size = Size{big_endian(body, 0, 4) / width_by, big_endian(body, 8, 4) / height_by};
        }
    }
    return size;
}

}  // namespace pictbook::media
