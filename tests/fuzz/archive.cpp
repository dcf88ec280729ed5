// A zip that somebody sends as a book: whatever the bytes are, what is read stays within the bounds, and a book that passes has
// every photo that it names. An input that begins with T is the text of a book in a right zip, any other is the zip.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "api/archive_book.hpp"
#include "fuzz/finding.hpp"
#include "zip/writer.hpp"

namespace {

using namespace pictbook;

/// One file in memory, filled anew for each input.
class Scratch {
public:
    std::string hold(std::string_view bytes) const {
        const bool held = ::ftruncate(file_, 0) == 0 &&
                          ::pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
        fuzz::expect_none(held ? "" : "no memory for the input");
        return "/proc/self/fd/" + std::to_string(file_);
    }

private:
    const int file_ = ::memfd_create("archive", MFD_CLOEXEC);
};

std::string zip_of(std::string_view text) {
    zip::Writer writer({{"book.json", text.size(), {}}, {"images/0001.jpg", 1, {}}, {"images/0002.jpg", 1, {}}});
    std::string out;
    for (const std::string_view bytes : {text, std::string_view("1"), std::string_view("2")}) {
        out += writer.begin();
        writer.take(bytes);
        out.append(bytes) += writer.end();
    }
    for (std::string piece = writer.directory(); !piece.empty(); piece = writer.directory()) out += piece;
    return out.size() == writer.size() ? out : "";
}

std::string fault_of_entries(const std::string& file, std::uint64_t size) {
    const zip::Bounds bounds = api::archive_bounds(size);
    zip::Reader reader(file, bounds);
    std::uint64_t bytes = 0;
    for (std::size_t entries = 0;; ++entries) {
        const Result<std::optional<zip::Entry>> entry = reader.next();
        if (!entry) return entry.error().message.empty() ? "a refusal without a sentence" : "";
        if (!*entry) return "";
        if (entries >= bounds.entries || (*entry)->name.empty() || (*entry)->name.front() == '/') return "an odd entry";
        std::uint64_t own = 0;
        for (;;) {
            const Result<std::string> piece = reader.read();
            if (!piece) return "";
            if (piece->empty()) break;
            own += piece->size();
            if (own > (*entry)->size || bytes + own > bounds.bytes) return "more bytes than were allowed";
        }
        bytes += own;
    }
}

std::string fault_of_book(const std::string& file, std::uint64_t size) {
    const Result<model::BookToImport> book = api::read_book(file, size);
    if (!book) return book.error().message.empty() ? "a refusal without a sentence" : "";
    if (book->photos.size() > api::kMostArchivedPhotos || book->elements.size() > api::kMostArchivedElements)
        return "a book out of bounds";
    api::AssetsByFile assets;
    for (const model::PhotoToImport& each : book->photos) assets.emplace(each.file.value, model::Id("photo"));
    if (assets.size() != book->photos.size()) return "a photo twice";
    for (const model::ElementToImport& each : book->elements) {  // element_of throws when a photo is missing
        const model::NewElement made = api::element_of(each, assets);
        if (made.index() != each.index()) return "an element of another kind";
    }
    return "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Scratch scratch;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string bytes = input.starts_with('T') ? zip_of(input.substr(1)) : std::string(input);
    const std::string file = scratch.hold(bytes);
    fuzz::expect_none(fault_of_entries(file, bytes.size()));
    fuzz::expect_none(fault_of_book(file, bytes.size()));
    return 0;
}
