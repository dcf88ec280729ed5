// kill -9 of each part during a load of writes: what was acknowledged is there once, what was refused is not, and the nodes
// go on by themselves.
#include <gtest/gtest.h>

#include "faults/load.hpp"

namespace pictbook::test {
namespace {

TEST(Kill, OfPostgresLosesAndDoublesNothing) {  // DB-30, DB-31
    Fleet fleet(2);
    Fault fault;
    fault.name = "postgresql";
    fault.kill = [] { postgres().kill(); };
    fault.start = [] { postgres().start(); };
    expect_recovery(fleet, fault);
}

}  // namespace
}  // namespace pictbook::test
