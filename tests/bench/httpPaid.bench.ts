// needs: server, studio
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage, updateProject } from "@justesse/db"
import { checkLedger } from "@justesse/db/ledger/verify"
import { ASSIGNMENT_STATE } from "@justesse/db/schema/states"
import { DEFAULT_SETTINGS, type PaySettings } from "@justesse/types"
import { beginPaying } from "../engines/paying.ts"
import { crowd } from "../support/crowd.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { addPictures } from "./copies.ts"
import { type Load, load } from "./httpClients.ts"

/**
 * W8: answers through the real server in a project that pays (terms, escrow, piece pay, chain) beside one of the same studio in the same
 * minutes that does not: `npm run bench -- httpPaid [SECONDS] [ROUNDS]`. Rounds take turns, so that a slow minute is everybody's. SQLite.
 * One JSON object a line; exit 1 where a paid answer costs more than 1.25 times an unpaid one, or the ledger is not whole.
 */
const [seconds = 8, rounds = 3] = process.argv.slice(2).map(Number)
const PEOPLE = 64
const TASKS = 20_000
const MOST = 1.25
const PAY: PaySettings = { mode: "paid", currency: "EUR", floorMicrosPerHour: 12_000_000, bonusPercent: 10 }

const folder = mkdtempSync(join(tmpdir(), "justesse-paid-"))
const file = join(folder, "justesse.db")
const settings = { demo: false, dataDir: folder, env: { JUSTESSE_RUNNING: "" } }

/** Whether the project pays: between two rounds it is changed where it is stored. */
async function setPaid(isPaid: boolean): Promise<void> {
  const storage = await openStorage({ file })
  const project = await storage.db.selectFrom("project").select(["id", "settings"]).executeTakeFirstOrThrow()
  const { pay: _pay, ...rest } = { ...DEFAULT_SETTINGS, ...JSON.parse(project.settings) }
  await updateProject(storage.db, project.id, { settings: isPaid ? { ...rest, pay: PAY } : rest })
  await storage.db
    .updateTable("assignment")
    .set({ state: ASSIGNMENT_STATE.released })
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .execute()
  const priced = await storage.db.selectFrom("price").select("id").executeTakeFirst()
  const of = { project: project.id, operator: 1, atMs: Date.now(), amountMicros: 1e14 }
  if (isPaid && priced === undefined) await beginPaying(storage, of)
  await storage.close()
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
const round = (value: number) => Math.round(value * 1_000) / 1_000

const first = await serveFolder(settings)
const workers = await crowd(first, PEOPLE, 1, 20)
await first.stop()
const storage = await openStorage({ file })
await addPictures(storage, [2, TASKS], 20)
await storage.close()
const cookies = workers.map(({ client }) => client.cookie)

const told: Record<"unpaid" | "paid", Load[]> = { unpaid: [], paid: [] }
for (let n = 0; n < rounds; n++)
  for (const how of ["unpaid", "paid"] as const) {
    await setPaid(how === "paid")
    const server = await serveFolder({ ...settings, port: first.port })
    const { origin, pid } = server
    await load({ origin, cookies, boxes: 1, seconds: 4, pid })
    told[how].push(await load({ origin, cookies, boxes: 1, seconds, pid }))
    await server.stop()
  }
const after = await openStorage({ file, readOnly: true })
const { problems, transactions } = await checkLedger(after)
await after.close()
const perSecond = (how: "unpaid" | "paid") => median(told[how].map((one) => one.perSecond))
const cpuUs = (how: "unpaid" | "paid") => median(told[how].map((one) => one.cpuUs))
const refused = [...told.paid, ...told.unpaid].flatMap((one) => one.refused)
const ratio = { time: round(perSecond("unpaid") / perSecond("paid")), cpu: round(cpuUs("paid") / cpuUs("unpaid")) }
console.log(
  JSON.stringify({
    bench: "httpPaid",
    people: PEOPLE,
    rounds,
    unpaid: { perSecond: perSecond("unpaid"), cpuUs: cpuUs("unpaid") },
    paid: { perSecond: perSecond("paid"), cpuUs: cpuUs("paid") },
    ratio,
    wanted: MOST,
    movements: transactions,
    problems: problems.length,
    refused: refused.slice(0, 3),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }),
)
rmSync(folder, { recursive: true, force: true })
if (ratio.time > MOST || problems.length > 0 || refused.length > 0 || transactions < 2) process.exitCode = 1
