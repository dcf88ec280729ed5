// Photos: docs/spec/images.md.
#include "store/images.hpp"
#include "api/access.hpp"
#include "api/paths.hpp"
#include "api/photo_store.hpp"
#include "api/removal.hpp"
#include "api/routes.hpp"
#include "api/writing.hpp"
#include "http/files.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Path;
using model::Asset;
using model::Role;
using model::StoredAsset;

namespace {

struct Photos {
    static constexpr std::string_view field = "files";
    static constexpr std::size_t most = 10;
    static constexpr std::uint64_t most_bytes = kMostPhotoBytes;
};

std::string src_of(const Parts& parts, const std::string& key) {
    if (parts.config.image_delivery == ImageDelivery::bucket)
        if (std::optional<std::string> url = parts.blobs.public_url(key)) return *std::move(url);
    return parts.capabilities.src(key, now());
}

Asset with_src(const Parts& parts, StoredAsset stored) {
    Asset asset;
    asset.src = src_of(parts, stored.key);
    static_cast<StoredAsset&>(asset) = std::move(stored);
    return asset;
}

awaitable<Result<std::vector<Asset>>> list_images(const Parts& parts, const Reader<OfProject>& reader) {
    std::vector<StoredAsset> stored = co_await store::list_images(parts.db, reader.project_id());
    std::vector<Asset> out;
    out.reserve(stored.size());
    for (StoredAsset& each : stored) out.push_back(with_src(parts, std::move(each)));
    co_return out;
}

/// What every file is, or the first reason why one is not an image.
awaitable<Result<std::vector<media::ImageInfo>>> probe_all(const Parts& parts,
                                                           const std::vector<http::SpooledFile>& files) {
    std::vector<media::ImageInfo> out;
    for (const http::SpooledFile& file : files) {
        auto probe = [&](std::size_t) { return media::probe(file.path(), parts.decoder); };
        const Result<media::ImageInfo> info = co_await parts.image_pool.run(probe);
        if (!info) co_return info.error();
        out.push_back(*info);
    }
    co_return out;
}

awaitable<Result<void>> store_all(const Parts& parts, const std::string& project_id,
                                  const std::vector<http::SpooledFile>& files, const std::vector<StoredAsset>& assets) {
    const auto put = [&]() -> awaitable<Result<void>> {
        for (std::size_t i = 0; i < files.size(); ++i)
            co_await parts.blobs.put(assets[i].key, files[i].path(), assets[i].mimeType);
        co_return Result<void>();
    };
    const auto insert = [&]() -> awaitable<Result<void>> {
        auto rows = [&](db::Sql& sql) -> awaitable<Result<void>> {
            co_await insert_photos(sql, assets);
            co_return Result<void>();
        };
        co_return co_await write_in_book(parts, project_id, rows, refusal(Role::EDITOR));
    };
    co_return co_await store_photos(parts, keys_of(assets), put, insert);
}

awaitable<Result<std::vector<Asset>>> upload(const Parts& parts, const Member<Role::EDITOR>& editor,
                                             const http::Files<Photos>& files) {
    const Result<std::vector<media::ImageInfo>> infos = co_await probe_all(parts, files.list);
    if (!infos) co_return infos.error();
    std::vector<StoredAsset> assets;
    const Time time = now();
    for (std::size_t i = 0; i < infos->size(); ++i) {
        // A millisecond apart, so that a listing keeps the order of the upload.
        const Time at = time + Milliseconds(i);
        assets.push_back(make_asset(editor.project_id(), editor.user_id(), (*infos)[i], files.list[i].size(), at));
    }
    const Result<void> stored = co_await store_all(parts, editor.project_id(), files.list, assets);
    if (!stored) co_return stored.error();
    std::vector<Asset> out;
    out.reserve(assets.size());
    for (StoredAsset& each : assets) out.push_back(with_src(parts, std::move(each)));
    co_return out;
}

awaitable<Result<Message>> remove_image(const Parts& parts, const Member<Role::EDITOR, OfImage>& editor,
                                        const Path<ById>& path) {
    const bool removed = co_await remove_image_and_object(parts, editor.project_id(), path.id.value, editor.user_id());
    if (!removed) co_return http::failure(Fault::not_found, OfImage::absent);
    co_return Message{"Image deleted successfully"};
}

}  // namespace

Table image_routes() {
    return {
        http::get<"/projects/:id/images">(list_images, {"The photos of a book", "Images"}),
        http::post<"/projects/:id/images">(
            upload,
            {"Upload 1 to 10 photos of up to 20 MiB each, all or none: JPEG, PNG, GIF, WebP, "
             "AVIF, HEIC, TIFF or BMP",
             "Images",
             {{Fault::bad_request, "Failed to upload images"}, {Fault::bad_request, "Invalid image dimensions"}}}),
        http::remove<"/images/:id">(remove_image, {"Delete a photo and the elements that show it", "Images"}),
    };
}

}  // namespace pictbook::api
