"""Data files of a built site that other programs read: python exports.py DIR CONTENT

Every line of entities.ftm.json is an entity of FollowTheMoney: its schema and properties are known, its values fit the
types of these, what must be there is there, ids are unique, and what it refers to is in the file and of a schema that
may stand there. The tables are read by libhxl: each column has a hashtag of HXL 1.1, no cell is a formula, and there
are as many rows as the content has claims, figures and events. Places are where the events say that they are, and the
calendar of the site has each event once.
"""

import csv
import json
import re
import sys
from pathlib import Path

import hxl
import yaml
from followthemoney import model
from followthemoney.types import registry

# https://hxlstandard.org/standard/1-1final/dictionary/
HASHTAGS = set(
    """access activity adm1 adm2 adm3 adm4 adm5 affected beneficiary capacity cause channel contact country crisis
    currency date delivery description event frequency geo group impact indicator inneed item loc meta modality need
    operations org output population reached region respondee sector service severity status subsector targeted theme
    value""".split()
)

problems = []


def wrong(text):
    problems.append(text)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: python exports.py DIR CONTENT")
    data, content = Path(sys.argv[1], "data"), Path(sys.argv[2])
    lists = {kind: json.loads((data / f"{kind}.json").read_text("utf-8")) for kind in ("reports", "actors", "events")}
    entities = check_entities(data / "entities.ftm.json", lists, content)
    rows = check_tables(data, lists, content)
    places = check_places(data / "events.geojson", lists["events"])
    check_calendar(data.parent / "calendar.ics", lists["events"])
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    verdict = f"{len(problems)} wrong" if problems else "nothing wrong"
    print(f"exports: {entities} entities, {rows} rows, {places} places: {verdict}")
    sys.exit(1 if problems else 0)


def check_entities(path, lists, content):
    entities = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        try:
            entity = json.loads(line)
        except ValueError as error:
            wrong(f"{where}: not JSON: {error}")
            continue
        own = entity.get("id", "")
        if registry.entity.clean(own) != own:
            wrong(f"{where}: `{own}` is no id")
        if own in entities:
            wrong(f"{where}: two entities with the id `{own}`")
        entities[own] = (where, entity)
    for where, entity in entities.values():
        check_entity(where, entity, entities)
    published = [report for report in lists["reports"] if report["status"] == "published"]
    expected = {
        "actor": len(lists["actors"]),
        "event": len(lists["events"]),
        "report": len(published),
        "source": sum(1 for _ in documents(content / "sources")),
    }
    for kind, count in expected.items():
        found = sum(1 for own in entities if own.startswith(f"{kind}-"))
        if found != count:
            wrong(f"{path.name}: {found} entities of the kind `{kind}`, where the site has {count}")
    return len(entities)


def check_entity(where, entity, entities):
    schema = model.get(entity.get("schema"))
    if schema is None or schema.abstract:
        return wrong(f"{where}: unknown schema `{entity.get('schema')}`")
    properties = entity["properties"]
    for name in schema.required:
        if not properties.get(name):
            wrong(f"{where}: no `{name}`, which `{schema.name}` must have")
    for name, values in properties.items():
        prop = schema.get(name)
        if prop is None or prop.stub:
            wrong(f"{where}: `{schema.name}` has no property `{name}`")
            continue
        for value in values:
            if prop.type != registry.entity:
                if not isinstance(value, str) or not value.strip() or not prop.type.validate(value):
                    wrong(f"{where}: `{value}` is no {prop.type.name} (`{name}`)")
                continue
            _, other = entities.get(value, (None, None))
            other_schema = other and model.get(other.get("schema"))
            if other is None:
                wrong(f"{where}: `{name}` refers to `{value}`, which is not in the file")
            elif other_schema is not None and not other_schema.is_a(prop.range):
                wrong(f"{where}: `{name}` refers to `{value}`, which is no {prop.range.name}")


def check_tables(data, lists, content):
    ids = {kind: {entry["id"] for entry in entries} for kind, entries in lists.items()}
    claims = figures = 0
    for folder in ("reports", "events"):
        for matter in documents(content / folder):
            claims += count(matter.get("claims"))
            figures += count(matter.get("figures"))
    total = 0
    for name, expected in (("claims", claims), ("figures", figures), ("events", len(lists["events"]))):
        path = data / f"{name}.csv"
        check_cells(path)
        table = hxl.data(str(path), hxl.InputOptions(allow_local=True))
        try:
            columns, rows = table.columns, list(table)
        except hxl.HXLException as error:
            wrong(f"{path.name}: {error}")
            continue
        for column in columns:
            if column.tag is None:
                wrong(f"{path.name}: the column `{column.header}` has no hashtag")
            elif column.tag.lstrip("#") not in HASHTAGS:
                wrong(f"{path.name}: `{column.display_tag}` is no hashtag of HXL 1.1")
        if len(rows) != expected:
            wrong(f"{path.name}: {len(rows)} rows, where the content has {expected}")
        for row in rows:
            report, event = row.get("#meta+report+id"), row.get("#event+id-parent")
            if report and report not in ids["reports"]:
                wrong(f"{path.name}: there is no report `{report}`")
            if event and event not in ids["events"]:
                wrong(f"{path.name}: there is no event `{event}`")
            if not report and not event:
                wrong(f"{path.name}: a row belongs to no report and no event")
        total += len(rows)
    return total


def check_cells(path):
    text = path.read_bytes().decode("utf-8")
    # RFC 4180 ends each line with both; a cell may hold line ends of its own.
    if not text.endswith("\r\n"):
        wrong(f"{path.name}: the last line has no end")
    rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            wrong(f"{path.name}: row {number} has {len(row)} cells, where the first has {len(rows[0])}")
        for cell in row:
            if re.match(r"[=+\-@\t\r]", cell) and not re.fullmatch(r"-\d+(\.\d+)?", cell):
                wrong(f"{path.name}: row {number} has a formula: {cell!r}")


def check_places(path, events):
    """RFC 7946: the longitude stands first."""
    collection = json.loads(path.read_text("utf-8"))
    if collection.get("type") != "FeatureCollection":
        wrong(f"{path.name}: no FeatureCollection")
    expected = {event["id"]: event["position"] for event in events if event["position"]}
    found = {feature.get("id"): feature["geometry"] for feature in collection.get("features", [])}
    if found.keys() != expected.keys():
        wrong(f"{path.name}: other events than those with a position: {sorted(found.keys() ^ expected.keys())}")
    for own in found.keys() & expected.keys():
        point = {"type": "Point", "coordinates": [expected[own]["lon"], expected[own]["lat"]]}
        if found[own] != point:
            wrong(f"{path.name}: `{own}` is at {found[own]}, where events.json has {expected[own]}")
    return len(found)


def check_calendar(path, events):
    uids = re.findall(r"^UID:event-(.*)@", path.read_text("utf-8").replace("\r\n ", ""), re.MULTILINE)
    ids = {event["id"] for event in events}
    # The newest thousand, and all of them where there are fewer.
    if len(uids) != min(len(ids), 1000) or len(set(uids)) != len(uids) or not ids.issuperset(uids):
        wrong(f"{path.name}: other events than in events.json")


def documents(folder):
    """Front matter of the documents that everybody may see, but for withdrawn reports."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8")
        matter = yaml.safe_load(text.split("---\n", 2)[1]) if text.startswith("---\n") else {}
        hidden = matter.get("draft") or matter.get("embargo") or matter.get("status") == "withdrawn"
        if not hidden and str(matter.get("tlp", "clear")).lower().removeprefix("tlp:") == "clear":
            yield matter


def count(value):
    """One value where a list is wanted is a list of one."""
    if value is None:
        return 0
    return len(value) if isinstance(value, list) else 1


main()
