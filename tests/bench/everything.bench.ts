// needs: server, studio
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, updateProject } from "@justesse/db"
import { DEFAULT_SETTINGS, type PaySettings } from "@justesse/types"
import { beginPaying } from "../engines/paying.ts"
import { crowd } from "../support/crowd.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { addPictures } from "./copies.ts"
import { load } from "./httpClients.ts"

/**
 * TRA-3: everything of a person with many answers in a project that pays, as they take it away through the real server:
 * `npm run bench -- everything [ANSWERS]`. One JSON object a line; exit 1 where it takes more than 10 s for 10,000 answers, or a row of
 * theirs is not in it. SQLite.
 */
const [wanted = 10_000] = process.argv.slice(2).map(Number)
const MOST_SECONDS = 10
const PAY: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 10 }

/** Answers that a taken-away file holds. */
function countRows(bytes: Uint8Array): number {
  const zip = join(folder, "everything.zip")
  writeFileSync(zip, bytes)
  const { stdout, status } = spawnSync("unzip", ["-p", zip, "everything.json"], { maxBuffer: 1e9 })
  if (status !== 0) throw new Error(`unzip ended with ${status}`)
  return JSON.parse(stdout.toString("utf8")).tables.submission.length
}

const folder = mkdtempSync(join(tmpdir(), "justesse-everything-"))
const file = join(folder, "justesse.db")
const settings = { demo: false, dataDir: folder, env: { JUSTESSE_RUNNING: "" } }
try {
  const first = await serveFolder(settings)
  const [worker] = await crowd(first, 1, 1, 1)
  await first.stop()
  const storage = await openStorage({ file })
  await addPictures(storage, [2, wanted + 100], 1)
  await updateProject(storage.db, 1, { settings: { ...DEFAULT_SETTINGS, pay: PAY } })
  await beginPaying(storage, { project: 1, operator: 1, atMs: Date.now(), amountMicros: 1e14 })
  await storage.close()
  const cookie = worker?.client.cookie ?? ""
  const server = await serveFolder({ ...settings, port: first.port })
  const { origin, pid } = server
  let answers = 0
  while (answers < wanted) {
    const done = await load({ origin, cookies: [cookie], boxes: 5, seconds: 5, pid })
    if (done.refused.length > 0 || done.answers === 0) throw new Error(done.refused[0] ?? "nothing was answered")
    answers += done.answers
  }
  const began = performance.now()
  const response = await fetch(`${origin}/everything.zip`, { headers: { cookie } })
  const bytes = Buffer.from(await response.arrayBuffer())
  const seconds = (performance.now() - began) / 1_000
  await server.stop()
  const rows = countRows(bytes)
  console.log(
    JSON.stringify({
      bench: "everything",
      ...{ answers, status: response.status, rows, bytes: bytes.length },
      ...{
        seconds: Math.round(seconds * 100) / 100,
        most: MOST_SECONDS,
        load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
      },
    }),
  )
  if (response.status !== 200 || rows < answers || seconds > (MOST_SECONDS * answers) / 10_000) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
