import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findUnsound, makeUp, readyCases, send, spoil } from "@justesse/api/testing/fuzzedProposals"
import { makeHarness } from "@justesse/api/testing/harness"
import { Judged } from "@justesse/api/testing/judged"
import { openStorage } from "@justesse/db"
import { dice } from "@justesse/db/testing/dice"

/**
 * Payloads of rejections through the real services: `npm run bench -- decisions [MADE_UP] [SPOILED] [SOUND] [SEED]`. Exit code 1 when
 * one was stored that misses a reason, a clause, evidence or two people, or a sound one was refused.
 */
const [madeUp = 89_000, spoiled = 10_000, sound = 1_000, seed = 20_260_101] = process.argv.slice(2).map(Number)

const folder = mkdtempSync(join(tmpdir(), "justesse-decisions-"))
const storage = await openStorage({ file: join(folder, "decisions.db") })
const d = new Judged(makeHarness({ storage, folder }), storage)
await d.addPeople()
const began = performance.now()
const ready = await readyCases(d, sound)
const prepared = performance.now()
const drawn = dice(seed)
const pick = () => {
  const one = drawn.pick(ready.sound)
  if (!one) throw new Error("a case expected")
  return one
}
const stored = new Map<string, number>()
for (let n = 0; n < madeUp + spoiled; n++) {
  const payload = n < spoiled ? spoil(pick(), d, drawn) : makeUp(pick(), d, drawn)
  if (await send(d, payload)) stored.set(payload.what, (stored.get(payload.what) ?? 0) + 1)
}
let passed = 0
for (const one of ready.sound)
  if (await send(d, { as: d.reviewers[0], input: { ...one, act: randomUUID() }, what: "sound" })) passed++
const unsound = await findUnsound(d)
const seconds = (from: number) => Math.round((performance.now() - from) / 100) / 10
console.log(
  JSON.stringify({
    ...{ bench: "decisions", engine: "SQLite", seed, madeUp, spoiled, sound, passed, unsound: unsound.length },
    ...{
      storedThoughWrong: Object.fromEntries(stored),
      prepareSeconds: Math.round((prepared - began) / 100) / 10,
      seconds: seconds(prepared),
    },
  }),
)
await storage.close()
rmSync(folder, { recursive: true, force: true })
process.exitCode = stored.size === 0 && passed === sound && unsound.length === 0 ? 0 : 1
