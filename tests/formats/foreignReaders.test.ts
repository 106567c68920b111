import { formatNamed } from "@justesse/formats"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parse as parseYaml } from "yaml"
import { documents } from "../../packages/formats/src/testing/documents.ts"
import { manifest, ontology, source } from "../../packages/formats/src/testing/records.ts"
import { recordings } from "../../packages/formats/src/testing/timed.ts"
import { toolDataset } from "../../packages/formats/src/testing/toolRecords.ts"
import { brokenRules, elementsOf, type Rules } from "./support/contentModels.ts"
import { ALTO, CVAT, ELAN, PAGE, VOC } from "./support/published.ts"

/*
 * What we write opens in readers that are not ours (F6): XML in xmldom, held against the order and the attributes that each
 * format publishes; YOLO by the rules that its training code relies on, its YAML by the rules of YAML 1.1 that Python has.
 * What they say is printed. Parquet and WebVTT are in `opens.test.ts`.
 */

/** The files of labels of an export, as texts. */
async function labelFiles(format: string, records: readonly DatasetRecord[]): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for await (const { name, role, body } of formatNamed(format).writer?.write(source(records), manifest) ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    if (role === "labels") files.set(name, Buffer.concat(chunks).toString("utf8"))
  }
  return files
}

/** Exports drawn datasets and counts what another parser sees; `look` looks at one file beyond the format's rules. */
async function openAll(
  format: string,
  drawn: fc.Arbitrary<DatasetRecord[]>,
  rules: Rules | null,
  look: (text: string, record: DatasetRecord | undefined) => void = () => {},
): Promise<{ files: number; elements: number }> {
  const seen = { files: 0, elements: 0 }
  await fc.assert(
    fc.asyncProperty(drawn, async (records) => {
      const files = [...(await labelFiles(format, records))].filter(([name]) => !name.endsWith(".txt"))
      for (const [i, [, text]] of files.entries()) {
        seen.files++
        seen.elements += elementsOf(text).length
        if (rules) expect(brokenRules(text, rules)).toEqual([])
        look(text, files.length === records.length ? records[i] : undefined)
      }
    }),
    { numRuns: 100 },
  )
  return seen
}

const isOurs = (text: string) => text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")

test.each([
  { format: "page", drawn: documents, rules: PAGE },
  { format: "alto", drawn: documents, rules: ALTO },
  { format: "cvat", drawn: toolDataset, rules: CVAT },
  { format: "voc", drawn: toolDataset, rules: VOC },
  { format: "eaf", drawn: recordings, rules: ELAN },
])(
  "$format opens in xmldom, in the published order and with every required attribute",
  async ({ format, drawn, rules }) => {
    const { files, elements } = await openAll(format, drawn, rules)
    console.log(`xmldom: ${format}, ${files} files, ${elements} elements, none breaks a rule`)
    expect(files).toBeGreaterThan(50)
  },
)

test("PAGE: xmldom reads every text of a region, line and word to the letter", async () => {
  let texts = 0
  await openAll("page", documents, null, (text, record) => {
    const inFile = elementsOf(text)
      .filter(({ localName }) => localName === "Unicode")
      .map((one) => one.textContent ?? "")
    const ours = record?.body?.regions.flatMap(({ transcript }) => (transcript ? [isOurs(transcript.value)] : []))
    if (!ours) return
    texts += inFile.length
    // What lies wholly left of or above the picture stays out.
    expect(ours).toEqual(expect.arrayContaining(inFile))
  })
  console.log(`xmldom: ${texts} texts of PAGE files are those that went out`)
  expect(texts).toBeGreaterThan(50)
})

test("hOCR opens as XHTML in xmldom: classes, boxes in whole pixels, ids that are there once", async () => {
  let boxes = 0
  const { files } = await openAll("hocr", documents, null, (text) => {
    const pieces = elementsOf(text).filter((one) => /^ocrx?_/.test(one.getAttribute("class") ?? ""))
    const ids = pieces.map((one) => one.getAttribute("id"))
    expect(new Set(ids).size).toBe(ids.length)
    expect(pieces[0]?.getAttribute("class")).toBe("ocr_page")
    for (const piece of pieces) {
      boxes++
      expect(piece.getAttribute("title")).toMatch(/(^|; )bbox \d+ \d+ \d+ \d+(;|$)/)
      expect(piece.getAttribute("class")).toMatch(/^(ocr_(page|carea|par|line)|ocrx_word)$/)
    }
  })
  console.log(`xmldom: ${files} hOCR files, ${boxes} elements of theirs with a box`)
  expect(boxes).toBeGreaterThan(100)
})

/** Training code finds a picture's labels by the last `images` folder of its path, under the same stem. */
function labelPathOf(picture: string): string {
  const at = `/${picture}`.lastIndexOf("/images/")
  const swapped =
    at < 0 ? picture : `/${picture}`.slice(1, at + 1) + `labels/${`/${picture}`.slice(at + "/images/".length)}`
  return swapped.replace(/\.[^./]+$/, ".txt")
}

interface DataYaml {
  readonly path?: string
  readonly nc?: number
  readonly names?: Record<string, unknown> | unknown[]
  readonly [split: string]: unknown
}

/** What of an export of YOLO training code would refuse or misread. */
async function brokenYolo(format: "yolo" | "yolo-obb", records: readonly DatasetRecord[]): Promise<string[]> {
  const files = await labelFiles(format, records)
  const positionOf = await formatNamed(format).writer?.layout?.(source(records))
  const pictures = records.flatMap(({ name }) => positionOf?.(name) ?? [])
  const broken: string[] = []
  const yaml = parseYaml(files.get("data.yaml") ?? "", { version: "1.1" }) as DataYaml
  const names = Object.values(yaml.names ?? {})
  if (names.length !== yaml.nc) broken.push(`nc ${yaml.nc} of ${names.length}`)
  if (names.some((name, i) => name !== ontology.labels[i]?.name.en)) broken.push(`names ${JSON.stringify(names)}`)
  const { path, nc: _nc, names: _names, ...splits } = yaml
  for (const key of ["train", "val"]) if (typeof splits[key] !== "string") broken.push(`${key} is missing`)
  for (const folder of [path ?? "", ...Object.values(splits)])
    if (typeof folder !== "string" || /^([/\\]|[a-z]:)|\.\./i.test(folder)) broken.push(`${folder} is not relative`)
  const folders = Object.values(splits).map((folder) => `${folder}/`)
  for (const picture of pictures)
    if (!folders.some((folder) => picture.startsWith(folder))) broken.push(`${picture} is in no part`)
  const wanted = pictures.map(labelPathOf)
  if (new Set(wanted).size !== wanted.length) broken.push("two pictures share a label file")
  for (const label of wanted) if (!files.has(label)) broken.push(`${label} is missing`)
  for (const name of files.keys())
    if (name !== "data.yaml" && !wanted.includes(name)) broken.push(`${name} is nobody's`)
  for (const label of wanted)
    broken.push(...brokenLines(files.get(label) ?? "", format === "yolo" ? 5 : 9, names.length))
  return broken
}

/** Lines that training code refuses. Of corners it looks at the upright box around them. */
function brokenLines(text: string, columns: number, classes: number): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [number, ...values] = line.split(/\s+/).map(Number)
      const isClass = Number.isInteger(number) && Number(number) >= 0 && Number(number) < classes
      const shares = columns === 5 ? values : around(values)
      const isShare = shares.every((value) => value >= 0 && value <= 1)
      return values.length === columns - 1 && isClass && isShare ? [] : [line]
    })
}

/** Centre and size of the box around `x, y, x, y …`. */
function around(values: readonly number[]): number[] {
  return [0, 1].flatMap((axis) => {
    const own = values.filter((_, i) => i % 2 === axis)
    const [from, to] = [Math.min(...own), Math.max(...own)]
    return [(from + to) / 2, to - from]
  })
}

test.each(["yolo", "yolo-obb"] as const)(
  "%s lies as training code expects: relative paths, every picture with its label file, shares in [0, 1]",
  async (format) => {
    let [pictures, lines] = [0, 0]
    await fc.assert(
      fc.asyncProperty(toolDataset, async (records) => {
        expect(await brokenYolo(format, records)).toEqual([])
        const files = await labelFiles(format, records)
        pictures += files.size - 1
        lines += [...files].reduce(
          (sum, [name, text]) => sum + (name === "data.yaml" ? 0 : text.split("\n").length - 1),
          0,
        )
      }),
      { numRuns: 150 },
    )
    console.log(`${format}: ${pictures} label files, ${lines} lines, none that training code refuses`)
    expect(lines).toBeGreaterThan(100)
  },
)

test("darknet lies as its tools expect: lists name pictures whose label files lie beside them", async () => {
  let pictures = 0
  await fc.assert(
    fc.asyncProperty(toolDataset, async (records) => {
      const files = await labelFiles("darknet", records)
      const facts = new Map(
        (files.get("obj.data") ?? "").split("\n").map((line) => line.split(" = ") as [string, string]),
      )
      expect(Number(facts.get("classes"))).toBe((files.get("obj.names") ?? "").split("\n").length - 1)
      const positionOf = await formatNamed("darknet").writer?.layout?.(source(records))
      const placed = new Set(records.flatMap(({ name }) => positionOf?.(name) ?? []))
      const listed = [...files].flatMap(([name, text]) =>
        /^[^/]+\.txt$/.test(name) ? text.split("\n").filter((line) => line !== "") : [],
      )
      for (const line of listed) {
        const picture = line.replace(/^data\//, "")
        pictures++
        expect(placed).toContain(picture)
        expect(files.has(picture.replace(/\.[^./]+$/, ".txt"))).toBe(true)
      }
      expect(listed).toHaveLength(placed.size)
    }),
    { numRuns: 100 },
  )
  console.log(`darknet: ${pictures} pictures listed, each with its label file beside it`)
})
