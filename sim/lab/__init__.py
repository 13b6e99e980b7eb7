"""What a notebook uses: histories as named arrays, comparisons as frames, figures as matplotlib axes.

The public names are those of `sim`; this package is where they live.
"""
