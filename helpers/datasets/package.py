"""What is generated from the side-cars: the data package, the Croissant description and the codebook."""

import json

from helpers.datasets import description
from helpers.files import write_text

FRICTIONLESS = {
    "category": "string",
    "string": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "boolean": "boolean",
}
CROISSANT = {
    "category": "sc:Text",
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "boolean": "sc:Boolean",
}
TITLE = "Tables of the Russia-Iran workbook"
TERMS = {
    "open": "open: free to use, with the citation",
    "attribution": "attribution: free to use if the producer is cited as stated",
    "non_commercial": "non-commercial: only for non-commercial use, with attribution",
    "excerpt_only": "excerpt of a larger data set within the producer's rule: non-commercial, with the credit line",
    "unknown": "terms not stated by the producer: cited facts; ask the producer before wider use",
}


def datapackage(tables):
    """Frictionless data package (v1-compatible) of `tables`.

    Parameters
    ----------
    tables : list of helpers.datasets.description.Table

    Returns
    -------
    dict
    """
    return {
        "profile": "data-package",
        "name": "russia-iran-workbook",
        "title": TITLE,
        "resources": [_resource(t) for t in tables],
    }


def _resource(table):
    return {
        "name": table.name.replace("/", "-").replace("_", "-"),
        "path": f"{table.name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": table.title,
        "description": table.description,
        "hash": f"sha256:{table.built['sha256']}",
        "bytes": table.built["bytes"],
        "schema": {"fields": [_field(c) for c in table.columns], "primaryKey": list(table.key), "missingValues": [""]},
        "sources": [{"title": s.citation} | ({"path": s.url} if s.url else {}) for s in table.sources],
        "licenses": [
            {"name": name, "title": TERMS[table.redistribution]}
            for name in dict.fromkeys(s.licence for s in table.sources)
        ],
    }


def _field(column):
    constraints = {"required": True} if not column.nullable else {}
    constraints |= {"enum": list(column.allowed)} if column.allowed else {}
    constraints |= {"minimum": column.minimum} if column.minimum is not None else {}
    constraints |= {"maximum": column.maximum} if column.maximum is not None else {}
    text = column.description + (f" [{column.unit}]" if column.unit else "")
    return {
        "name": column.name,
        "type": FRICTIONLESS[column.type],
        "description": text,
        **({"constraints": constraints} if constraints else {}),
    }


def croissant(tables):
    """Croissant 1.0 description (JSON-LD) of `tables`, for data-set search engines.

    Parameters
    ----------
    tables : list of helpers.datasets.description.Table

    Returns
    -------
    dict
    """
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
            "extract": "cr:extract",
            "column": "cr:column",
            "field": "cr:field",
            "fileObject": "cr:fileObject",
            "recordSet": "cr:recordSet",
            "source": "cr:source",
        },
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "russia-iran-workbook",
        "description": TITLE,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": t.name,
                "name": t.name,
                "contentUrl": f"{t.name}.parquet",
                "encodingFormat": "application/vnd.apache.parquet",
                "sha256": t.built["sha256"],
            }
            for t in tables
        ],
        "recordSet": [_record_set(t) for t in tables],
    }


def _record_set(table):
    return {
        "@type": "cr:RecordSet",
        "@id": f"{table.name}#rows",
        "name": table.title,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table.name}#{c.name}",
                "name": c.name,
                "description": c.description,
                "dataType": CROISSANT[c.type],
                "source": {"fileObject": {"@id": table.name}, "extract": {"column": c.name}},
            }
            for c in table.columns
        ],
    }


def codebook(tables):
    """The codebook as Markdown: every table, its columns, sources, terms and notes.

    Parameters
    ----------
    tables : list of helpers.datasets.description.Table

    Returns
    -------
    str
    """
    lines = [
        "# Codebook",
        "",
        "Generated from the side-cars by `workbook refresh`; not edited by hand. A missing value means that the source",
        "is silent; it is never zero. The data keep the terms of their producers, named with each table; code is MIT.",
        "",
        "| table | rows | coverage | terms |",
        "|---|---:|---|---|",
    ]
    lines += [
        f"| [`{t.name}`](#{t.name.replace('/', '')}) | {t.built['rows']:,} | {_coverage(t)} | {_terms(t)} |"
        for t in tables
    ]
    for table in tables:
        lines += ["", f"## {table.name}", "", f"**{table.title}.** {table.description}", ""]
        lines += [f"Key: {', '.join(f'`{k}`' for k in table.key)}. Terms: {TERMS[table.redistribution]}.", ""]
        if "excerpt_share" in table.built:
            share = f"{table.built['excerpt_share']:.2%}"
            lines += [f"Excerpt: {table.built['rows']:,} of {table.excerpt_of:,} rows of the data set ({share}).", ""]
        lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {c.unit or ''} | {_meaning(c)} |" for c in table.columns]
        lines += ["", "Sources:", ""]
        lines += [f"- {s.citation} {_address(s)}{s.version}. Licence: {s.licence}. {s.use}" for s in table.sources]
        if table.notes:
            lines += ["", "Notes:", ""] + [f"- {note}" for note in table.notes]
    return "\n".join(lines) + "\n"


def _terms(table):
    return table.redistribution.replace("_", " ")


def _coverage(table):
    span = table.built.get("years") or table.built.get("dates") or []
    return " to ".join(str(v) for v in span)


def _address(source):
    return f"<{source.url}> " if source.url and source.url not in source.citation else ""


def _meaning(column):
    parts = [column.description]
    if column.allowed:
        parts.append("one of " + ", ".join(f"`{v}`" for v in column.allowed))
    if column.nullable:
        parts.append("may be missing")
    return "; ".join(parts).replace("|", "\\|")


def generated():
    """Path -> text of the generated files, from the side-cars as they are now.

    Returns
    -------
    dict
    """
    tables = [description.read_sidecar(name) for name in description.table_names()]
    return {
        description.DATA / "datapackage.json": json.dumps(datapackage(tables), indent=1, ensure_ascii=False) + "\n",
        description.DATA / "croissant.json": json.dumps(croissant(tables), indent=1, ensure_ascii=False) + "\n",
        description.DATA / "README.md": codebook(tables),
    }


def write_package():
    """Write `data/datapackage.json`, `data/croissant.json`, and the codebook `data/README.md`."""
    for path, text in generated().items():
        write_text(path, text)
