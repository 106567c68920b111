// needs: server, studio
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, verifyStorage } from "@justesse/db"
import { invariants } from "@justesse/db/testing/invariants"
import { watched, watchSlots } from "@justesse/db/testing/watch"
import { startPostgres } from "../engines/postgres.ts"
import { PROJECT } from "../support/crowd.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { join as joinProject, openProject, setUp } from "../support/studio.ts"
import { walkServers } from "../support/twoServers.ts"
import { addPictures } from "./copies.ts"

/**
 * Two server processes on one PostgreSQL: `npm run bench -- twoServers [STEPS] [SEED]`. 32 people take, send, skip and take up
 * tasks at random, each act through either server, while an owner changes overlaps from a third program; the database itself
 * watches I3. Then people are put out at one server and ask the other. Exit 1 on a breach, or when somebody is still let in
 * later than a second.
 */
const [steps = 20_000, seed = 20_260_101] = process.argv.slice(2).map(Number)
const PEOPLE = 32
const TASKS = 400
const PUT_OUT = 12
const MOST_MS = 1_000
const GUIDE = { project: PROJECT, ontologyVersion: 1, guidelineVersion: 1 }

const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const postgres = await startPostgres({ durable: true })
const settings = { demo: false, dataDir, databaseUrl: postgres.url, env: { JUSTESSE_RUNNING: "" } }
const first = await serveFolder(settings)
const owner = await setUp(first)
await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 3, pictures: [await jpeg(1)] })
const names = Array.from({ length: PEOPLE }, (_, n) => `Person${n}`)
const clients = await Promise.all(names.map((name) => joinProject(owner, PROJECT, name, ["annotator"])))
const workers = clients.map((client, n) => ({ client, name: names[n] ?? "", held: [], sent: [] }))

const storage = await openStorage({ url: postgres.url })
await addPictures(storage, [2, TASKS], 3)
await watchSlots(storage)
const second = await serveFolder(settings)

const begin = performance.now()
const origins = [first.origin, second.origin]
const walk = await walkServers(workers, { origins, storage, project: 1, tasks: TASKS, steps, seed })
const seconds = Math.round((performance.now() - begin) / 1_000)
const breaches = [...walk.breaches, ...(await watched(storage)), ...(await invariants(storage.db, 1))]

/** Milliseconds until the other server lets nobody in who was put out at the first. */
async function putOut(client: (typeof clients)[number], person: number): Promise<number> {
  const there = client.on(second.origin)
  let said: readonly string[] = []
  const allowed = async () => {
    const held = await there.send("work.next", { project: PROJECT, want: 1 })
    const guide = await there.request(`/trpc/work.guide?input=${encodeURIComponent(JSON.stringify(GUIDE))}`)
    said = [
      `${held.status} ${held.text.slice(0, 200)}`,
      `${guide.status} ${(await guide.clone().text()).slice(0, 200)}`,
    ]
    return guide.status === 200 || (held.status === 200 && JSON.parse(held.text).result.data.leases.length > 0)
  }
  if (!(await allowed())) throw new Error(`somebody was out already: ${said.join("; ")}`)
  await owner.act("people.remove", { project: PROJECT, person })
  const since = performance.now()
  while (await allowed()) {
    if (performance.now() - since > 10 * MOST_MS) break
  }
  return Math.round(performance.now() - since)
}

const shown = await owner.ask<{ members: { person: number; name: string }[] }>("people.list", { project: PROJECT })
const outMs: number[] = []
for (const [n, client] of clients.slice(0, PUT_OUT).entries()) {
  const member = shown.members.find(({ name }) => name === names[n])
  if (member) outMs.push(await putOut(client, member.person))
}
await Promise.all([first.stop(), second.stop()])
breaches.push(...(await verifyStorage(storage)).map((problem) => JSON.stringify(problem)))
await storage.close()
postgres.stop()
rmSync(dataDir, { recursive: true, force: true })

const worst = Math.max(...outMs)
console.log(
  JSON.stringify({
    ...{ bench: "twoServers", engine: "PostgreSQL", servers: 2, people: PEOPLE, seed, steps: walk.steps, seconds },
    ...{ acts: walk.acts, breaches: breaches.length },
    ...{ putOut: outMs.length, unit: "ms until the other server refuses", worst, wanted: `<= ${MOST_MS}` },
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }),
)
for (const breach of breaches.slice(0, 5)) console.error(breach)
process.exitCode = breaches.length > 0 || outMs.length < PUT_OUT || worst > MOST_MS ? 1 : 0
