"""What is on our shelves, in which state, with which drives, and where does it stand?"""
