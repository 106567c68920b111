import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { pathToFileURL } from "node:url"
import { ingest } from "@justesse/api/services"
import { findProject, insertAssets, insertProject } from "@justesse/db"
import { addPeople, NOW } from "@justesse/db/testing/seed"
import type { openStudio as OpenStudio } from "@justesse/server"
import { canonicalJson, DEFAULT_SETTINGS } from "@justesse/types"
import { filesAt } from "../../apps/server/src/files/sets.ts"
import { BUNDLES } from "../support/places.ts"
import { readCounts } from "./formatsCounts.ts"
import { SYNTHETIC, writeCoco } from "./syntheticCoco.ts"

/*
 * Answers of a COCO file of {@link SYNTHETIC} size coming into SQLite, for pictures that are there already: `npm run bench --
 * formatsImport`. Seconds and CPU seconds of the process, and the delay of the event loop of the thread that serves (p99 and
 * greatest, ms). Reference of the same minute: reading the same file without storing anything.
 */
const PIECE = 2_000
const round = (x: number) => Math.round(x * 100) / 100
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "formatsImport", ...line }))
const dataDir = mkdtempSync(join(tmpdir(), "justesse-import-"))
const file = join(dataDir, "coco.json")
const { openStudio }: { openStudio: typeof OpenStudio } = await import(pathToFileURL(BUNDLES.server).href)

async function measured<T>(work: () => Promise<T>) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const cpu = process.cpuUsage()
  const began = performance.now()
  delay.enable()
  const result = await work()
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const loop = { loopP99: round(delay.percentile(99) / 1e6), loopMax: round(delay.max / 1e6) }
  return {
    result,
    seconds: round((performance.now() - began) / 1e3),
    cpuSeconds: round((user + system) / 1e6),
    ...loop,
  }
}

const options = { dataDir, host: null, port: 0, studioDir: null, databaseUrl: null, publicUrl: null, tls: null }
const studio = await openStudio({ ...options, demo: false, log: () => {} }, "http://127.0.0.1:1", 1)
const { storage, blobs } = studio.deps

/** Pictures by the names of the file, all open, their blob the one given. */
async function seedOpen(): Promise<number> {
  const { sha256, bytes } = await blobs.put(new TextEncoder().encode("a picture"))
  const [owner = 0] = await addPeople(storage, 1)
  const project = await insertProject(storage.db, {
    ...{ slug: "large", name: "Large", kind: "boxes", names: "in_house", state: "open", settings: DEFAULT_SETTINGS },
    ...{ draft: null, ontology: canonicalJson({ labels: [] }), guideline: "", madeBy: owner, madeAtMs: NOW },
  })
  for (let from = 0; from < SYNTHETIC.pictures; from += PIECE) {
    const places = Array.from({ length: Math.min(PIECE, SYNTHETIC.pictures - from) }, (_, i) => from + i)
    const tasks = places.map((i) => ({ id: i + 1, assetId: i + 1, tier: 1, overlap: 1 }))
    await storage.hot.addTasks(project, tasks, NOW)
    const rest = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, extra: {} }
    await insertAssets(
      storage.db,
      project,
      places.map((i) => ({
        ...rest,
        ...{ id: i + 1, name: `${String(i * 5 + 9).padStart(12, "0")}.jpg`, sha256, bytes, mediaType: "image/jpeg" },
        ...{ size: { width: 640, height: 480 - (i % 7) }, importId: null, madeAtMs: NOW },
      })),
    )
  }
  return project
}

try {
  await writeCoco(file, "grouped")
  const id = await seedOpen()
  const project = await findProject(storage.db, id)
  if (!project) throw new Error("no project")
  const reference = await measured(() => readCounts(file))
  const files = await filesAt(file)
  const input = { project, files, as: "settled" as const, name: "coco.json", who: { personId: project.madeBy } }
  const { result, ...figures } = await measured(() => ingest(studio.deps, input))
  files.close()
  say({
    ...{ name: "import", unit: "s", value: figures.seconds, ...figures, pictures: SYNTHETIC.pictures },
    ...{ regions: result.regions, unmatched: result.unmatched, lines: result.report.length },
    ...{
      reference: reference.seconds,
      what: "reading the same file",
      ratio: round(figures.seconds / reference.seconds),
    },
    ...{ residentMb: Math.round(process.memoryUsage().rss / 1e6), bound: 60, boundLoopP99: 25 },
    held: figures.seconds <= 60 && figures.loopP99 <= 25,
  })
} finally {
  await studio.close()
  rmSync(dataDir, { recursive: true, force: true })
}
