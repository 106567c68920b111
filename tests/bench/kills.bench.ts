// needs: server, studio, cli
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "../engines/postgres.ts"
import { justesseWith } from "../support/cli.ts"
import { crowd } from "../support/crowd.ts"
import { killStudio } from "../support/serverKills.ts"
import { serveFolder } from "../support/serverProcess.ts"

/**
 * A real studio killed (SIGKILL) under 32 people at work, on both engines: `npm run bench -- kills [ROUNDS] [sqlite|postgres]`.
 * Exit 1 when an acknowledged answer is lost or doubled, somebody was told anything odd, or `verify` finds something.
 */
const words = process.argv.slice(2)
const rounds = words.map(Number).find((one) => one > 0) ?? 20
const PEOPLE = 32
const PICTURES_A_ROUND = 40

async function attack(engine: "sqlite" | "postgres"): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const place = { demo: false, dataDir, env: { JUSTESSE_RUNNING: "" } }
  const serve = (port?: number) =>
    serveFolder({
      ...place,
      ...(port === undefined ? {} : { port }),
      ...(postgres ? { databaseUrl: postgres.url } : {}),
    })
  const first = await serve()
  const workers = await crowd(first, PEOPLE, Math.min(rounds * PICTURES_A_ROUND, 1_200))
  const { server, odd, ...figures } = await killStudio(first, workers, rounds, serve)
  await server.stop()
  const where = postgres ? ["--database-url", postgres.url] : []
  const verified = await justesseWith({ JUSTESSE_RUNNING: "" }, dataDir, "verify", ...where)
  postgres?.stop()
  rmSync(dataDir, { recursive: true, force: true })
  const load = Math.round((loadavg()[0] ?? 0) * 100) / 100
  const told = { ...figures, otherAnswers: odd.length, verify: verified.code === 0 ? "clean" : verified.out.trim() }
  console.log(JSON.stringify({ bench: "kills", engine, people: PEOPLE, kills: rounds, ...told, load }))
  if (odd.length > 0) console.error(odd.slice(0, 3))
  return (
    figures.lost + figures.doubled + odd.length === 0 && verified.code === 0 && figures.acknowledged > rounds * PEOPLE
  )
}

let short = false
for (const engine of ["sqlite", "postgres"] as const)
  if (words.includes(engine) || !words.some((word) => word === "sqlite" || word === "postgres"))
    short = !(await attack(engine)) || short
process.exitCode = short ? 1 : 0
