"""What the path of a region says: the codes on the way to it, and the regions above. Pure."""


def codes_of(path: str) -> list[str]:
    """The codes from the top down to the region itself, as they were when the paths were made."""
    return [code for code in path.split("/") if code]


def upwards(path: str) -> list[str]:
    """The region's own path and those of all above it, nearest first; none for no path."""
    codes = codes_of(path)
    return ["/" + "/".join(codes[:count]) + "/" for count in range(len(codes), 0, -1)]
