"""Reads a report's CSV and Prometheus files as their users do, and prints what is in them as JSON."""

import csv
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))
with open(sys.argv[2], encoding="utf-8") as file:
    families = list(text_string_to_metric_families(file.read()))
samples = [
    {"series": sample.name, "labels": sample.labels, "value": sample.value}
    for family in families
    for sample in family.samples
]
json.dump({"csv": rows, "prom": samples, "kinds": {family.name: family.type for family in families}}, sys.stdout)
