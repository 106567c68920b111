import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { Writer } from "../contract.ts"
import { idText, isList, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { type Page, perPictureWriter } from "../regions/perPicture.ts"
import { levelOf, type TextNode, textTree } from "../regions/textTree.ts"
import { wholeBox } from "../regions/wholePixels.ts"
import type { Tally } from "../report/lines.ts"

/**
 * FUNSD: `annotations/<picture>.json`. Every region and line is an item of `form` with its box `[x1, y1, x2, y2]` in whole
 * pixels; the words below it are its words. An item without words gets one with its whole text (`"implied": true`), because
 * training code reads words only. Ids are local numbers: the answer's own where all are whole numbers, otherwise counted
 * from 0. A link is listed on both of its ends; one whose other end is gone is counted as lost.
 */
export const funsdWriter: Writer = perPictureWriter({
  name: "funsd",
  folder: "annotations",
  extension: "json",
  holds: { transcript: true, ids: true, levels: true, foreign: "funsd" },
  tally: tallyRecord,
  text: formText,
})

interface Item {
  readonly id: number
  readonly region: Region
  readonly words: readonly Region[]
}

/** The items of a page in the order of the answer's trees: every region but the words that have an item above them. */
function itemsOf(regions: readonly Region[]): Item[] {
  const found: { region: Region; words: Region[] }[] = []
  const visit = (node: TextNode) => {
    const isWord = (child: TextNode) => levelOf(child.region) === "word"
    found.push({ region: node.region, words: node.children.filter(isWord).map((child) => child.region) })
    for (const child of node.children) if (!isWord(child)) visit(child)
  }
  for (const root of textTree(regions)) visit(root)
  const keep = found.every(({ region }) => isLocalId(region.id))
  return found.map((item, index) => ({ ...item, id: keep ? Number(item.region.id) : index }))
}

function isLocalId(id: string): boolean {
  return /^(0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(Number(id))
}

/** A link as FUNSD has it: the ids of a key and of its value. */
type Link = readonly [number, number]

/** The links of each item by its new id, each on both of its ends; `lost` counts those whose other end is gone. */
function linksOf(items: readonly Item[]): { byId: Map<number, Link[]>; lost: number } {
  const newIds = new Map(items.map((item) => [item.region.id as string, item.id]))
  const byId = new Map<number, Link[]>(items.map((item) => [item.id, []]))
  let lost = 0
  const add = (id: number, link: Link) => {
    const links = byId.get(id)
    if (links && !links.some(([a, b]) => a === link[0] && b === link[1])) links.push(link)
  }
  for (const { region, id } of items)
    for (const pair of carriedLinks(region)) {
      const [from, to] = pair.map((end) => newIds.get(idText(end) ?? ""))
      if (from === undefined || to === undefined || pair.length !== 2) lost++
      else for (const end of new Set([id, from, to])) add(end, [from, to])
    }
  return { byId, lost }
}

function carriedLinks(region: Region): JsonValue[][] {
  const links = member(carriedFor(region.foreign, "funsd"), "linking")
  return isList(links) ? links.filter(isList) : []
}

function tallyRecord(record: DatasetRecord, tally: Tally): void {
  const regions = record.body?.regions ?? []
  const items = itemsOf(regions)
  if (record.foreignId !== undefined) tally.add("lost", "ids", "picture")
  if (items.some(({ id, region }) => String(id) !== region.id)) tally.add("changed", "ids_renumbered", "regions")
  const { lost } = linksOf(items)
  if (lost > 0) tally.add("lost", "links", "", lost)
  for (const { region, words } of items) {
    const level = levelOf(region)
    if (region.level === undefined) tally.add("note", "level_added", "line")
    if (level !== "line" || region.parent !== undefined) tally.add("lost", "levels")
    if (words.length === 0) tally.add("note", "words_implied")
    for (const word of words) if (word.label !== region.label) tally.add("lost", "labels", "word")
  }
  for (const region of regions) {
    if (!region.transcript) tally.add("changed", "text_absent_as_empty")
    const { x, y, width, height } = boxOf(region)
    if ([x, y, x + width, y + height].some((v) => !Number.isInteger(v))) tally.add("changed", "coordinates_rounded")
  }
}

function* formText({ record, regions, labelOf }: Page): Generator<string> {
  const items = itemsOf(regions)
  const { byId } = linksOf(items)
  yield '{"form":['
  let separator = "\n"
  for (const { id, region, words } of items) {
    const { linking: _, ...rest } = carriedFor(region.foreign, "funsd")
    const item = {
      ...rest,
      ...toItem(region),
      label: labelOf(region),
      words: words.length > 0 ? words.map(wordOf) : [{ ...toItem(region), implied: true }],
      linking: byId.get(id) ?? [],
      id,
    }
    yield `${separator}${JSON.stringify(item)}`
    separator = ",\n"
  }
  const { form: _, ...rest } = carriedFor(record.foreign, "funsd")
  const members = Object.entries(rest).map(([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`)
  yield `\n]${members.join("")}}\n`
}

function wordOf(word: Region): Record<string, JsonValue> {
  return { ...carriedFor(word.foreign, "funsd"), ...toItem(word) }
}

/** `box` is left, top, right, bottom: the order that others get wrong. */
function toItem(region: Region): { box: number[]; text: string } {
  const { left, top, right, bottom } = wholeBox(boxOf(region)) ?? { left: 0, top: 0, right: 1, bottom: 1 }
  return { box: [left, top, right, bottom], text: region.transcript?.value ?? "" }
}
