// How the figure of several runs is taken.
#pragma once

#include <algorithm>
#include <vector>

namespace pictbook::bench {

template <class Runs, class Get>
double median(const Runs& runs, Get get) {
    std::vector<double> values;
    for (const auto& run : runs) values.push_back(static_cast<double>(get(run)));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

}  // namespace pictbook::bench
