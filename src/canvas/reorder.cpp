// Where a reordered element gets its place (V2-22): between the places of its new neighbours. Others move only where they
// have the same place as the one below.
#include <algorithm>
#include <limits>

#include "canvas/bench.hpp"
#include "canvas/order_key.hpp"

namespace pictbook::canvas {

namespace {

constexpr std::size_t kMostMoved = 1000;

/// Before which element of `stack`, that lacks the moved one, it is to lie.
std::size_t wanted_index(const std::vector<StackPlace>& stack, const Command& command) {
    if (command.to == model::Height::front) return stack.size();
    if (command.to == model::Height::back) return 0;
    const auto target =
        std::find_if(stack.begin(), stack.end(), [&](const StackPlace& each) { return each.id == command.target; });
    const auto index = static_cast<std::size_t>(target - stack.begin());
    return command.to == model::Height::above ? std::min(index + 1, stack.size()) : index;
}

void put(Bench& bench, const std::string& id, std::int32_t z_index, const std::string& order) {
    const std::optional<PlacedElement>& live = bench.find(id).live;
    if (!live) return;  // what the bench wants is still to come
    PlacedElement after = *live;
    model::geometry_of(after.element).zIndex = z_index;
    after.order = order;
    bench.update(id, std::move(after));
}

/// At the height of the element below, above it and those that have its very place.
void put_above(Bench& bench, const std::string& id, const std::vector<StackPlace>& stack, std::size_t index) {
    const StackPlace& below = stack[index - 1];
    const auto same = [&](const StackPlace& each) {
        return each.z_index == below.z_index && each.order == below.order;
    };
    std::size_t end = index;
    while (end < stack.size() && same(stack[end])) ++end;
    const std::size_t moved = end - index;
    if (moved > kMostMoved) {
        bench.decision.refusal = {Error{Fault::conflict, "Too many elements lie at one height"},
                                  "too_many_at_one_height"};
        return;
    }
    std::optional<std::string_view> high;
    if (end < stack.size() && stack[end].z_index == below.z_index) high = stack[end].order;
    const std::vector<std::string> keys = order_keys_between(below.order, high, moved + 1);
    put(bench, id, below.z_index, keys.front());
    for (std::size_t i = 0; i < moved; ++i) put(bench, stack[index + i].id, below.z_index, keys[i + 1]);
}

}  // namespace

void reorder(Bench& bench, const Command& command) {
    std::vector<StackPlace> stack = bench.stack();
    const auto own =
        std::find_if(stack.begin(), stack.end(), [&](const StackPlace& each) { return each.id == command.id; });
    if (own == stack.end()) return;  // what the bench wants is still to come
    const auto former = static_cast<std::size_t>(own - stack.begin());
    stack.erase(own);
    const std::size_t index = wanted_index(stack, command);
    if (index == former) {
        bench.decision.outcome = Outcome::ignored;
        return;
    }
    using Limits = std::numeric_limits<std::int32_t>;
    const bool lowest = index == 0, highest = index == stack.size();
    if (lowest && stack.front().z_index > Limits::min()) return put(bench, command.id, stack.front().z_index - 1, "");
    if (lowest) {
        bench.decision.refusal = {Error{Fault::conflict, "Nothing can lie lower"}, "too_many_at_one_height"};
        return;
    }
    const std::int64_t below = stack[index - 1].z_index;
    const std::int64_t above = highest ? std::int64_t{Limits::max()} + 1 : stack[index].z_index;
    if (highest && below < Limits::max()) return put(bench, command.id, static_cast<std::int32_t>(below + 1), "");
    if (above - below >= 2) return put(bench, command.id, static_cast<std::int32_t>(below + (above - below) / 2), "");
    put_above(bench, command.id, stack, index);
}

}  // namespace pictbook::canvas
