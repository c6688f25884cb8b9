"""What notebooks import to show things."""

from _qwen4j_display import HTML, SVG, Image, Latex, Markdown, display

__all__ = ["HTML", "SVG", "Image", "Latex", "Markdown", "clear_output", "display"]


def clear_output(wait=False):
    """Does nothing: what was printed stays."""
