"""What did it all bring? Pure sums over kept counters, each opening on the rows it counts; writes nothing."""
