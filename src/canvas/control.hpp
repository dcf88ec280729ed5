// Tells every worker that somebody's rights have changed, after the change is committed: sockets look again at once.
#pragma once

#include <functional>
#include <string>

namespace pictbook::canvas {

/// Whose sockets look again: those that match every field that is set.
struct Recheck {
    std::string project;
    std::string user;
    std::string session;  // or API key: both are told apart by their ids
};

class Control {
public:
    explicit Control(std::function<void(const Recheck&)> tell) : tell_(std::move(tell)) {}

    void session_ended(const std::string& session_id) const { tell_({{}, {}, session_id}); }
    void key_ended(const std::string& key_id) const { tell_({{}, {}, key_id}); }
    void user_sessions_ended(const std::string& user_id) const { tell_({{}, user_id, {}}); }
    void member_changed(const std::string& project_id, const std::string& user_id) const {
        tell_({project_id, user_id, {}});
    }
    void project_changed(const std::string& project_id) const { tell_({project_id, {}, {}}); }

private:
    std::function<void(const Recheck&)> tell_;
};

}  // namespace pictbook::canvas
