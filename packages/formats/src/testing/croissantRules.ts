/*
 * What a Croissant 1.0 description must be, as its specification and its reference reader check it, in rules of our own:
 * https://docs.mlcommons.org/croissant/docs/croissant-spec.html.
 */

type Node = Readonly<Record<string, unknown>>

const ATOMIC = ["sc:Boolean", "sc:Date", "sc:Float", "sc:Integer", "sc:Text", "sc:URL"]
const SEMANTIC = ["sc:ImageObject", "sc:AudioObject", "sc:name", "cr:BoundingBox", "cr:Split", "cr:Label"]
const FILE_PROPERTIES = ["fullpath", "filename", "content", "lines", "lineNumbers"]
const TRANSFORMS = ["delimiter", "format", "jsonPath", "jsonQuery", "regex", "replace", "separator"]
const BOXES = ["XYXY", "REL_XYXY", "XYWH", "REL_XYWH", "CENTER_XYWH", "YXYX", "REL_YXYX"]
/** Terms of the Croissant vocabulary, which JSON-LD takes for schema.org's unless the context says whose they are. */
const TERMS = ["citeAs", "column", "data", "dataType", "examples", "extract", "field", "fileObject", "fileProperty"]
TERMS.push(
  "fileSet",
  "format",
  "includes",
  "isLiveDataset",
  "jsonPath",
  "key",
  "md5",
  "parentField",
  "path",
  "recordSet",
)
TERMS.push("references", "regex", "repeated", "replace", "separator", "source", "subField", "transform")

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""
const nodes = (value: unknown): Node[] => (Array.isArray(value) ? value : [value]).filter(isNode)
const texts = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
const idOf = (value: unknown) => (isNode(value) && isText(value["@id"]) ? value["@id"] : "")

/** What is not as it must be, one sentence each with its node; empty for a description that readers take. */
export function croissantFaults(document: unknown): string[] {
  if (!isNode(document)) return ["dataset: no object"]
  const distribution = nodes(document["distribution"])
  const sets = nodes(document["recordSet"])
  const all = [...distribution, ...sets, ...sets.flatMap((set) => nodes(set["field"]))]
  const byId = new Map(all.map((node) => [idOf(node), node]))
  return [
    ...datasetFaults(document),
    ...idFaults(all),
    ...distribution.flatMap((node) => fileFaults(node, byId)),
    ...sets.flatMap((set) => [...setFaults(set), ...nodes(set["field"]).flatMap((one) => fieldFaults(set, one, byId))]),
    ...sets.flatMap(joinFaults),
  ]
}

function datasetFaults(dataset: Node): string[] {
  const faults: string[] = []
  const must = (ok: boolean, what: string) => ok || faults.push(`dataset: ${what}`)
  const context = isNode(dataset["@context"]) ? dataset["@context"] : {}
  const meant = (term: string) => (isNode(context[term]) ? context[term]["@id"] : context[term])
  must(context["@vocab"] === "https://schema.org/", "@context: @vocab is schema.org")
  must(context["cr"] === "http://mlcommons.org/croissant/", "@context: cr is Croissant's namespace")
  must(context["dct"] === "http://purl.org/dc/terms/", "@context: dct is Dublin Core's")
  must(meant("conformsTo") === "dct:conformsTo", "@context: conformsTo is Dublin Core's")
  for (const term of used(dataset)) must(meant(term) === `cr:${term}`, `@context: ${term} is Croissant's`)
  for (const term of ["data", "examples"])
    must(isNode(context[term]) && context[term]["@type"] === "@json", `@context: ${term} is JSON`)
  must(dataset["@type"] === "sc:Dataset", "@type")
  must(dataset["conformsTo"] === "http://mlcommons.org/croissant/1.0", "conformsTo")
  for (const property of ["name", "description"]) must(isText(dataset[property]), property)
  // Required by the specification, recommended by its reader: nobody said them of a dataset that is not published.
  for (const property of ["license", "url"])
    must(!(property in dataset) || texts(dataset[property]).every(isText), property)
  must(!("creator" in dataset) || texts(dataset["creator"]).length > 0, "creator")
  for (const one of nodes(dataset["creator"]))
    must(["sc:Person", "sc:Organization"].includes(String(one["@type"])) && isText(one["name"]), "creator")
  must(/^\d{4}-\d\d-\d\d(T.*)?$/.test(String(dataset["datePublished"])), "datePublished")
  must(/^\d+\.\d+\.\d+$/.test(String(dataset["version"])), "version")
  must(Array.isArray(dataset["distribution"]) && Array.isArray(dataset["recordSet"]), "lists")
  return faults
}

/** Croissant's terms that a description uses, outside of the data that it brings. */
function used(value: unknown): Set<string> {
  const found = new Set<string>()
  const walk = (one: unknown): void => {
    if (Array.isArray(one)) for (const each of one) walk(each)
    if (!isNode(one)) return
    for (const [key, inside] of Object.entries(one)) {
      if (TERMS.includes(key)) found.add(key)
      if (!["@context", "data", "examples"].includes(key)) walk(inside)
    }
  }
  walk(value)
  return found
}

function idFaults(all: readonly Node[]): string[] {
  const seen = new Set<string>()
  return all.flatMap((node) => {
    const id = idOf(node)
    const faults = /[\s#?<>"{}|\\^`%]/.test(id) ? [`${id}: no reference can say this @id`] : []
    if (id === "") faults.push(`${JSON.stringify(node).slice(0, 60)}: no @id`)
    if (seen.has(id)) faults.push(`${id}: @id twice`)
    seen.add(id)
    return faults
  })
}

function fileFaults(node: Node, byId: ReadonlyMap<string, Node>): string[] {
  const faults: string[] = []
  const must = (ok: boolean, what: string) => ok || faults.push(`${idOf(node)}: ${what}`)
  must(isText(node["name"]), "name")
  must(/^[a-z]+\/[\w.+-]+$/.test(String(node["encodingFormat"])), "encodingFormat")
  for (const container of nodes(node["containedIn"])) must(byId.has(idOf(container)), "containedIn")
  if (node["@type"] === "cr:FileSet") {
    must(texts(node["includes"]).every(isText), "includes")
    return faults
  }
  must(node["@type"] === "cr:FileObject", "@type")
  must(isText(node["contentUrl"]) && !/[\s#?]/.test(node["contentUrl"]), "contentUrl")
  if (!("containedIn" in node)) must(/^[0-9a-f]{64}$/.test(String(node["sha256"])), "sha256")
  must(/^\d+ B$/.test(String(node["contentSize"])), "contentSize")
  return faults
}

function setFaults(set: Node): string[] {
  const faults: string[] = []
  const must = (ok: boolean, what: string) => ok || faults.push(`${idOf(set)}: ${what}`)
  const ids = nodes(set["field"]).map(idOf)
  must(set["@type"] === "cr:RecordSet", "@type")
  must(ids.length > 0, "field")
  const keys = nodes(set["key"]).map(idOf)
  must(
    keys.every((key) => ids.includes(key)),
    "key",
  )
  if (texts(set["dataType"]).includes("sc:Enumeration"))
    must(keys.length > 0 && ids.includes(`${idOf(set)}/name`), "an enumeration has a key and names")
  if (texts(set["dataType"]).includes("cr:Split"))
    must(keys.length > 0 && ["name", "url"].every((end) => ids.includes(`${idOf(set)}/${end}`)), "parts have names")
  if (!("data" in set)) return faults
  const data: unknown = set["data"]
  must(Array.isArray(data) && data.length > 0, "data")
  const rows = nodes(data)
  for (const row of rows)
    must(JSON.stringify(Object.keys(row).sort()) === JSON.stringify([...ids].sort()), "data: other fields")
  must(
    new Set(rows.map((row) => JSON.stringify(keys.map((key) => row[key])))).size === rows.length,
    "data: a key twice",
  )
  return faults
}

function fieldFaults(set: Node, field: Node, byId: ReadonlyMap<string, Node>): string[] {
  const faults: string[] = []
  const must = (ok: boolean, what: string) => ok || faults.push(`${idOf(field)}: ${what}`)
  must(field["@type"] === "cr:Field", "@type")
  must(idOf(field).startsWith(`${idOf(set)}/`), "its @id begins with that of its set")
  must(isText(field["name"]), "name")
  const types = texts(field["dataType"])
  must(types.length > 0 && types.every((type) => [...ATOMIC, ...SEMANTIC].includes(String(type))), "dataType")
  must(types.length === 1 || types.some((type) => ATOMIC.includes(String(type))), "dataType: one of several is atomic")
  must("source" in field !== "data" in set, "values come from a source or from the set's data")
  if (isNode(field["source"])) {
    for (const fault of sourceFaults(field["source"], byId)) must(false, fault)
    const format: unknown = field["source"]["format"]
    if (types.includes("cr:BoundingBox")) must(BOXES.includes(String(format)), "a box says how it is written")
  }
  if ("references" in field) {
    const { references } = field
    const to = isNode(references) ? idOf(references["field"] ?? references) : ""
    must(byId.get(to)?.["@type"] === "cr:Field" && !to.startsWith(`${idOf(set)}/`), "references")
  }
  return faults
}

function sourceFaults(source: Node, byId: ReadonlyMap<string, Node>): string[] {
  const faults: string[] = []
  const kinds = { fileObject: "cr:FileObject", fileSet: "cr:FileSet", recordSet: "cr:RecordSet", field: "cr:Field" }
  const named = Object.entries(kinds).filter(([kind]) => kind in source)
  const [first] = named
  if (named.length !== 1 || !first) return ["source: one of fileObject, fileSet, recordSet, field"]
  if (byId.get(idOf(source[first[0]]))?.["@type"] !== first[1]) faults.push(`source: no such ${first[0]}`)
  const extract = isNode(source["extract"]) ? source["extract"] : {}
  const ways = Object.keys(extract)
  if (ways.length !== 1 || !["column", "fileProperty", "jsonPath"].includes(ways[0] ?? ""))
    faults.push("extract: one of column, fileProperty, jsonPath")
  if ("fileProperty" in extract && !FILE_PROPERTIES.includes(String(extract["fileProperty"])))
    faults.push("extract: fileProperty")
  if ("jsonPath" in extract && !/^\$(\.\w+|\[\*\])+$/.test(String(extract["jsonPath"])))
    faults.push("extract: jsonPath")
  for (const transform of "transform" in source ? nodes(source["transform"]) : [])
    if (Object.keys(transform).length === 0 || Object.keys(transform).some((key) => !TRANSFORMS.includes(key)))
      faults.push("transform")
  return faults
}

/** Several files in one set of records must be joined by references; ours never are. */
function joinFaults(set: Node): string[] {
  const sources = new Set(
    nodes(set["field"]).flatMap(({ source }) =>
      isNode(source) ? [idOf(source["fileObject"] ?? source["fileSet"] ?? source["field"] ?? source["recordSet"])] : [],
    ),
  )
  return sources.size > 1 ? [`${idOf(set)}: several sources without a join`] : []
}
