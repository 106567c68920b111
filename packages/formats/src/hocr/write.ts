import { boundsOf, boxOf, cornersOfBox, type Region, type Transcript } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Page, perPictureWriter } from "../regions/perPicture.ts"
import { markWords } from "../regions/textMarks.ts"
import { gapsOf, levelOf, type TextNode, textTree, withoutParent } from "../regions/textTree.ts"
import { lineOfRegion, wholeShape } from "../regions/wholePixels.ts"
import type { Tally } from "../report/lines.ts"
import { isXmlText, xmlAttributes, xmlId, xmlText } from "../xml/write.ts"
import { collapsed, LINE_KINDS, REGION_KINDS, titleParts, titleText } from "./parse.ts"

/**
 * hOCR 1.2 as well-formed XHTML: `hocr/<picture>.hocr`, boxes as corners in whole pixels, other shapes as `poly`. Texts stand
 * where they are read; one that HTML would not show to the letter (blanks, line ends, words that do not give their line) is
 * `data-text` too. A label is the class where hOCR has one for it (`ocr_header`, `ocr_photo` …), otherwise `data-label`;
 * what is struck out is `del`, and all marks of a text are `data-marks`.
 */
export const hocrWriter: Writer = perPictureWriter({
  name: "hocr",
  folder: "hocr",
  extension: "hocr",
  holds: {
    rotation: "corners",
    outline: true,
    transcript: true,
    language: true,
    marks: true,
    textParts: true,
    ids: true,
    levels: true,
    size: true,
    foreign: "hocr",
  },
  tally: tallyPage,
  text: hocrText,
})

function tallyPage(record: DatasetRecord, tally: Tally): void {
  const regions = record.body?.regions ?? []
  if (record.size === null) tally.add("note", "size_unknown")
  const lost = withoutParent(keptOf(regions))
  if (lost > 0) tally.add("lost", "levels", "", lost)
  const texts = [record.name, record.foreignId ?? ""]
  for (const region of regions) {
    wholeShape(lineOfRegion(region), boxOf(region), tally, 0)
    if (region.level === undefined) tally.add("note", "level_added", "line")
    texts.push(region.transcript?.value ?? "", region.transcript?.language ?? "", region.label)
  }
  const odd = texts.filter((text) => !isXmlText(text)).length
  if (odd > 0) tally.add("changed", "character_not_in_xml", "", odd)
}

/** The regions that have a place on the page when nothing may lie left of or above it. */
function keptOf(regions: readonly Region[]): Region[] {
  return regions.filter((region) => wholeShape(lineOfRegion(region), boxOf(region), null, 0) !== null)
}

function* hocrText({ record, regions, labelOf }: Page): Generator<string> {
  const { name, size, foreignId } = record
  const carried = member(carriedFor(record.foreign, "hocr"), "title")
  const rest = titleParts(typeof carried === "string" ? carried : "")
  if (!rest.has("ppageno")) rest.set("ppageno", ["0"])
  const title = [
    `image "${name.replaceAll('"', "'")}"`,
    ...(size ? [`bbox 0 0 ${size.width} ${size.height}`] : []),
    titleText(rest),
  ].join("; ")
  const head = xmlAttributes({
    class: "ocr_page",
    id: foreignId === undefined ? "jz.page" : `jz.page-${xmlId(foreignId)}`,
    title,
    "data-image": name.includes('"') ? name : undefined,
  })
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title>${xmlText(name)}</title><meta charset="utf-8"/><meta name="ocr-system" content="Justesse"/><meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word"/></head>\n<body><div${head}>\n`
  for (const node of textTree(keptOf(regions))) yield `${nodeText(node, labelOf)}\n`
  yield "</div></body></html>\n"
}

const contentOf = ({ region }: TextNode) => region.transcript?.value ?? ""

function nodeText(node: TextNode, labelOf: Page["labelOf"]): string {
  const { region, children } = node
  const level = levelOf(region)
  const value = region.transcript?.value
  const below = children.map((child) => nodeText(child, labelOf))
  const words = level === "line" && children.length > 0
  const gaps = words && value !== undefined ? gapsOf(value, children.map(contentOf)) : null
  let inside = below.join(words ? " " : "\n")
  if (gaps) inside = gaps.map((gap, i) => `${xmlText(gap)}${below[i] ?? ""}`).join("")
  else if (children.length === 0) inside = struckText(region.transcript)
  const shows =
    level === "region" && (children.length > 0 || value === "") ? null : gaps || !words ? collapsed(value ?? "") : null
  const tag = level === "region" ? "div" : "span"
  const head = headOf(region, level, labelOf(region), {
    "data-text": value !== undefined && value !== shows ? value : undefined,
    "data-untold": value === undefined && level !== "region" ? "1" : undefined,
  })
  return `<${tag}${head}>${inside}</${tag}>`
}

/** A text as HTML shows it, what is struck out in it as such. */
function struckText(transcript: Transcript | undefined): string {
  const { value = "", marks = [], parts = [] } = transcript ?? {}
  const struck = marks.includes("struck")
    ? [{ from: 0, to: value.length }]
    : parts.filter(({ mark }) => mark === "struck")
  const pieces: string[] = []
  let at = 0
  for (const { from, to } of [...struck].sort((a, b) => a.from - b.from)) {
    const start = Math.max(at, from)
    // Half of a letter is none.
    if (to <= start || !isXmlText(value.slice(start, to))) continue
    pieces.push(xmlText(value.slice(at, start)), `<del>${xmlText(value.slice(start, to))}</del>`)
    at = to
  }
  return [...pieces, xmlText(value.slice(at))].join("")
}

function headOf(
  region: Region,
  level: "region" | "line" | "word",
  label: string,
  text: Record<string, string | undefined>,
): string {
  const carried = carriedFor(region.foreign, "hocr")
  const said = (key: string) => {
    const value = member(carried, key)
    return typeof value === "string" ? value : undefined
  }
  const kinds = level === "region" ? REGION_KINDS : LINE_KINDS
  const kind = level === "word" ? undefined : [...kinds].find(([, name]) => name === label)?.[0]
  const fallback = { region: "ocr_carea", line: "ocr_line", word: "ocrx_word" }[level]
  const known = level === "word" ? label === "text" : kind !== undefined
  const rest = titleParts(said("title") ?? "")
  if (said("content") !== region.transcript?.value) for (const key of ["x_wconf", "x_confs"]) rest.delete(key)
  for (const key of ["bbox", "poly", "image"]) rest.delete(key)
  const { direction } = region.transcript ?? {}
  const marks = region.transcript ? markWords(region.transcript) : []
  return xmlAttributes({
    class: kind === undefined ? fallback : kind === "block" ? "ocrx_block" : `ocr_${kind}`,
    id: xmlId(region.id),
    title: [geometryText(region), titleText(rest)].filter((part) => part !== "").join("; "),
    lang: region.transcript?.language ?? said("lang"),
    dir: direction === "ttb" ? undefined : (direction ?? said("dir")),
    "data-dir": direction === "ttb" ? direction : undefined,
    "data-marks": marks.join(" ") || undefined,
    "data-label": known ? undefined : label,
    ...text,
  })
}

/** The box as its corners, and the shape where it is another. */
function geometryText(region: Region): string {
  const points = wholeShape(lineOfRegion(region), boxOf(region), null, 0) ?? []
  const { x, y, width, height } = boundsOf(points) ?? boxOf(region)
  const isBox = JSON.stringify(points) === JSON.stringify(cornersOfBox({ x, y, width, height }))
  const poly = isBox ? "" : `; poly ${points.map((point) => `${point.x} ${point.y}`).join(" ")}`
  return `bbox ${x} ${y} ${x + width} ${y + height}${poly}`
}
