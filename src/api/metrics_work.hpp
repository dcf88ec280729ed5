// The part of GET /metrics that tells where time goes: requests by route, the database, photos, mails, and the queues between.
#pragma once

#include "api/metrics.hpp"
#include "base/exposition.hpp"

namespace pictbook::api {

/// Of all workers together.
template <class Of>
std::uint64_t sum(const Watched& watched, Of of) {
    std::uint64_t total = 0;
    for (const Watched::Worker& worker : watched.workers) total += of(worker);
    return total;
}

/// Routes that nobody has asked for yet are left out.
void tell_requests(Exposition& out, const Watched& watched);
void tell_database(Exposition& out, const Watched& watched);
void tell_blobs(Exposition& out, const Watched& watched);
void tell_mails(Exposition& out, const Watched& watched);
void tell_queues(Exposition& out, const Watched& watched);
void tell_telemetry(Exposition& out, const Watched& watched);

}  // namespace pictbook::api
