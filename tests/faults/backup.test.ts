import { join } from "node:path"
import { expect, test } from "vitest"
import { justesseDone } from "../support/cli.ts"
import { type Answer, Client } from "../support/client.ts"
import { crowd, sentByHistory, work } from "../support/crowd.ts"
import { freshFolder } from "../support/folders.ts"
import { startServer } from "../support/server.ts"
import { PASSWORD } from "../support/studio.ts"

test("a backup made while people work is whole: restored elsewhere it verifies, serves, and holds what was sent before it", async () => {
  const server = await startServer({ demo: false })
  const workers = await crowd(server, 8, 60)
  const odd: Answer[] = []
  let over = false
  const busy = Promise.all(workers.map((worker) => work(worker, odd, () => over)))
  while (workers.some((worker) => !worker.sent[0]?.receipt)) await new Promise((resolve) => setTimeout(resolve, 20))
  const before = workers.map((worker) => worker.sent.filter((sent) => sent.receipt).map((sent) => sent.assignmentId))
  const file = join(freshFolder("backup"), "studio.justesse")
  const made = await justesseDone(server.dataDir, "backup", file)
  over = true
  await busy
  expect(odd).toEqual([])
  await server.stop()

  const elsewhere = freshFolder("restored")
  const restored = await justesseDone(elsewhere, "restore", file, "--data", elsewhere)
  await justesseDone(elsewhere, "verify")

  const second = await startServer({ demo: false, dataDir: elsewhere })
  for (const [i, worker] of workers.entries()) {
    const again = new Client(second.origin)
    await again.act("account.signIn", { email: `${worker.name.toLowerCase()}@justesse.example`, password: PASSWORD })
    const held = new Set(await sentByHistory({ ...worker, client: again }))
    expect(before[i]?.filter((id) => !held.has(id))).toEqual([])
  }
  await second.stop()
  const sent = workers.reduce((sum, worker) => sum + worker.sent.length, 0)
  console.log(`backup under load (${sent} submissions meanwhile): ${made}; ${restored}`)
})
