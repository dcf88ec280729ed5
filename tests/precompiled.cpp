// The precompiled header of the test programs, without optimisation: they are compiled three times as fast.
