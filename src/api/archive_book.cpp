#include "api/archive_book.hpp"

#include <set>

#include "schema/decode.hpp"
#include "schema/encode.hpp"

namespace pictbook::api {

namespace m = pictbook::model;

namespace {

Error beyond(const char* message) { return {.fault = Fault::too_large, .message = message}; }

Error text_misfit(std::string property, const char* message, const char* summary, std::string_view found) {
    Error error{Fault::invalid, message};
    error.on = "body";
    Issue issue{std::move(property), message, summary, "null", ""};
    schema::write_string(issue.found, found.substr(0, schema::Context::kFoundBytes));
    error.issues.push_back(std::move(issue));
    return error;
}

m::ArchiveName file_name(std::size_t index, std::string_view key) {
    std::string number = std::to_string(index + 1);
    if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
    const std::size_t dot = key.rfind('.');
    return m::ArchiveName("images/" + number + (dot == key.npos ? std::string() : std::string(key.substr(dot))));
}

/// The names in the zip, and the text of its book.
struct Contents {
    std::set<std::string, std::less<>> names;
    std::optional<std::string> text;
};

Result<std::string> read_text(zip::Reader& reader, const zip::Entry& entry) {
    if (entry.size > kMostTextBytes) return beyond("The archive's book.json is larger than 16 MiB");
    std::string out;
    for (;;) {
        const Result<std::string> piece = reader.read();
        if (!piece) return piece.error();
        if (piece->empty()) return out;
        out += *piece;
    }
}

Result<Contents> read_contents(const std::filesystem::path& archive, std::uint64_t bytes) {
    zip::Reader reader(archive, archive_bounds(bytes));
    Contents out;
    for (;;) {
        const Result<std::optional<zip::Entry>> entry = reader.next();
        if (!entry) return entry.error();
        if (!*entry) return out;
        if ((*entry)->name == m::kArchiveText) {
            Result<std::string> text = read_text(reader, **entry);
            if (!text) return text.error();
            out.text = *std::move(text);
        }
        out.names.insert((*entry)->name);
    }
}

Result<m::BookToImport> decode_book(std::string_view text) {
    schema::json::monotonic_resource memory(text.size() * 2 + 1024);
    const std::optional<schema::json::value> tree = schema::parse_json(text, &memory);
    if (!tree) return Error{Fault::bad_request, "The archive's book.json is not JSON"};
    const Result<m::ArchiveHead> head = schema::decode<m::ArchiveHead>(*tree, "body");
    if (!head) return head.error();
    if (head->format != m::kArchiveFormat)
        return text_misfit("/format", "Expected 'pictbook-book'", "This is no archive of a book", head->format);
    if (head->version != m::kArchiveVersion)
        return text_misfit("/version", "Expected 1", "The archive is of another version, perhaps of a newer server",
                           std::to_string(head->version));
    return schema::decode<m::BookToImport>(*tree, "body");
}

Result<void> check_photos(const m::BookToImport& book, const Contents& contents) {
    std::set<std::string_view> files;
    for (std::size_t i = 0; i < book.photos.size(); ++i) {
        const std::string& file = book.photos[i].file.value;
        const std::string at = "/photos/" + std::to_string(i) + "/file";
        if (file == m::kArchiveText || !contents.names.contains(file))
            return text_misfit(at, "Expected file of the archive", "The archive has no such file", file);
        if (!files.insert(file).second)
            return text_misfit(at, "Expected another file", "The file belongs to a photo before this one", file);
    }
    for (std::size_t i = 0; i < book.elements.size(); ++i) {
        const auto* image = std::get_if<m::ArchivedImageFields>(&book.elements[i]);
        if (image && !files.contains(image->photo.value))
            return text_misfit("/elements/" + std::to_string(i) + "/photo", "Expected file of one of the photos",
                               "The element shows a photo that the archive does not have", image->photo.value);
    }
    return {};
}

}  // namespace

m::BookArchive archive_of(const m::Project& project, const std::vector<m::StoredAsset>& photos,
                          const std::vector<m::Element>& elements) {
    m::BookArchive out;
    out.format = m::kArchiveFormat;
    out.version = m::kArchiveVersion;
    out.name = project.name;
    out.createdAt = project.createdAt;
    std::map<std::string_view, m::ArchiveName> files;  // by the photo's id
    out.photos.reserve(photos.size());
    for (const m::StoredAsset& each : photos) {
        const m::ArchiveName file = file_name(out.photos.size(), each.key);
        files[each.id.value] = file;
        out.photos.push_back(
            {file, each.mimeType, each.size, each.width, each.height, each.orientation, each.createdAt});
    }
    const auto convert = [&]<class Fields>(const m::Stored<Fields>& element) {
        if constexpr (std::is_same_v<Fields, m::ImageFields>) {
            m::Stored<m::ArchivedImageFields> image;
            static_cast<m::Identity&>(image) = element;
            static_cast<m::Geometry&>(image) = element;
            image.photo = files.at(element.assetId.value);
            out.elements.emplace_back(std::move(image));
        } else {
            out.elements.emplace_back(element);
        }
    };
    out.elements.reserve(elements.size());
    for (const m::Element& each : elements) std::visit(convert, each);
    return out;
}

zip::Bounds archive_bounds(std::uint64_t bytes) {
    return {kMostArchiveEntries, std::min(kMostArchiveBytes, bytes * kMostRatio) + kMostTextBytes};
}

Result<m::BookToImport> read_book(const std::filesystem::path& archive, std::uint64_t bytes) {
    Result<Contents> contents = read_contents(archive, bytes);
    if (!contents) return contents.error();
    if (!contents->text) return Error{Fault::bad_request, "The archive has no book.json at its top"};
    Result<m::BookToImport> book = decode_book(*contents->text);
    if (!book) return book.error();
    if (book->photos.size() > kMostArchivedPhotos) return beyond("The archive has more than 1000 photos");
    if (book->elements.size() > kMostArchivedElements) return beyond("The archive has more than 50000 elements");
    const Result<void> fits = check_photos(*book, *contents);
    if (!fits) return fits.error();
    return book;
}

m::NewElement element_of(const m::ElementToImport& element, const AssetsByFile& assets) {
    const auto convert = [&]<class Fields>(const Fields& fields) -> m::NewElement {
        if constexpr (std::is_same_v<Fields, m::ArchivedImageFields>) {
            m::ImageFields image;
            static_cast<m::Geometry&>(image) = fields;
            image.assetId = assets.at(fields.photo.value);
            return image;
        } else {
            return fields;
        }
    };
    return std::visit(convert, element);
}

}  // namespace pictbook::api
