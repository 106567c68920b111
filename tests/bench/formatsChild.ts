import { createWriteStream, readFileSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { formatNamed, readDataset } from "@justesse/formats"
import type { Ontology } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { filesAt } from "../../apps/server/src/files/sets.ts"
import { diskSpool } from "../../apps/server/src/files/spool.ts"
import { zipFiles } from "../../apps/server/src/files/zip/index.ts"
import { readCounts } from "./formatsCounts.ts"

/*
 * One measured run of `npm run bench -- formats` in a process of its own, so that its CPU time and its greatest memory are
 * its own: `node child.mjs MODE IN OUT`. Prints one JSON object.
 */

interface Coco {
  images: { id: number; file_name: string; width: number; height: number }[]
  annotations: { image_id: number; category_id: number; bbox: [number, number, number, number] }[]
  categories: { id: number; name: string }[]
}

function plainParse(path: string): Coco {
  return JSON.parse(readFileSync(path, "utf8"))
}

/** What anybody would write first: everything in memory, one file after another. */
async function plainYolo(path: string, out: string) {
  const { images, annotations, categories } = plainParse(path)
  const classes = new Map(categories.map(({ id }, i) => [id, i]))
  const byImage = new Map(images.map((image) => [image.id, { image, lines: [] as string[] }]))
  for (const { image_id, category_id, bbox } of annotations) {
    const entry = byImage.get(image_id)
    if (!entry) continue
    const { width, height } = entry.image
    const [x, y, w, h] = bbox
    const shares = [(x + w / 2) / width, (y + h / 2) / height, w / width, h / height].map((v) => v.toFixed(6))
    entry.lines.push(`${classes.get(category_id)} ${shares.join(" ")}\n`)
  }
  for (const { image, lines } of byImage.values()) {
    const file = join(out, "labels/train", image.file_name.replace(/\.jpg$/, ".txt"))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, lines.join(""))
  }
  return { pictures: images.length, boxes: annotations.length }
}

async function yoloZip(path: string, out: string) {
  const files = await filesAt(path)
  const counts = { pictures: 0, boxes: 0 }
  let ontology: Ontology = { labels: [] }
  for await (const event of readDataset(files, { format: "coco" }))
    if (event.kind === "ontology") {
      ontology = event.ontology
      break
    }
  async function* records(): AsyncGenerator<DatasetRecord> {
    counts.pictures = 0
    counts.boxes = 0
    for await (const event of readDataset(files, { format: "coco" })) {
      if (event.kind !== "record") continue
      counts.pictures++
      counts.boxes += event.record.body?.regions.length ?? 0
      yield event.record
    }
  }
  const manifest = { ontology } as unknown as DatasetManifest // what writers draw from it
  const spool = diskSpool(`${out}.spool`) // as `justesse convert` has it
  const written = formatNamed("yolo").writer?.write(records, manifest, { spool })
  if (written) await pipeline(zipFiles(written), createWriteStream(out))
  await spool.close()
  files.close()
  return counts
}

const [mode = "", path = "", out = ""] = process.argv.slice(2)
const MODES: Record<string, () => Promise<{ pictures: number; boxes: number }> | { pictures: number; boxes: number }> =
  {
    parse: () => readCounts(path),
    "parse-plain": () => {
      const { images, annotations } = plainParse(path)
      return { pictures: images.length, boxes: annotations.length }
    },
    yolo: () => yoloZip(path, out),
    "yolo-plain": () => plainYolo(path, out),
  }
const before = process.cpuUsage()
const began = performance.now()
const counts = await MODES[mode]?.()
const { user, system } = process.cpuUsage(before)
console.log(
  JSON.stringify({
    ...counts,
    cpuSeconds: Math.round((user + system) / 1e4) / 100,
    wallSeconds: Math.round((performance.now() - began) / 10) / 100,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
)
