"""Tests of Rebond; folders mirror src/rebond."""
