"""What is wrong, what was done, is it good? Job sheets, checks, grades; strip and recycle."""
