import { type AttributeValue, boxOf, type Label, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { decimalSum, decimalText } from "../io/decimals.ts"
import { isList, isObject, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { findRotation } from "../regions/rotated.ts"
import { attributeText, textAttributes } from "../regions/toolLabels.ts"
import { findOutline, isStillBox } from "../regions/toolShapes.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { isXmlText, xmlAttribute, xmlAttributes, xmlText } from "../xml/write.ts"

/** The export's file of labels, by the name that CVAT's importer looks for. */
export const CVAT_FILE = "annotations.xml"

/** What CVAT for images holds of a region and a picture. Picture ids are its own numbers of frames. */
export const CVAT_HOLDS: Holds = {
  ...{
    rotation: true,
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    attributes: true,
  },
  ...{ flags: ["occluded"], split: true, size: true, foreign: "cvat" },
}

/**
 * CVAT for images 1.1: one XML file, labels in the ontology's order with the attributes that the regions have. Numbers are
 * written with all their decimals (CVAT's own exports have two), a turned box by its unturned corners and `rotation`, an
 * outline as a polygon, a text as the attribute `transcription`. An attribute that is not always yes/no or always a whole
 * number is declared and read back as text. Draws the records three times.
 */
export const cvatWriter: Writer = {
  name: "cvat",
  write: writeCvat,
  async losses(records) {
    return (await survey(records, null)).tally.lines(CVAT_FILE)
  },
}

async function* writeCvat(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  const found = await survey(records, names)
  for (const line of found.tally.lines(CVAT_FILE)) options.report?.(line)
  yield { name: CVAT_FILE, role: "labels", body: encodeStream(xmlOf(records, manifest, names, found)) }
  yield* companionFiles(records, manifest)
}

/** What the values of one attribute of one label have in common. */
interface Values {
  yesNo: boolean
  whole: boolean
  least: number
  most: number
}

interface Survey {
  readonly tally: Tally
  readonly pictures: number
  readonly attributes: ReadonlyMap<string, ReadonlyMap<string, Values>>
}

async function survey(records: RecordSource, names: ReadonlyMap<string, string> | null): Promise<Survey> {
  const tally = new Tally()
  const attributes = new Map<string, Map<string, Values>>()
  const mixed = new Map<string, number>()
  let pictures = 0
  for await (const record of records()) {
    if (!tallyAll(record, CVAT_HOLDS, tally)) continue
    pictures++
    if (!isXmlText(record.name) || !isXmlText(record.split ?? "")) tally.add("changed", "character_not_in_xml")
    for (const region of record.body?.regions ?? []) {
      if (names && !names.has(region.label)) tally.add("lost", "label_unknown", region.label)
      else surveyRegion(region, attributes, mixed, tally)
    }
  }
  for (const [label, byKey] of attributes)
    for (const [key, values] of byKey) {
      const count = mixed.get(`${label}\n${key}`) ?? 0
      if (!values.yesNo && !values.whole && count > 0) tally.add("changed", "attribute_as_text", key, count)
    }
  return { tally, pictures, attributes }
}

function surveyRegion(
  region: Region,
  attributes: Map<string, Map<string, Values>>,
  mixed: Map<string, number>,
  tally: Tally,
): void {
  if (region.flags?.occluded === undefined) tally.add("note", "occluded_false_unsaid")
  const byKey = attributes.get(region.label) ?? new Map<string, Values>()
  attributes.set(region.label, byKey)
  const all = attributesOf(region)
  const texts = all.map(([, value]) => value).filter((value) => typeof value === "string")
  if (![...all.map(([key]) => key), ...texts].every(isXmlText)) tally.add("changed", "character_not_in_xml")
  for (const [key, value] of all) {
    const values = byKey.get(key) ?? { yesNo: true, whole: true, least: Infinity, most: -Infinity }
    byKey.set(key, values)
    values.yesNo &&= typeof value === "boolean"
    values.whole &&= Number.isSafeInteger(value) && !Object.is(value, -0)
    if (typeof value === "number") {
      values.least = Math.min(values.least, value)
      values.most = Math.max(values.most, value)
    }
    const attributeKey = `${region.label}\n${key}`
    if (typeof value !== "string") mixed.set(attributeKey, (mixed.get(attributeKey) ?? 0) + 1)
  }
}

/** A region's text, attributes and what it carries of them, each key once. */
function attributesOf(region: Region): [string, AttributeValue | JsonValue][] {
  const carried = carriedFor(region.foreign, "cvat")
  const textKey = carried["text_attribute"]
  const entries = new Map<string, AttributeValue | JsonValue>(Object.entries(region.attributes ?? {}))
  const further = carried["attributes"]
  if (isObject(further)) for (const [key, value] of Object.entries(further)) entries.set(key, value)
  for (const [key, value] of textAttributes(region.transcript, typeof textKey === "string" ? textKey : undefined))
    entries.set(key, value)
  return [...entries]
}

// What is written

async function* xmlOf(
  records: RecordSource,
  manifest: DatasetManifest,
  names: ReadonlyMap<string, string>,
  found: Survey,
): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta>\n<task>\n'
  yield `<name>${xmlText(manifest.project)}</name>\n<size>${found.pictures}</size>\n<mode>annotation</mode>\n<labels>\n`
  for (const label of manifest.ontology.labels) yield labelXml(label, found.attributes.get(label.id) ?? new Map())
  yield "</labels>\n</task>\n</meta>\n"
  let id = 0
  const nothing = new Tally()
  for await (const record of records()) if (tallyAll(record, CVAT_HOLDS, nothing)) yield imageXml(record, id++, names)
  yield "</annotations>\n"
}

function labelXml(label: Label, attributes: ReadonlyMap<string, Values>): string {
  const parts = [...attributes].map(([key, values]) => {
    const type = values.yesNo ? "checkbox" : values.whole ? "number" : "text"
    const allowed = values.yesNo ? "false" : values.whole ? `${values.least}\n${values.most}\n1` : ""
    const usual = values.yesNo ? "false" : values.whole ? String(values.least) : ""
    return [
      `<attribute>\n<name>${xmlText(key)}</name>\n<mutable>False</mutable>\n<input_type>${type}</input_type>`,
      `<default_value>${usual}</default_value>\n<values>${allowed}</values>\n</attribute>\n`,
    ].join("\n")
  })
  return [
    `<label>\n<name>${xmlText(label.name.en)}</name>\n<color>${label.color}</color>\n<type>any</type>\n`,
    `<attributes>\n${parts.join("")}</attributes>\n</label>\n`,
  ].join("")
}

function imageXml(record: DatasetRecord, id: number, names: ReadonlyMap<string, string>): string {
  const { shapes, ...others } = carriedFor(record.foreign, "cvat")
  const attributes = {
    ...{ id, name: record.name, subset: record.split, width: record.size?.width, height: record.size?.height },
    ...texts(Object.entries(others)),
  }
  const regions = (record.body?.regions ?? []).flatMap((region) => {
    const name = names.get(region.label)
    return name === undefined ? [] : [shapeXml(region, name)]
  })
  const carried = isList(shapes) ? shapes.map((tree) => `${treeXml(tree, {})}\n`) : []
  return `<image${xmlAttributes(attributes)}>\n${regions.join("")}${carried.join("")}</image>\n`
}

function shapeXml(region: Region, label: string): string {
  const { text_attribute: _, attributes: __, shape, bbox, ...others } = carriedFor(region.foreign, "cvat")
  // CVAT's importer takes no shape without it.
  const occluded = region.flags?.occluded ? "1" : "0"
  if (isObject(shape) && isStillBox(region, bbox)) return `${treeXml(shape, { label, occluded })}\n`
  const common = { label, source: "manual", occluded, z_order: "0", ...texts(Object.entries(others)) }
  const outline = findOutline(region)
  const [element, attributeKey] = outline
    ? ["polygon", { points: outline.map(({ x, y }) => `${decimalText(x)},${decimalText(y)}`).join(";") }]
    : ["box", boxAttributes(region)]
  const inside = attributesOf(region).map(
    ([key, value]) => `<attribute${xmlAttribute("name", key)}>${xmlText(textOfValue(value))}</attribute>\n`,
  )
  return `<${element}${xmlAttributes({ ...common, ...attributeKey })}>\n${inside.join("")}</${element}>\n`
}

function textOfValue(value: AttributeValue | JsonValue): string {
  return typeof value === "object" ? JSON.stringify(value) : attributeText(value)
}

function boxAttributes(region: Region): Record<string, string | undefined> {
  const rotated = findRotation(region)
  const { x, y, width, height } = rotated ?? boxOf(region)
  return {
    ...{ xtl: decimalText(x), ytl: decimalText(y), xbr: decimalSum(x, width), ybr: decimalSum(y, height) },
    rotation: rotated ? decimalText(rotated.rotation) : undefined,
  }
}

const plainName = /^[A-Za-z_][\w.-]*$/

/** What was carried and can be an XML attribute. */
function texts(entries: readonly [string, JsonValue][]): Record<string, string> {
  const own = entries.flatMap(([key, value]) =>
    typeof value === "string" && plainName.test(key) ? [[key, value]] : [],
  )
  return Object.fromEntries(own)
}

/** An element that was carried as JSON, written back; `changed` attributes take the place of its own. */
function treeXml(tree: JsonValue, changed: Readonly<Record<string, string>>): string {
  if (!isObject(tree)) return ""
  const { name, attributes, text, children } = tree
  if (typeof name !== "string" || !plainName.test(name) || !isObject(attributes)) return ""
  const own = texts(Object.entries(attributes))
  const inside = `${typeof text === "string" ? xmlText(text) : ""}${isList(children) ? children.map((child) => treeXml(child, {})).join("") : ""}`
  return `<${name}${xmlAttributes({ ...own, ...changed })}>${inside}</${name}>`
}
