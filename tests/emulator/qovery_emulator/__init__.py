"""MiniStack with what this project needs of AWS and MiniStack lacks.

Each module patches one service; each patch says in a line what AWS does that stock MiniStack
does not. They replace private functions, so the version is pinned and checked at start.
"""
