// A new book out of an archive: docs/spec/archive.md. The archive is read three times: what it says, whether its photos are
// photos, and, when all is well, into the store. So what is refused has left nothing, and one photo at a time is a file.
#include "api/access.hpp"
#include "api/archive_book.hpp"
#include "api/committing.hpp"
#include "api/limited.hpp"
#include "api/photo_store.hpp"
#include "base/ids.hpp"
#include "http/files.hpp"
#include "store/projects.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using model::StoredAsset;

namespace {

struct ArchiveFile {
    static constexpr std::string_view field = "file";
    static constexpr std::size_t most = 1;
    static constexpr std::uint64_t most_bytes = kMostArchiveBytes;
};

constexpr std::size_t kPhotosOfUpload = 10;  // as many as one upload takes
constexpr const char* kTooManyImports = "Other books are being imported; please try again later";
constexpr const char* kLargePhoto = "A photo of the archive has more than 20 MiB";

/// A photo of the archive in a file of its own.
struct PhotoFile {
    std::size_t index;  // among the book's photos
    http::SpooledFile file;
};

/// The book's photos, in the order in which they lie in the archive.
class PhotoFiles {
public:
    PhotoFiles(const Parts& parts, http::Spool& spool, const http::SpooledFile& archive,
               const std::vector<model::PhotoToImport>& photos)
        : pool_(parts.image_pool), spool_(spool), archive_(archive) {
        for (std::size_t i = 0; i < photos.size(); ++i) indexes_[photos[i].file.value] = i;
    }

    /// Nothing at the end.
    awaitable<Result<std::optional<PhotoFile>>> next() {
        for (;;) {
            const auto go_on = [&](std::size_t) {
                if (!reader_) reader_.emplace(archive_.path(), archive_bounds(archive_.size()));
                return reader_->next();
            };
            const Result<std::optional<zip::Entry>> entry = co_await pool_.run(go_on);
            if (!entry) co_return entry.error();
            if (!*entry) co_return std::optional<PhotoFile>();
            const auto place = indexes_.find((*entry)->name);
            if (place == indexes_.end()) continue;
            if ((*entry)->size > kMostPhotoBytes) co_return http::failure(Fault::too_large, kLargePhoto);
            Result<http::SpooledFile> file = co_await unpack();
            if (!file) co_return file.error();
            co_return PhotoFile{place->second, *std::move(file)};
        }
    }

private:
    awaitable<Result<http::SpooledFile>> unpack() {
        http::SpooledFile file = co_await spool_.create();
        for (;;) {
            const auto read_on = [&](std::size_t) { return reader_->read(); };
            const Result<std::string> piece = co_await pool_.run(read_on);
            if (!piece) co_return piece.error();
            if (piece->empty()) co_return std::move(file);
            co_await spool_.append(file, *piece);
        }
    }

    Pool& pool_;
    http::Spool& spool_;
    const http::SpooledFile& archive_;
    std::optional<zip::Reader> reader_;                // from the first use on
    std::map<std::string_view, std::size_t> indexes_;  // by their names in the archive
};

/// One import, from the archive that was received to the book.
class Import {
public:
    Import(const Parts& parts, const User& user, const http::Files<ArchiveFile>& files)
        : parts_(parts), user_(user), archive_(files.list.front()), spool_(*files.spool) {}

    awaitable<Result<model::Project>> run() {
        const auto read = [&](std::size_t) { return read_book(archive_.path(), archive_.size()); };
        Result<model::BookToImport> book = co_await parts_.image_pool.run(read);
        if (!book) co_return book.error();
        book_ = *std::move(book);
        const Result<void> pace = co_await take_pace();
        if (!pace) co_return pace.error();
        const Result<void> probed = co_await probe_photos();
        if (!probed) co_return probed.error();
        const auto put = [this] { return put_photos(); };
        const auto insert = [this] { return insert_book(); };
        const Result<void> stored = co_await store_photos(parts_, keys_of(assets_), put, insert);
        if (!stored) co_return stored.error();
        co_return project_;
    }

private:
    /// As many uploads and writes as the same book would take by the other routes; the access word took one upload.
    awaitable<Result<void>> take_pace() {
        const std::size_t uploads = (book_.photos.size() + kPhotosOfUpload - 1) / kPhotosOfUpload;
        if (uploads > 1) {
            const Result<void> taken = co_await take_more_pace(parts_, Limit::uploads, user_.id(), uploads - 1);
            if (!taken) co_return taken.error();
        }
        co_return co_await take_more_pace(parts_, Limit::writes, user_.id(), book_.elements.empty() ? 1 : 2);
    }

    awaitable<Result<void>> probe_photos() {
        assets_.resize(book_.photos.size());
        PhotoFiles files(parts_, spool_, archive_, book_.photos);
        for (;;) {
            const Result<std::optional<PhotoFile>> photo = co_await files.next();
            if (!photo) co_return photo.error();
            if (!*photo) co_return Result<void>();
            const http::SpooledFile& file = (*photo)->file;
            const auto probe = [&](std::size_t) { return media::probe(file.path(), parts_.decoder); };
            const Result<media::ImageInfo> info = co_await parts_.image_pool.run(probe);
            if (!info) co_return info.error();
            // A millisecond apart, so that a listing keeps their order.
            const Time at = time_ + Milliseconds((*photo)->index);
            assets_[(*photo)->index] = make_asset(id_, user_.id(), *info, file.size(), at);
        }
    }

    awaitable<Result<void>> put_photos() {
        PhotoFiles files(parts_, spool_, archive_, book_.photos);
        for (;;) {
            const Result<std::optional<PhotoFile>> photo = co_await files.next();
            if (!photo) co_return photo.error();
            if (!*photo) co_return Result<void>();
            const StoredAsset& asset = assets_[(*photo)->index];
            co_await parts_.blobs.put(asset.key, (*photo)->file.path(), asset.mimeType);
        }
    }

    /// Nobody knows of the book before its transaction ends: there is no socket to tell of the commit.
    awaitable<Result<void>> insert_book() {
        const canvas::Draft draft{user_.id(), std::nullopt, canvas::batch_command(commands())};
        const auto insert = [&](db::Sql& sql) -> awaitable<Result<void>> {
            project_ = co_await store::create_project(sql, id_, user_.id(), book_.name,
                                                      parts_.config.default_visibility, time_);
            co_await insert_photos(sql, assets_);
            if (draft.command.parts.empty()) co_return Result<void>();
            const std::vector<canvas::Verdict> verdicts =
                co_await canvas::commit(sql, id_, std::span(&draft, 1), time_, false);
            if (const auto* refused = std::get_if<canvas::Refusal>(&verdicts.front())) co_return refused->error;
            co_return Result<void>();
        };
        co_return co_await parts_.db.transaction(insert);
    }

    std::vector<canvas::Command> commands() const {
        AssetsByFile assets;
        for (std::size_t i = 0; i < assets_.size(); ++i) assets[book_.photos[i].file.value] = assets_[i].id;
        std::vector<canvas::Command> out;
        out.reserve(book_.elements.size());
        for (const model::ElementToImport& each : book_.elements)
            out.push_back(canvas::create_command(element_of(each, assets), make_cuid()));
        return out;
    }

    const Parts& parts_;
    const User& user_;
    const http::SpooledFile& archive_;
    http::Spool& spool_;
    const std::string id_ = make_cuid();
    const Time time_ = now();
    model::BookToImport book_;
    std::vector<StoredAsset> assets_;  // in the order of the book's photos
    model::Project project_;
};

awaitable<Result<model::Project>> import_book(const Parts& parts, const User& user,
                                              const http::Files<ArchiveFile>& files) {
    const Turns::Turn turn = parts.imports.take(kTooManyImports);
    Import import(parts, user, files);
    co_return co_await import.run();
}

}  // namespace

http::Route<Parts> import_route() {
    return http::post<"/projects/archive">(
        import_book, {"Make a book out of an archive; you are its owner",
                      "Projects",
                      {{Fault::bad_request, "The file is no zip archive, or it is cut short or broken"},
                       {Fault::bad_request, "Failed to upload images"},
                       {Fault::too_large, kLargePhoto},
                       {Fault::unavailable, kTooManyImports}}});
}

}  // namespace pictbook::api
