// What handlers are handed: the parts that main built, for one worker. Nothing else is global.
#pragma once

#include "account/cookies.hpp"
#include "account/limits.hpp"
#include "account/passwords.hpp"
#include "account/providers.hpp"
#include "api/capability.hpp"
#include "api/listings.hpp"
#include "api/mailer.hpp"
#include "api/metrics.hpp"
#include "api/readiness.hpp"
#include "base/config.hpp"
#include "base/pool.hpp"
#include "blob/blobs.hpp"
#include "canvas/control.hpp"
#include "canvas/hub.hpp"
#include "db/db.hpp"
#include "http/policy.hpp"
#include "media/decoder.hpp"

namespace pictbook::api {

/// Archives at a time, in each worker: the elements of their books are in memory meanwhile.
inline constexpr std::size_t kMostImports = 2, kMostExports = 4;

struct Parts {
    const Config& config;
    const http::Settings& http_settings;
    db::Db& db;
    blob::Blobs& blobs;
    Pool& image_pool;
    media::Decoder& decoder;
    account::Passwords& passwords;
    account::Limits& limits;
    account::Providers& providers;
    const account::SessionCookies& cookies;
    const Capabilities& capabilities;
    Mailer& mailer;
    Listings& listings;
    Readiness& readiness;
    Turns& imports;
    Turns& exports;
    canvas::Hub& hub;
    const Watched& watched;
    canvas::Control control;
};

}  // namespace pictbook::api
