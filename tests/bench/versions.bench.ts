// needs: server

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { pathToFileURL } from "node:url"
import type { Background } from "@justesse/api/core/background"
import { computeHere } from "@justesse/api/testing/here"
import { freeze } from "@justesse/api/versions/freeze"
import { findProject } from "@justesse/db"
import { WRITTEN } from "@justesse/formats/exportOrder/index"
import type { openStudio as OpenStudio } from "@justesse/server"
import type { ExportFormat } from "@justesse/types/wire/dataset"
import { BUNDLES } from "../support/places.ts"
import { SYNTHETIC } from "./syntheticCoco.ts"
import { plainExport, seedFinal } from "./versionsSeed.ts"

/**
 * Freezing, comparing, losses and exports of a large project while the serving thread stays free: `npm run bench -- versions
 * [pictures] [formats,…]`. Seconds and CPU seconds of the whole process; `loopP99` is the delay of the event loop of the thread
 * that serves, in ms, during the work (`idle`: what this machine does by itself). Reference of the export: {@link plainExport} in the same run.
 */
const pictures = Number(process.argv[2] ?? SYNTHETIC.pictures)
const wanted = (process.argv[3] ?? "yolo,coco,justesse").split(",")
const dataDir = mkdtempSync(join(tmpdir(), "justesse-versions-"))
const round = (x: number) => Math.round(x * 100) / 100
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "versions", pictures, ...line }))

async function measured<T>(name: string, work: () => Promise<T>, more: (result: T) => Record<string, unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const cpu = process.cpuUsage()
  const began = performance.now()
  delay.enable()
  const result = await work()
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const cpuSeconds = (user + system) / 1e6
  say({
    ...{ name, seconds: round((performance.now() - began) / 1e3), cpuSeconds: round(cpuSeconds) },
    ...{ loopP99: round(delay.percentile(99) / 1e6), loopMax: round(delay.max / 1e6) },
    ...{ residentMb: Math.round(process.memoryUsage().rss / 1e6), ...more(result) },
  })
  return { result, cpuSeconds }
}

const { openStudio }: { openStudio: typeof OpenStudio } = await import(pathToFileURL(BUNDLES.server).href)
const log = () => {}
const options = {
  dataDir,
  host: null,
  port: 0,
  studioDir: null,
  databaseUrl: null,
  publicUrl: null,
  tls: null,
  demo: false,
}
const studio = await openStudio({ ...options, log }, "http://127.0.0.1:1", 1)
const { storage, blobs } = studio.deps
const background: Background = studio.deps.background
try {
  const { sha256, bytes } = await blobs.put(new TextEncoder().encode("a picture"))
  const projectId = await seedFinal(storage, pictures, sha256, bytes)
  const project = await findProject(storage.db, projectId)
  if (!project) throw new Error("no project")
  say({ name: "seeded", residentMb: Math.round(process.memoryUsage().rss / 1e6) })
  await measured(
    "idle",
    () => new Promise((go) => setTimeout(go, 3_000)),
    () => ({}),
  )
  const split = {
    parts: [
      { name: "train", share: 80 },
      { name: "val", share: 10 },
      { name: "test", share: 10 },
    ],
    by: "hash" as const,
    byDocument: true,
    seed: 1,
  }
  const deps = { storage, background, nowMs: () => Date.now(), hmac: String, compute: computeHere }
  const frozen = async () => (await freeze(deps, project, { personId: project.madeBy }, { note: "", split })).version
  const first = (await measured("freeze", frozen, (version) => ({ version }))).result
  const second = (await measured("freeze again", frozen, (version) => ({ version }))).result
  const changes = { projectId, version: second, other: first }
  await measured(
    "compare",
    () => background.run("changes", changes),
    ({ changed }) => ({ changed }),
  )
  const losses = { projectId, version: first }
  await measured(
    "losses of all forms",
    () => background.run("losses", losses),
    ({ byFormat }) => ({
      forms: Object.keys(byFormat).length,
    }),
  )
  const reference = await plainExport(join(dataDir, "justesse.db"), projectId, first, join(dataDir, "plain"))
  say({ name: "plain export", cpuSeconds: round(reference) })
  const formats = WRITTEN.flatMap(({ format }): ExportFormat[] => (wanted.includes(format) ? [format] : []))
  for (const format of formats) {
    const choices = { withPictures: false, spreadsheet: false, withoutMetadata: false }
    const file = { projectId, version: first, format, choices, stored: `${format}.zip` }
    const { cpuSeconds } = await measured(
      `export ${format}`,
      () => background.run("export", file),
      (made) => ({ ...made }),
    )
    say({
      name: `export ${format} to plain`,
      unit: "CPU s",
      value: round(cpuSeconds),
      reference: round(reference),
      ratio: round(cpuSeconds / reference),
    })
  }
} finally {
  await studio.close()
  rmSync(dataDir, { recursive: true, force: true })
}
