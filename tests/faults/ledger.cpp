#include "faults/ledger.hpp"

namespace pictbook::test {

bool Ledger::enter(Thing& thing, const std::string& value, const Reply& reply, std::size_t node) {
    const bool says_maybe = reply.body.find("may have been made") != std::string::npos;
    if (reply.status == 200) {
        acknowledged_.push_back({thing.kind, node, Clock::now()});
        thing.is = value;
        return true;
    }
    if (reply.status == 0 || (reply.status == 503 && says_maybe)) {
        ++unknown_;
        thing.maybe = value;
    } else {
        ++refused_;
        thing.refused.push_back(value);
        if (reply.status != 503 || !reply.has("Retry-After"))
            wrong_.push_back(thing.name + " to be '" + value + "': " + std::to_string(reply.status) + " " + reply.body);
    }
    return false;
}

}  // namespace pictbook::test
