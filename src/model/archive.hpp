// A book's own archive, a zip (docs/spec/archive.md): what its `book.json` holds. Elements are those of the API, but for photos,
// which are named by their file in the same zip.
#pragma once

#include "model/element.hpp"
#include "model/project.hpp"

namespace pictbook::model {

inline constexpr std::string_view kArchiveFormat = "pictbook-book";
inline constexpr std::int32_t kArchiveVersion = 1;
inline constexpr std::string_view kArchiveText = "book.json";

/// What is read before anything else of it.
struct ArchiveHead {
    std::string format;
    std::int32_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ArchiveHead, (), (format, version))

struct ArchiveName : schema::Text {
    using Text::Text;
    static constexpr schema::TextRule rule{
        .min = 1, .max = 255, .example = "images/0001.jpg", .about = "The photo's file in the same archive"};
};

struct ArchivedImageFields : Geometry {
    static constexpr std::string_view type = "IMAGE", title = "ArchivedImage";
    ArchiveName photo;
};
BOOST_DESCRIBE_STRUCT(ArchivedImageFields, (Geometry), (photo))

/// What a photo was where it came from; an import looks at its bytes instead.
struct ArchivedPhoto {
    ArchiveName file;
    std::string mimeType;
    std::int32_t size = 0;
    std::int32_t width = 0, height = 0;
    std::optional<std::int32_t> orientation;
    Time createdAt;
};
BOOST_DESCRIBE_STRUCT(ArchivedPhoto, (), (file, mimeType, size, width, height, orientation, createdAt))

using ArchivedElement = std::variant<Stored<ArchivedImageFields>, Stored<TextFields>, Stored<CircleFields>,
                                     Stored<RectangleFields>, Stored<DrawingFields>>;

struct BookArchive : ArchiveHead {
    ProjectName name;
    Time createdAt;
    std::vector<ArchivedPhoto> photos;      // in the order of their upload
    std::vector<ArchivedElement> elements;  // lowest first
};
BOOST_DESCRIBE_STRUCT(BookArchive, (ArchiveHead), (name, createdAt, photos, elements))

// What an import reads of it. The rest, ids and dates among it, belongs to where it came from.
struct PhotoToImport {
    ArchiveName file;
};
BOOST_DESCRIBE_STRUCT(PhotoToImport, (), (file))

using ElementToImport = std::variant<ArchivedImageFields, TextFields, CircleFields, RectangleFields, DrawingFields>;

struct BookToImport {
    ProjectName name;
    std::vector<PhotoToImport> photos;
    std::vector<ElementToImport> elements;
};
BOOST_DESCRIBE_STRUCT(BookToImport, (), (name, photos, elements))

}  // namespace pictbook::model
