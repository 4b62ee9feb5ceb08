"""The state of ipywidgets' widgets: reads cases from stdin, and writes each one's states and errors."""

import json
import re
import sys

import ipywidgets
from ipywidgets.widgets.widget import _remove_buffers


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def value(given):
    if isinstance(given, list):
        return tuple(value(item) for item in given)
    if isinstance(given, dict) and "widget" in given:
        return make(given)
    if isinstance(given, dict):
        return {key: value(item) for key, item in given.items()}
    return given


def options(given):
    made = {snake(name): value(item) for name, item in given.items()}
    for name in ("layout", "style"):
        if name in made:
            made[name] = {snake(key): item for key, item in made[name].items()}
    return made


def make(case):
    return getattr(ipywidgets, case["widget"])(**options(case.get("options", {})))


def resolved(item):
    """The state of a widget in place of its id."""
    if isinstance(item, str) and item.startswith("IPY_MODEL_"):
        widget = ipywidgets.widgets.widget._instances[item[len("IPY_MODEL_") :]]
        return state(widget)
    if isinstance(item, (list, tuple)):
        return [resolved(one) for one in item]
    return item


def state(widget):
    plain, paths, buffers = _remove_buffers(widget.get_state())
    out = {key: resolved(item) for key, item in plain.items()}
    if paths:
        out["(bytes)"] = [[list(path), list(bytes(buffer))] for path, buffer in zip(paths, buffers)]
    return out


def run(case):
    try:
        widget = make(case)
    except Exception:
        return ["error"]
    states = [state(widget)]
    for name, given in case.get("set", []):
        try:
            setattr(widget, snake(name), value(given))
        except Exception:
            states.append("error")
        states.append(state(widget))
    return states


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
