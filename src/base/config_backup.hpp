// The settings of scheduled backups: BACKUP_CRON, BACKUP_TO, BACKUP_KEEP.
#pragma once

#include "base/config.hpp"

namespace pictbook {

/// Throws BadConfig. What `config` says of the bucket is read already.
BackupSettings read_backup_settings(const Environment& environment, const Config& config);

}  // namespace pictbook
