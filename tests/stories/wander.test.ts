import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser } from "../support/browser.ts"
import { Client } from "../support/client.ts"
import { wholeSample } from "../support/sample.ts"
import type { Server } from "../support/serverProcess.ts"
import { describeFault, wander } from "../support/wander/index.ts"
import { startWandered, wanderersOf } from "../support/wander/studio.ts"
import { type Wanderer, walk } from "../support/wander/walker.ts"

// Six people walk at random; `npm run bench -- wander 2000` walks longer.

const STEPS = 180

let browser: Browser
let server: Server
let wanderers: Wanderer[]

beforeAll(async () => {
  browser = await openBrowser()
  const started = await startWandered(await wholeSample())
  server = started.server
  wanderers = await wanderersOf(server, started.clock)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test("wherever six people go at random, no page breaks and nothing fails unsaid", async () => {
  const given = process.env["SEED"] ?? "20261203"
  const seed = given === "random" ? Date.now() % 1_000_000 : Number(given)
  console.log(`wander: SEED=${seed} walks the same way again`)
  const walks = await wander(browser, wanderers, { seed, steps: STEPS })
  expect(walks.flatMap(({ faults }) => faults).map(describeFault)).toEqual([])
  expect(walks.map(({ role }) => role).sort()).toEqual(wanderers.map(({ role }) => role).sort())
})

test("a walk finds an address that leads nowhere, and a session that ended", async () => {
  const [who] = wanderers
  if (!who) throw new Error("nobody walks")
  const lost = await walk(browser, { ...who, addresses: ["/nowhere"] }, 1, 6)
  expect(new Set(lost.faults.map(({ kind }) => kind))).toContain("no page")
  const signedOut = { ...who, client: new Client(server.origin) }
  expect((await walk(browser, signedOut, 1, 3)).faults.map(({ kind }) => kind)).toContain("signed out")
})
