// Who is in a book, on all nodes (docs/spec/live-v2.md, V2-27). Pure: every call is told the time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/project.hpp"

namespace pictbook::canvas {

struct Person {
    std::string clientId;
    std::string userId;
    model::Role role = model::Role::VIEWER;
    std::string color;  // `#rrggbb`, of the user
};
BOOST_DESCRIBE_STRUCT(Person, (), (clientId, userId, role, color))

class Presence {
public:
    using Moment = Monotonic::time_point;
    /// Somebody who comes back within it has not left.
    static constexpr Seconds kAbsence{5};
    /// Somebody of another node of whom nothing was heard for so long has left.
    static constexpr Seconds kSilence{10};
    static constexpr std::size_t kMostPeople = 10'000;

    /// True when he was not there. `until`: when he has left unless he is heard of again; nothing: he is
    /// on this node, and has not left before depart(), whatever other nodes tell of him.
    bool arrive(const Person& person, std::optional<Moment> until);
    /// He leaves at that moment.
    void depart(const std::string& user_id, const std::string& client_id, Moment at);
    /// The same, but another node says so: it can't speak for one who is here on this node.
    void depart_elsewhere(const std::string& user_id, const std::string& client_id, Moment at);
    void move(const std::string& user_id, const std::string& client_id, std::string cursor);
    /// Those who have left by now.
    std::vector<Person> take_left(Moment now);
    bool empty() const { return people_.empty(); }
    /// With their cursors, as WELCOME has them.
    std::string to_json() const;
    /// Of this node, as other nodes take them.
    std::vector<Person> here() const;

private:
    struct Entry {
        Person person;
        std::optional<Moment> until;
        std::string cursor;  // JSON
    };
    std::map<std::pair<std::string, std::string>, Entry> people_;  // by user and client
};

/// A user's colour: the same for everybody and at all times.
std::string color_of(const std::string& user_id);

}  // namespace pictbook::canvas
