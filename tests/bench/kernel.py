"""Protocol-level timings of any Jupyter kernel, with jupyter_client only. Prints one JSON object.

usage: kernel.py KERNELSPEC [--snippets NAME] [--table FILE] [--repeat 3] [--lines 100000] [--payload 10000000]
                 [--interrupt-mode signal|message]
  --snippets  entry of the snippet table (default: the kernelspec's name, else its language)
Each repeat starts a fresh kernel for everything but the interrupt test, which gets one more of its own. Figures are
medians over repeats, with min and max. null: the kernel (or the table) has no way to do it; "note" says more.
"""
import argparse
import json
import os
import platform
import re
import statistics
import sys
import time
import uuid

import jupyter_client
import psutil
import zmq
from jupyter_client import KernelManager

HERE = os.path.dirname(os.path.abspath(__file__))


def receive(sock):
    """One message, parsed without jupyter_client's signature check and date parsing: those would be timed as the kernel's."""
    frames = sock.recv_multipart()
    i = frames.index(b"<IDS|MSG>")
    header, parent, content = (json.loads(frames[i + j]) for j in (2, 3, 5))
    return {"msg_type": header["msg_type"], "parent_id": parent.get("msg_id"), "content": content}


def snippets(table, name):
    s = table[name]
    return {**snippets(table, s["base"]), **s} if "base" in s else s


class Kernel:
    def __init__(self, name):
        self.ctx = zmq.Context()
        self.ctx.setsockopt(zmq.RECONNECT_IVL, 2)  # ms; the default of 100 would blur the start time
        self.ctx.setsockopt(zmq.RCVHWM, 0)
        self.ctx.setsockopt(zmq.LINGER, 0)
        self.km = KernelManager(kernel_name=name, context=self.ctx)
        self.km.kernel_spec.interrupt_mode = spec.interrupt_mode
        t = time.perf_counter()
        self.km.start_kernel(stdout=sys.stderr, stderr=sys.stderr)
        self.kc = self.km.client(context=self.ctx)
        self.kc.start_channels(hb=False, stdin=False)
        self.shell, self.iopub = self.kc.shell_channel.socket, self.kc.iopub_channel.socket
        self.poller = zmq.Poller()
        self.poller.register(self.shell, zmq.POLLIN)
        self.poller.register(self.iopub, zmq.POLLIN)
        while True:  # again until a reply and its idle have both come: iopub may subscribe late
            try:
                self.info = self.request("kernel_info_request", {}, timeout=0.5 if time.perf_counter() - t > 5 else 0.1)[0]["content"]
                break
            except TimeoutError:
                if time.perf_counter() - t > 60:
                    raise
        self.start_s = time.perf_counter() - t
        while self.poller.poll(300):  # answers to the earlier tries
            for sock in (self.shell, self.iopub):
                if sock.poll(0):
                    sock.recv_multipart()

    def messages(self, msg_id, timeout):
        """(channel, message) pairs that answer msg_id."""
        end = time.perf_counter() + timeout
        while True:
            left = end - time.perf_counter()
            ready = dict(self.poller.poll(max(0, left) * 1000))
            if not ready:
                raise TimeoutError
            for sock in ready:
                m = receive(sock)
                if m["parent_id"] == msg_id:
                    yield ("shell" if sock is self.shell else "iopub"), m

    def send(self, kind, content):
        return self.kc.session.send(self.shell, kind, content)["header"]["msg_id"]

    def request(self, kind, content, timeout=60, until=lambda out: True):
        """Sends on shell; returns (reply, iopub messages, seconds to reply, seconds to the end: reply, idle and until)."""
        t = time.perf_counter()
        reply = reply_s = None
        out, idle = [], False
        for channel, m in self.messages(self.send(kind, content), timeout):
            if channel == "shell":
                reply, reply_s = m, time.perf_counter() - t
            else:
                out.append(m)
                idle = idle or m["msg_type"] == "status" and m["content"]["execution_state"] == "idle"
            if reply and idle and until(out):
                return reply, out, reply_s, time.perf_counter() - t

    def execute(self, code, timeout=60, until=lambda out: True):
        r = self.request("execute_request", {"code": code, "silent": False, "store_history": True, "user_expressions": {},
                                             "allow_stdin": False, "stop_on_error": False}, timeout, until)
        if r[0]["content"]["status"] != "ok":
            raise RuntimeError(f"{code[:60]!r}: {r[0]['content'].get('evalue')}")
        return r

    def memory_mb(self):
        top = psutil.Process(self.km.provisioner.pid)
        procs = [top, *top.children(recursive=True)]
        full = [q.memory_full_info() for q in procs]
        return {"rss": sum(f.rss for f in full) / 2**20, "pss": sum(f.pss for f in full) / 2**20, "processes": len(procs)}

    def close(self):
        t = time.perf_counter()
        self.kc.session.send(self.kc.control_channel.socket, "shutdown_request", {"restart": False})
        top = psutil.Process(self.km.provisioner.pid)
        while top.is_running() and top.status() != psutil.STATUS_ZOMBIE and time.perf_counter() - t < 10:
            time.sleep(0.002)
        clean = not top.is_running() or top.status() == psutil.STATUS_ZOMBIE
        s = time.perf_counter() - t
        self.km.shutdown_kernel(now=True)
        self.kc.stop_channels()
        return s if clean else None


def result(out):
    """The cell's value as text: an execute_result, or a line on stdout (tslab)."""
    for m in out:
        if m["msg_type"] == "execute_result":
            return re.sub("\x1b\\[[0-9;]*m", "", m["content"]["data"].get("text/plain", "")).strip()
    return re.sub("\x1b\\[[0-9;]*m", "", stdout_text(out)).strip()


def p99(r):
    return sorted(r)[int(len(r) * 0.99) - 1]


def stdout_text(out):
    return "".join(m["content"]["text"] for m in out if m["msg_type"] == "stream" and m["content"]["name"] == "stdout")


def one_repeat(name, s, notes):
    f = {}
    k = Kernel(name)
    f["start_s"] = k.start_s
    time.sleep(1)
    mem = k.memory_mb()
    f["idle_rss_mb"], f["idle_pss_mb"], f["processes"] = mem["rss"], mem["pss"], mem["processes"]
    _, out, _, end = k.execute(s["one"])
    f["first_execute_ms"] = end * 1e3
    if result(out) != "2":
        notes["one"] = f"1+1 gave {result(out)!r}"
    r, lost = [], 0
    for _ in range(200):
        try:
            r.append(k.execute(s["one"], 3)[2:])
        except TimeoutError:
            lost += 1
    f["never_idle_of_200"] = lost
    f["execute_reply_median_ms"] = statistics.median(a for a, _ in r) * 1e3
    f["execute_idle_median_ms"] = statistics.median(b for _, b in r) * 1e3
    f["execute_idle_p99_ms"] = p99([b for _, b in r]) * 1e3
    f["kernel_info_median_ms"] = statistics.median(k.request("kernel_info_request", {})[3] for _ in range(100)) * 1e3

    want = sum(len(str(i)) + 1 for i in range(args.lines))
    for key in ("print_lines", "print_bulk"):
        state = {"n": 0, "seen": 0, "pieces": 0}

        def complete(out):
            for m in out[state["seen"]:]:
                if m["msg_type"] == "stream" and m["content"]["name"] == "stdout":
                    state["n"] += len(m["content"]["text"])
                    state["pieces"] += 1
            state["seen"] = len(out)
            return state["n"] >= want

        try:
            _, out, reply_s, end = k.execute(s[key].format(n=args.lines), 60, complete)
            f[key + "_s"], f[key + "_reply_s"], f[key + "_messages"] = end, reply_s, state["pieces"]
            if stdout_text(out) != "".join(f"{i}\n" for i in range(args.lines)):
                notes[key] = "text differs from what was printed"
        except TimeoutError:
            f[key + "_s"] = None
            notes[key] = f"only {state['n']} of {want} characters came within 60 s"

    def attempt(key, fn):
        try:
            f.update(fn())
        except Exception as e:  # a kernel without the feature
            notes[key] = f"{type(e).__name__}: {e}"

    def complete_inspect():
        k.execute(s["complete_setup"])
        g = {}
        for key, kind, code in (("complete", "complete_request", s["complete"]), ("inspect", "inspect_request", s["inspect"])):
            content = {"code": code, "cursor_pos": len(code)} | ({"detail_level": 0} if key == "inspect" else {})
            r, c = [], None
            for _ in range(51):
                reply, _, reply_s, _ = k.request(kind, content, 20)
                c = reply["content"]
                r.append(reply_s * 1e3)
            g[key + "_first_ms"], g[key + "_median_ms"] = r[0], statistics.median(r[1:])
            if not (c.get("matches") if key == "complete" else c.get("found")):
                notes[key] = "answered, but found nothing"
        return g

    def display():
        size = lambda out: any(m["msg_type"] == "display_data" and len(m["content"]["data"].get("text/plain", "")) == args.payload for m in out)
        return {"display_s": k.execute(s["display"].format(n=args.payload), 60, size)[3]}

    def comm():
        k.execute(s["comm_setup"])
        cid = uuid.uuid4().hex
        k.send("comm_open", {"comm_id": cid, "target_name": "echo", "data": {}})
        r = []
        for i in range(101):
            t = time.perf_counter()
            for _, m in k.messages(k.send("comm_msg", {"comm_id": cid, "data": {"i": i}}), 10):
                if m["msg_type"] == "comm_msg" and m["content"]["data"] == {"i": i}:
                    break
            r.append((time.perf_counter() - t) * 1e3)
        return {"comm_echo_median_ms": statistics.median(r[1:])}

    attempt("complete/inspect", complete_inspect)
    if s["display"]:
        attempt("display", display)
    if s["comm_setup"]:
        attempt("comm", comm)
    else:
        notes["comm"] = "no API in the kernel for a front end to open a comm"
    f["end_rss_mb"] = k.memory_mb()["rss"]
    attempt("runtime", lambda: {"runtime_rss_mb": runtime(name, s)})
    f["shutdown_s"] = k.close()
    if f["shutdown_s"] is None:
        notes["shutdown"] = "did not exit within 10 s of shutdown_request"
    return f


def runtime(name, s):
    """What a fresh kernel holds once its deep-learning library is loaded and has been used."""
    k = Kernel(name)
    try:
        k.execute(s["runtime"])
        return k.memory_mb()["rss"]
    finally:
        k.km.shutdown_kernel(now=True)
        k.kc.stop_channels()


def interrupt(name, s, notes, wait=10):
    """Interrupts an endless synchronous loop 1 s in; afterwards asks for a variable set before."""
    k = Kernel(name)
    g = {"interrupt_ms": None, "interrupt_keeps_state": False}
    try:
        k.execute(s["set"].format())
        code = {"code": s["loop"].format(), "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        msgs = k.messages(k.send("execute_request", code), 60)
        for _, m in msgs:
            if m["msg_type"] == "status":
                break
        time.sleep(1)
        t = time.perf_counter()
        k.km.interrupt_kernel()
        end, done = t + wait, 0
        while time.perf_counter() < end and done < 2 and k.km.is_alive():
            for sock in dict(k.poller.poll(50)):
                m = receive(sock)
                done += m["msg_type"] == "execute_reply" or m["msg_type"] == "status" and m["content"]["execution_state"] == "idle"
        if done == 2:
            g["interrupt_ms"] = (time.perf_counter() - t) * 1e3
            g["interrupt_keeps_state"] = "42" in (result(k.execute(s["get"], 20)[1]))
        else:
            notes["interrupt"] = "the kernel went on looping (10 s)" if k.km.is_alive() else \
                f"the kernel process ended {time.perf_counter() - t:.2f} s after the interrupt"
    except Exception as e:
        notes["interrupt"] = f"{type(e).__name__}: {e}"
    finally:
        k.km.shutdown_kernel(now=True)
        k.kc.stop_channels()
    return g


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("kernelspec")
p.add_argument("--snippets")
p.add_argument("--table", default=os.path.join(HERE, "kernel.json"))
p.add_argument("--repeat", type=int, default=3)
p.add_argument("--lines", type=int, default=100_000)
p.add_argument("--interrupt-mode", choices=("signal", "message"), help="instead of the kernelspec's")
p.add_argument("--payload", type=int, default=10_000_000)
args = p.parse_args()
table = json.load(open(args.table))
spec = jupyter_client.kernelspec.get_kernel_spec(args.kernelspec)
spec.interrupt_mode = args.interrupt_mode or spec.interrupt_mode
s = snippets(table, args.snippets or (args.kernelspec if args.kernelspec in table else spec.language))
notes, rows = {}, []
for i in range(args.repeat):
    rows.append({**one_repeat(args.kernelspec, s, notes), **interrupt(args.kernelspec, s, notes)})
    print(f"repeat {i + 1}: {rows[-1]}", file=sys.stderr)
figures = {}
for key in rows[0]:
    v = [r[key] for r in rows if r.get(key) is not None]
    figures[key] = None if not v else all(v) if isinstance(v[0], bool) else \
        {"median": round(statistics.median(v), 4), "min": round(min(v), 4), "max": round(max(v), 4)}
print(json.dumps({"meta": {"kernelspec": args.kernelspec, "language": spec.language, "interrupt_mode": spec.interrupt_mode,
                           "jupyter_client": jupyter_client.__version__, "python": platform.python_version(), "repeat": args.repeat},
                  "figures": figures, "note": notes}))
