import ast


def translator(text, src_lang, tgt_lang):
    return f"This is the translation of {text} from {src_lang} to {tgt_lang}."


def text_reader(text):
    return f"This is actually a sound reading {text}."


def summarizer(text):
    return f"This is a summary of {text}."


def image_generator(prompt):
    return f"This is actually an image representing {prompt}."


def image_captioner(image):
    if "image" not in image:
        raise ValueError("`image` is not an image")
    return f"This is a description of {image}."


def text_downloader(url):
    return f"This is the content of {url}."


def run(code):
    """The last value that is not None of a top-level statement; an assignment has the value it assigns."""
    result = None
    for node in ast.parse(code).body:
        value = None
        if isinstance(node, ast.Expr):
            value = eval(compile(ast.Expression(node.value), "<task>", "eval"), globals())
        else:
            exec(compile(ast.Module([node], []), "<task>", "exec"), globals())
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = globals()[node.targets[0].id]
        if value is not None:
            result = value
    return result
