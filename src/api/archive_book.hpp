// `book.json` of a book's archive: written from a book, and read out of a zip that somebody sent (docs/spec/archive.md).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/archive.hpp"
#include "model/image.hpp"
#include "zip/reader.hpp"

namespace pictbook::api {

// The bounds of an import.
inline constexpr std::uint64_t kMostArchiveBytes = std::uint64_t{4} << 30;
inline constexpr std::uint64_t kMostTextBytes = 16u << 20;  // of book.json
inline constexpr std::size_t kMostArchivedPhotos = 1000;
inline constexpr std::size_t kMostArchivedElements = 50'000;
/// Also what the archive holds beside.
inline constexpr std::size_t kMostArchiveEntries = 4096;
/// Photos hardly shrink: so many times the archive's size, and book.json, is all that it may unpack to.
inline constexpr std::uint64_t kMostRatio = 10;

/// Photos and elements as the API lists them. The photos' files are `images/0001.jpg` and so on, in their order.
model::BookArchive archive_of(const model::Project& project, const std::vector<model::StoredAsset>& photos,
                              const std::vector<model::Element>& elements);

/// What an archive of that many bytes may hold.
zip::Bounds archive_bounds(std::uint64_t bytes);

/// Blocking. What the archive's book is to become: it fits its schema, its photos are files of the archive, each once, and each
/// photo that an element shows is one of them. Else bad_request, too_large or invalid.
Result<model::BookToImport> read_book(const std::filesystem::path& archive, std::uint64_t bytes);

/// The ids of photos in their new book, by their files in the archive.
using AssetsByFile = std::map<std::string_view, model::Id>;
/// The element with its photo under the new id; read_book has seen that it is among them.
model::NewElement element_of(const model::ElementToImport& element, const AssetsByFile& assets);

}  // namespace pictbook::api
