#include "api/photo_store.hpp"

#include "api/removal.hpp"
#include "base/ids.hpp"
#include "store/images.hpp"
#include "store/removals.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using model::StoredAsset;

namespace {

constexpr Seconds kLongestUpload = std::chrono::hours(1);  // a store that makes progress has no deadline of its own

/// Before the objects are put: what a crash leaves behind is removed later. An upload that still runs then fails at its end.
awaitable<void> plan_removals(const Parts& parts, const std::vector<std::string>& keys) {
    auto plan = [&](db::Sql& sql) -> awaitable<Result<void>> {
        const Time due = now() + kLongestUpload;
        for (const std::string& key : keys) co_await store::plan_removal(sql, key, due);
        co_return Result<void>();
    };
    co_await parts.db.transaction(plan);
}

}  // namespace

StoredAsset make_asset(const std::string& project_id, const std::string& user_id, const media::ImageInfo& info,
                       std::uint64_t size, Time time) {
    StoredAsset asset;
    asset.id = make_cuid();
    const std::string unique = std::to_string(time.time_since_epoch().count()) + "-" + make_lower_token(12);
    asset.key = project_id + "/images/" + unique + "." + info.extension;
    asset.mimeType = info.mime_type;
    asset.size = static_cast<std::int32_t>(size);
    asset.width = info.width;
    asset.height = info.height;
    asset.orientation = info.orientation;
    asset.createdAt = asset.updatedAt = time;
    asset.projectId = project_id;
    asset.uploaderId = model::Id(user_id);
    return asset;
}

awaitable<Result<void>> store_photos(const Parts& parts, std::vector<std::string> keys, Step put, Step insert) {
    std::exception_ptr failure;
    bool in_doubt = false;
    Result<void> stored;
    co_await plan_removals(parts, keys);
    try {
        stored = co_await put();
        if (stored) stored = co_await insert();
    } catch (const db::InDoubt&) {
        in_doubt = true;  // the rows may be there; if not, the planned removal takes the objects
        failure = std::current_exception();
    } catch (...) {
        failure = std::current_exception();
    }
    if (!in_doubt && (failure || !stored)) co_await remove_objects(parts, std::move(keys));
    if (failure) std::rethrow_exception(failure);
    co_return stored;
}

awaitable<void> insert_photos(db::Sql& sql, const std::vector<StoredAsset>& assets) {
    for (const StoredAsset& asset : assets) {
        co_await store::create_image(sql, asset);
        const bool stays = co_await store::cancel_removal(sql, asset.key);
        if (!stays) throw Unavailable("The upload took too long");
    }
}

std::vector<std::string> keys_of(const std::vector<StoredAsset>& assets) {
    std::vector<std::string> keys;
    keys.reserve(assets.size());
    for (const StoredAsset& asset : assets) keys.push_back(asset.key);
    return keys;
}

}  // namespace pictbook::api
