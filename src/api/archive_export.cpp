// A book as a zip to keep or to move: docs/spec/archive.md. It is made while it is sent: in memory are the text, the list of photos
// and one piece of one photo.
#include "api/access.hpp"
#include "api/archive_book.hpp"
#include "api/routes.hpp"
#include "http/content_disposition.hpp"
#include "schema/encode.hpp"
#include "store/elements.hpp"
#include "store/images.hpp"
#include "store/projects.hpp"
#include "zip/writer.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Response;
using model::Role;

namespace {

constexpr const char* kDamaged =
    "The bytes of a photo are missing or damaged: delete it, then the rest of the book can be downloaded";

struct BookContents {
    model::Project project;
    std::vector<model::StoredAsset> photos;
    std::vector<model::Element> elements;
};

/// As one moment had it: a transaction that no other writer of the book comes between, and that is rolled back.
awaitable<std::optional<BookContents>> read_contents_of(const Parts& parts, const std::string& project_id) {
    std::optional<BookContents> out;
    db::Db::Body read = [&](db::Sql& sql) -> awaitable<bool> {
        out.reset();
        const bool held = co_await store::hold_project(sql, project_id);
        if (!held) co_return false;
        std::optional<model::Project> project = co_await store::find_project(sql, project_id);
        std::vector<model::StoredAsset> photos = co_await store::list_images(sql, project_id);
        store::ElementList list = co_await store::list_elements(sql, project_id);
        out.emplace(BookContents{std::move(*project), std::move(photos), std::move(list.elements)});
        co_return false;
    };
    co_await parts.db.transact(std::move(read));
    co_return out;
}

/// Whether each photo's object is there as long as its row says: once the answer has begun nothing could be said any more.
awaitable<bool> has_all_objects(const Parts& parts, const std::string& project_id,
                                const std::vector<model::StoredAsset>& photos) {
    std::map<std::string, std::uint64_t, std::less<>> found;
    const std::string prefix = project_id + "/";
    for (std::string after;;) {
        const std::vector<blob::Listed> page = co_await parts.blobs.list(prefix, after, blob::Blobs::kMostListed);
        for (const blob::Listed& each : page) found.emplace(each.key, each.size);
        if (page.size() < blob::Blobs::kMostListed) break;
        after = page.back().key;
    }
    co_return std::all_of(photos.begin(), photos.end(), [&](const model::StoredAsset& photo) {
        const auto place = found.find(photo.key);
        return place != found.end() && place->second == static_cast<std::uint64_t>(photo.size);
    });
}

/// The zip, in the order of its bytes: book.json, the photos, the directory.
class ArchiveSource : public http::BodySource {
public:
    ArchiveSource(blob::Blobs& blobs, std::string text, std::vector<std::string> keys, std::vector<zip::Entry> entries)
        : blobs_(blobs),
          text_(std::move(text)),
          keys_(std::move(keys)),
          entries_(entries),
          writer_(std::move(entries)) {
        size = writer_.size();
        held = text_.size();
    }

    awaitable<std::string> read(std::uint64_t offset, std::size_t most) override {
        assert(offset == sent_);
        std::string out;
        if (entry_ < entries_.size()) {
            if (taken_ == 0) out = co_await begin();
            const std::string bytes = co_await entry_bytes(most);
            writer_.take(bytes);
            taken_ += bytes.size();
            out += bytes;
            if (taken_ == entries_[entry_].size) out += end();
        } else {
            out = writer_.directory();
        }
        sent_ += out.size();
        co_return out;
    }

private:
    awaitable<std::string> begin() {
        if (entry_ > 0) {
            reader_ = co_await blobs_.open(keys_[entry_ - 1]);
            if (!reader_ || reader_->size() != entries_[entry_].size)
                throw Unavailable("A photo was removed while its book was downloaded");
        }
        co_return writer_.begin();
    }

    awaitable<std::string> entry_bytes(std::size_t most) {
        const std::size_t length =
            static_cast<std::size_t>(std::min<std::uint64_t>(entries_[entry_].size - taken_, most));
        if (entry_ == 0) co_return text_.substr(taken_, length);
        std::string bytes = co_await reader_->read(taken_, length);
        if (bytes.empty() && length > 0) throw Unavailable("A photo ended early while its book was downloaded");
        co_return bytes;
    }

    std::string end() {
        if (entry_ == 0) std::string().swap(text_);
        reader_.reset();
        ++entry_;
        taken_ = 0;
        return writer_.end();
    }

    blob::Blobs& blobs_;
    std::string text_;
    std::vector<std::string> keys_;  // of the photos
    std::vector<zip::Entry> entries_;
    zip::Writer writer_;
    std::unique_ptr<blob::Reader> reader_;
    std::size_t entry_ = 0;    // the one that is being sent
    std::uint64_t taken_ = 0;  // of its bytes
    std::uint64_t sent_ = 0;
};

awaitable<Result<Response>> download(const Parts& parts, const Member<Role::VIEWER>& member) {
    const Turns::Turn turn = co_await parts.exports.wait("Other books are being downloaded; please try again later");
    std::optional<BookContents> book = co_await read_contents_of(parts, member.project_id());
    if (!book) co_return refusal(Role::VIEWER);
    const bool complete = co_await has_all_objects(parts, member.project_id(), book->photos);
    if (!complete) co_return http::failure(Fault::conflict, kDamaged);
    const model::BookArchive archive = archive_of(book->project, book->photos, book->elements);
    std::string text = schema::to_json(archive);
    std::vector<zip::Entry> entries{{std::string(model::kArchiveText), text.size(), now()}};
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < book->photos.size(); ++i) {
        const model::StoredAsset& photo = book->photos[i];
        entries.push_back({archive.photos[i].file.value, static_cast<std::uint64_t>(photo.size), photo.createdAt});
        keys.push_back(photo.key);
    }
    Response response;
    response.content_type = "application/zip";
    response.headers.emplace_back("Content-Disposition",
                                  http::content_disposition("attachment", book->project.name, ".zip", "book"));
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.source =
        std::make_unique<ArchiveSource>(parts.blobs, std::move(text), std::move(keys), std::move(entries));
    co_return response;
}

}  // namespace

Table archive_routes() {
    return {
        http::get<"/projects/:id/archive">(download, {"A book with its original photos as a zip, to keep or to move it",
                                                      "Projects",
                                                      {{Fault::conflict, kDamaged}},
                                                      {{200, "The archive, as a download", "application/zip"}}}),
        import_route(),
    };
}

}  // namespace pictbook::api
