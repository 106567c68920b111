// needs: server
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { pathToFileURL } from "node:url"
import { ingest } from "@justesse/api/services"
import { insertAssets, insertProject, type Storage } from "@justesse/db"
import { addPeople, NOW } from "@justesse/db/testing/seed"
import type { openStudio as OpenStudio } from "@justesse/server"
import { DEFAULT_SETTINGS } from "@justesse/types"
import { BUNDLES } from "../support/places.ts"
import { type Order, SYNTHETIC, writeCoco } from "./syntheticCoco.ts"

/**
 * Labels of a COCO file for pictures that are here already, into SQLite while others are served: `npm run bench -- imports
 * [grouped|scattered]`. Seconds and CPU seconds of the whole process; `loopP99` is the delay of the event loop, in ms.
 */
const order: Order = process.argv[2] === "scattered" ? "scattered" : "grouped"
const dataDir = mkdtempSync(join(tmpdir(), "justesse-imports-"))
const round = (x: number) => Math.round(x * 100) / 100
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "imports", order, ...line }))
const PIECE = 2_000

/** Pictures by the names that {@link writeCoco} gives them, each with its task. */
async function seed(storage: Storage, who: number): Promise<number> {
  const project = await insertProject(storage.db, {
    ...{ slug: "large", name: "Large", kind: "boxes", names: "in_house", state: "open", settings: DEFAULT_SETTINGS },
    ...{ draft: null, ontology: '{"labels":[]}', guideline: "", madeBy: who, madeAtMs: NOW },
  })
  const none = { previewSha256: null, thumbnailSha256: null, uprightSha256: null, problem: null, extra: {} }
  for (let from = 0; from < SYNTHETIC.pictures; from += PIECE) {
    const rows = Array.from({ length: Math.min(PIECE, SYNTHETIC.pictures - from) }, (_, i) => ({
      ...none,
      ...{ id: from + i + 1, name: `train/${String((from + i) * 5 + 9).padStart(12, "0")}.jpg` },
      ...{ sha256: String(from + i).padStart(64, "0"), bytes: 1, mediaType: "image/jpeg", importId: null },
      ...{ size: { width: 640, height: 480 - ((from + i) % 7) }, madeAtMs: NOW },
    }))
    await insertAssets(storage.db, project, rows)
    const tasks = rows.map(({ id }) => ({ id, assetId: id, tier: 1, overlap: 1 }))
    await storage.hot.addTasks(project, tasks, NOW)
  }
  return project
}

const { openStudio }: { openStudio: typeof OpenStudio } = await import(pathToFileURL(BUNDLES.server).href)
const options = {
  ...{ dataDir, host: null, port: 0, studioDir: null, databaseUrl: null, publicUrl: null, tls: null, demo: false },
  log: () => {},
}
const studio = await openStudio(options, "http://127.0.0.1:1", 1)
try {
  const { deps } = studio
  const [who = 0] = await addPeople(deps.storage, 1)
  const id = await seed(deps.storage, who)
  const path = join(dataDir, "instances.json")
  await writeCoco(path, order)
  const files = await deps.uploads.at(path)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const cpu = process.cpuUsage()
  const began = performance.now()
  let peak = 0
  delay.enable()
  const onProgress = () => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  const input = { project: { id }, files, as: "settled" as const, name: "coco", who: { personId: who }, onProgress }
  const { regions, unmatched, leftOut, report } = await ingest(deps, input)
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  say({
    ...{ pictures: SYNTHETIC.pictures, regions, unmatched, leftOut, lines: report.length },
    ...{ seconds: round((performance.now() - began) / 1e3), cpuSeconds: round((user + system) / 1e6) },
    ...{ loopP99: round(delay.percentile(99) / 1e6), loopMax: round(delay.max / 1e6), peakMb: Math.round(peak / 1e6) },
  })
  files.close()
} finally {
  await studio.close()
  rmSync(dataDir, { recursive: true, force: true })
}
