import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { keepSealed } from "@justesse/db/chain/keep"
import { onSqlite, pairs, percentiles, seedQueue } from "./queue.ts"

const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const make = async (name: string) => {
  const storage = await openStorage({ file: join(folder, name) })
  const { project, people } = await seedQueue(storage, 30_000, 3, 200)
  return { storage, walk: pairs(storage, project, people, 1) }
}
const plain = await make("plain.db")
const noted = await make("noted.db")
for (const { name } of onSqlite(plain.storage)
  .writer.db.prepare<[], { name: string }>("select name from temp.sqlite_schema where type='trigger'")
  .all())
  onSqlite(plain.storage).writer.db.exec(`drop trigger temp.${name}`)
const keep = keepSealed(noted.storage.chain, folder, Date.now)
while (await keep.sealOlder()) continue
await keep.sealAll()
const cpu = { plain: 0, noted: 0, seal: 0 }
let rows = 0
let n = 0
const wall = { plain: 0, noted: 0, seal: 0 }
const timed = async (key: keyof typeof cpu, work: () => unknown) => {
  const begin = process.cpuUsage()
  const at = performance.now()
  await work()
  const used = process.cpuUsage(begin)
  cpu[key] += used.user + used.system
  wall[key] += (performance.now() - at) * 1000
}
plain.walk.run(500)
noted.walk.run(500)
await keep.sealAll()
for (const w of [plain.walk, noted.walk]) for (const l of Object.values(w.timings)) l.length = 0
for (let round = 0; round < 40; round++) {
  await timed("plain", () => plain.walk.run(250))
  await timed("noted", () => noted.walk.run(250))
  await timed("seal", async () => {
    rows += await keep.sealAll()
  })
  n += 250
}
const us = (v: number) => Math.round((v / n) * 10) / 10
console.log(
  JSON.stringify({
    n,
    rows,
    cpu: { plain: us(cpu.plain), noted: us(cpu.noted), seal: us(cpu.seal) },
    wall: { plain: us(wall.plain), noted: us(wall.noted), seal: us(wall.seal) },
    submit: {
      plain: percentiles(plain.walk.timings.submit, 50, 95, 99),
      noted: percentiles(noted.walk.timings.submit, 50, 95, 99),
    },
  }),
)
const db = onSqlite(noted.storage).writer.db
try {
  console.log(
    db
      .prepare(
        "select name, sum(pgsize) b from dbstat where name in ('sealed','seal','unsealed','submission','assignment') group by 1",
      )
      .all(),
    db.prepare("select count(*) n from sealed").get(),
    db.prepare("select count(*) n from seal").get(),
    db.prepare("select count(*) n from submission").get(),
  )
} catch (e) {
  console.log(String(e))
}
await plain.storage.close()
await noted.storage.close()
rmSync(folder, { recursive: true, force: true })
