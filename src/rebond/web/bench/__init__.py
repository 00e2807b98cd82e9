"""The bench: reports, proofs of erasure, job sheets, what is stripped and recycled."""
