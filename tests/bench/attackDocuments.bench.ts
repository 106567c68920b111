// needs: server
import { setTimeout as pause } from "node:timers/promises"
import { startServer } from "../support/server.ts"
import { DOCUMENT_BOMBS, PICTURE_BOMBS } from "./attackBytesMade.ts"
import { at, burst, studioWith, timesOf } from "./attackBytesRun.ts"

/**
 * Documents, zips and pictures that keep a reader busy, beside people at work: `npm run bench -- attackDocuments [FILE …]`. A real server;
 * 16 people ask for their next task every 0.2 s while one import after the other runs. The first line is the same people without an
 * import. Exit 1 where the 99th of 100 `work.next` takes more than 150 ms or the slowest more than 500 ms.
 */
const PEOPLE = 16
const MOST_P99_MS = 150
const MOST_MS = 500

const wanted = process.argv.slice(2)
const server = await startServer({ demo: false })
let isShort = false
const say = (line: Record<string, unknown>, times: readonly number[]) => {
  const [p50, p99, max] = [at(times, 0.5), at(times, 0.99), at(times, 1)]
  const good = p99 <= MOST_P99_MS && max <= MOST_MS
  const figures = { calls: times.length, p50Ms: p50, p99Ms: p99, maxMs: max }
  console.log(JSON.stringify({ bench: "attackDocuments", people: PEOPLE, ...line, ...figures, good }))
  return good
}
try {
  const { owner, workers } = await studioWith(server, PEOPLE)
  await timesOf(workers, pause(2_000))
  say({ file: "none" }, await timesOf(workers, pause(5_000)))
  const heavy = PICTURE_BOMBS.filter(({ file }) => file === "strips.tif" || file === "plain.png")
  for (const bomb of [...DOCUMENT_BOMBS, ...heavy]) {
    if (wanted.length > 0 && !wanted.includes(bomb.file)) continue
    const { told, times } = await burst(owner, bomb, workers)
    if (!say({ ...told }, times)) isShort = true
  }
} finally {
  await server.stop()
}
process.exit(isShort ? 1 : 0)
