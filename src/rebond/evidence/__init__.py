"""What did the machine say, exactly? Raw reports kept as received; what they mean is read again at will."""
