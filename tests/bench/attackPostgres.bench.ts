// needs: server, studio
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "../engines/postgres.ts"
import { crowd } from "../support/crowd.ts"
import { killUnder, lostAndDoubled } from "../support/postgresKills.ts"
import { serveFolder } from "../support/serverProcess.ts"

/**
 * PostgreSQL killed (SIGKILL to the server and its children) under people at work, through a real studio in a process of its
 * own: `npm run bench -- attackPostgres [KILLS]`. Exit 1 when the studio ended or said anything but `busy` (503), when an
 * acknowledged answer is lost or doubled, or when the first answer is stored later than 10 s after PostgreSQL is back.
 */
const kills = Number(process.argv[2] ?? 20)
const WORKERS = 16
const MOST_MS = 10_000

const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const postgres = await startPostgres({ durable: true })
const server = await serveFolder({ demo: false, dataDir, databaseUrl: postgres.url })
const workers = await crowd(server, WORKERS, 30 * kills)
const figures = await killUnder(workers, postgres, kills)
const lives = await fetch(`${server.origin}/healthz`).then(
  ({ status }) => status === 200,
  () => false,
)
const { lost, doubled } = await lostAndDoubled(workers)
await server.stop()
postgres.stop()
rmSync(dataDir, { recursive: true, force: true })

const sorted = figures.firstAckMs.toSorted((a, b) => a - b)
const firstAckMs = { median: sorted[Math.floor(sorted.length / 2)], worst: sorted.at(-1) }
const short =
  !lives || figures.kills < kills || lost + doubled + figures.odd.length > 0 || !((firstAckMs.worst ?? 0) <= MOST_MS)
console.log(
  JSON.stringify({
    ...{ bench: "attackPostgres", workers: WORKERS, kills: figures.kills, studioLives: lives },
    ...{ acknowledged: figures.acknowledged, lost, doubled, busy503: figures.busy, otherAnswers: figures.odd.length },
    ...{
      unit: "ms from PostgreSQL back to the first answer stored",
      firstAck: firstAckMs,
      wanted: `worst <= ${MOST_MS}`,
    },
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }),
)
if (figures.odd.length > 0) console.error(figures.odd.slice(0, 3))
process.exitCode = short ? 1 : 0
