// An uploaded photo; the canvas refers to it by id, its bytes live in the blob store under its key.
#pragma once

#include "base/clock.hpp"
#include "model/fields.hpp"

namespace pictbook::model {

struct StoredAsset {
    Id id;
    std::string key;  // <projectId>/images/<unique>.<ext>
    std::string mimeType;
    std::int32_t size = 0;                    // bytes
    std::int32_t width = 0, height = 0;       // as stored, not swapped by the orientation
    std::optional<std::int32_t> orientation;  // EXIF 1-8
    Time createdAt;
    Time updatedAt;
    Id projectId;
    std::optional<Id> uploaderId;
};
BOOST_DESCRIBE_STRUCT(StoredAsset, (),
                      (id, key, mimeType, size, width, height, orientation, createdAt, updatedAt, projectId,
                       uploaderId))

/// With the address of its bytes (api/capability.hpp).
struct Asset : StoredAsset {
    std::string src;
};
BOOST_DESCRIBE_STRUCT(Asset, (StoredAsset), (src))

}  // namespace pictbook::model
