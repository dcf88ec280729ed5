#include "api/removal.hpp"

#include "base/log.hpp"
#include "store/images.hpp"
#include "store/projects.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

awaitable<void> remove_project_and_objects(const Parts& parts, std::string project_id) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<std::vector<std::string>>> {
        std::vector<std::string> keys = co_await store::list_image_keys(sql, project_id);
        co_await store::remove_project(sql, project_id);
        co_return keys;
    };
    const Result<std::vector<std::string>> keys = co_await parts.db.transaction(remove);
    parts.control.project_changed(project_id);  // first: a book of many photos takes its time
    co_await remove_objects(parts, *keys);
}

awaitable<bool> remove_image_and_object(const Parts& parts, std::string image_id) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<std::optional<std::string>>> {
        co_return co_await store::remove_image(sql, image_id);
    };
    const Result<std::optional<std::string>> key = co_await parts.db.transaction(remove);
    if (!*key) co_return false;
    std::vector<std::string> keys(1, **key);
    co_await remove_objects(parts, std::move(keys));
    co_return true;
}

awaitable<void> remove_objects(const Parts& parts, std::vector<std::string> keys) {
    for (const std::string& key : keys) {
        try {
            co_await parts.blobs.remove(key);
        } catch (const std::exception& error) {
            log::error("an object could not be removed", {{"key", key}, {"reason", error.what()}});
        }
    }
}

}  // namespace pictbook::api
