"""Whether the board and the alert rules of ops/ name what a server tells: every metric, every label, every value of one."""
import json, os, re, subprocess, tempfile, urllib.error, urllib.request
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOKEN = "a-token-for-tests"
BY_PROMETHEUS = {"job", "instance"}  # labels that a scrape adds

SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$", re.M)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
SELECTOR = re.compile(r'\b((?:pictbook|process)_\w+)(?:\{([^}]*)\})?')
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPING = re.compile(r"\bby \(([^)]*)\)")


def metrics_of(binary):
    """{name: {label: {values}}} of a server that has answered one request."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PATH": os.environ["PATH"], "PORT": "0", "HOST": "127.0.0.1", "METRICS_TOKEN": TOKEN, "LOG_LEVEL": "error"}
        server = subprocess.Popen([os.path.abspath(binary), "serve"], cwd=folder, env=settings, stdout=subprocess.PIPE, text=True)
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            try:
                urllib.request.urlopen(f"{address}/projects/unknown")
            except urllib.error.HTTPError as refused:
                assert refused.code == 401, refused
            request = urllib.request.Request(f"{address}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            text = urllib.request.urlopen(request).read().decode()
        finally:
            server.terminate()
            server.wait(20)
            server.stdout.close()
    found = {}
    for name, labels in SAMPLE.findall(text):
        known = found.setdefault(name, {})
        for label, value in LABEL.findall(labels):
            known.setdefault(label, set()).add(value)
    return found


def wrong_in(expression, metrics, legend=""):
    """What an expression names that there isn't."""
    used = SELECTOR.findall(expression)
    wrong = [f"there is no metric {name}" for name, _ in used if name not in metrics]
    labels = BY_PROMETHEUS | {label for name, _ in used for label in metrics.get(name, {})}
    for name, matchers in used:
        for label, operator, value in MATCHER.findall(matchers):
            known = metrics.get(name, {}).get(label)
            if label in BY_PROMETHEUS:
                continue
            if known is None:
                wrong.append(f"{name} has no label {label}")
            elif operator == "=" and label not in ("route", "method") and value not in known:
                wrong.append(f"{name} has no {label}={value}")
    named = [each.strip() for group in GROUPING.findall(expression) for each in group.split(",")]
    wrong += [f"nothing in it has a label {label}" for label in named + re.findall(r"\{\{\s*(\w+)\s*\}\}", legend)
              if label not in labels]
    return wrong


def board_expressions():
    with open(os.path.join(ROOT, "ops/grafana.json"), encoding="utf-8") as file:
        board = json.load(file)
    variables = {each["name"] for each in board["templating"]["list"]}
    ids, places = set(), set()
    for panel in board["panels"]:
        assert panel["id"] not in ids, f"two panels have the id {panel['id']}"
        ids.add(panel["id"])
        place = (panel["gridPos"]["x"], panel["gridPos"]["y"])
        assert place not in places and place[0] + panel["gridPos"]["w"] <= 24, f"{panel['title']} has no place of its own"
        places.add(place)
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == "${datasource}", f"{panel['title']} has a data source of its own"
            for variable in re.findall(r"\$(\w+)", target["expr"]):
                assert variable in variables | {"__rate_interval"}, f"{panel['title']}: there is no variable {variable}"
            yield panel["title"], target["expr"], target["legendFormat"]


def alert_expressions():
    with open(os.path.join(ROOT, "ops/alerts.yml"), encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for group in document["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
            assert rule["annotations"].keys() == {"summary", "description"}, rule["alert"]
            yield rule["alert"], rule["expr"], ""


def check(binary):  # WATCH-15
    metrics = metrics_of(binary)
    expressions = list(board_expressions()) + list(alert_expressions())
    wrong = [f"{title}: {each}" for title, expression, legend in expressions
             for each in wrong_in(expression, metrics, legend)]
    assert len(expressions) > 50 and not wrong, "\n".join(wrong) or "too few"
    shown = {name for _, expression, _ in expressions for name, _ in SELECTOR.findall(expression)}
    kept = {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown}
    unshown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in metrics} - kept - {"process_start_time_seconds",
                                                                                      "pictbook_queue_most"}
    assert not unshown, f"neither the board nor an alert shows {', '.join(sorted(unshown))}"
