// needs: server, studio, cli
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { ProjectKind } from "@justesse/types"
import { startPostgres } from "../engines/postgres.ts"
import { justesseWith } from "../support/cli.ts"
import { beginKind, ownForms, type RunJson, throughForm } from "../support/kindForms.ts"

/**
 * Each kind out in its own forms and in again, by the command line into a new project: `npm run bench -- kindForms [KIND …] [sqlite|postgres]
 * [ASSETS] [REGIONS_EACH]`, 1,000 assets of 10 regions on both engines unless told otherwise. The first form must lose nothing, and what
 * came back of every form must be equal or told by the report of the export. One JSON object a form; exit 1 when one is short.
 */
const words = process.argv.slice(2)
const kinds = ProjectKind.options.filter((kind) => words.includes(kind))
const [assets = 1_000, each = 10] = words.map(Number).filter((number) => number > 0)
const engines = (["sqlite", "postgres"] as const).filter((engine) => words.includes(engine))
let isShort = false

for (const engine of engines.length > 0 ? engines : (["sqlite", "postgres"] as const)) {
  const database = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const folder = mkdtempSync(join(tmpdir(), "justesse-forms-"))
  const env = { JUSTESSE_RUNNING: "", ...(database && { DATABASE_URL: database.url }) }
  const run: RunJson = async (...call) => {
    const { code, out, error } = await justesseWith(env, join(folder, "data"), ...call, "--json")
    if (code !== 0) throw new Error(`justesse ${call.join(" ")} ended with ${code}: ${error}`)
    return JSON.parse(out)
  }
  try {
    for (const kind of kinds.length > 0 ? kinds : ProjectKind.options) {
      const { manifest, said } = await beginKind(run, { folder, kind, assets, each })
      for (const [place, form] of (await ownForms(kind, manifest)).entries()) {
        const began = performance.now()
        const { told, differing } = await throughForm(run, { folder, kind, form }, said)
        const isWell = told.length === 0 ? differing.length === 0 : place > 0
        if (!isWell) isShort = true
        const figures = { assets, regions: assets * each, isFirst: place === 0, told, differing: differing.length }
        const seconds = Math.round((performance.now() - began) / 100) / 10
        const line = { bench: "kindForms", engine, kind, form, ...figures, seconds, load: loadavg()[0], ok: isWell }
        console.log(JSON.stringify(isWell ? line : { ...line, examples: differing.slice(0, 3) }))
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    database?.stop()
  }
}
process.exitCode = isShort ? 1 : 0
