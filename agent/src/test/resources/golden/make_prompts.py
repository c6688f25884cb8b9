"""python3 make_prompts.py RECIPE_DIR > prompts.json: prompts as the demo model's training recipe writes them.

Each case has the tools' names, the questions with their steps and answers, and the prompt as segments: control tokens,
the lines that name a role, and the texts between them, each tokenized as a whole.
"""
import json, sys
sys.path.insert(0, sys.argv[1])
import dialog

CONTROLS = ("<|im_start|>", "<|im_end|>")
SCHEMAS = json.load(open(sys.argv[1] + "/tools.json"))
TOOLS = {t["name_for_model"]: {
    "name": t["name_for_model"], "human": t["name_for_human"], "desc": t["description_for_model"],
    "params": [(n, p["description"], p["type"], n in t["parameters"]["required"]) for n, p in t["parameters"]["properties"].items()]}
    for t in SCHEMAS}


def case(name, tools, turns):
    """turns = [(question, [(tool, arguments, observation)], answer or None)]; the last one is continued."""
    specs = [TOOLS[t] for t in tools]
    messages = [("system", [(dialog.SYSTEM, False)])]
    for i, (query, steps, final) in enumerate(turns):
        first = i == 0 and tools
        messages.append(("user", [(dialog.react_prompt(specs, query=query) if first else query, False)]))
        pieces = dialog.answer_pieces({"steps": steps, "final": final or "", "zh": False}, bool(tools))
        if final is None:
            pieces = pieces[:-1] + ([("\nThought:", False)] if steps else [])
        messages.append(("assistant", pieces))
    segments = []
    for text, _, control in dialog.render(messages)[:-1]:
        goes_on = len(segments) > 1 and segments[-2] != "<|im_start|>" and segments[-1] not in CONTROLS
        if control or not goes_on:
            segments.append(text)
        else:
            segments[-1] += text
    return {"name": name, "tools": tools, "turns": turns, "segments": segments}


CALL = ("calculator", {"expression": "123*456"}, "56088")
CALL2 = ("unit_convert", {"value": 56088, "from": "m", "to": "km"}, "56.088 km")
TWO = ["calculator", "current_time"]
cases = [
    case("first question", TWO, [("What is 123 * 456?", [], None)]),
    case("Chinese question", TWO, [("现在北京几点了？", [], None)]),
    case("plain chat", [], [("who are you?", [], None)]),
    case("after an observation", TWO, [("What is 123 * 456?", [CALL], None)]),
    case("after two observations", ["unit_convert", "calculator"], [("How many km are 123 * 456 m?", [CALL, CALL2], None)]),
    case("second question", TWO, [("What is 123 * 456?", [CALL], "It is 56088."), ("Thanks. And 2 + 2?", [], None)]),
    case("all tools", list(TOOLS), [("Hello", [], None)]),
]
json.dump({"schemas": SCHEMAS, "cases": cases}, sys.stdout, ensure_ascii=False, indent=1)
