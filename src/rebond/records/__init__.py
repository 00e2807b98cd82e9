"""What must we still be able to show in ten years? The journal, the numbered papers and the numbering
itself.
"""
