import { eventually } from "@justesse/db/testing/eventually"
import { afterAll, expect, test } from "vitest"
import { startPostgres } from "../engines/postgres.ts"
import { justesse } from "../support/cli.ts"
import { Client, codeIn } from "../support/client.ts"
import { crowd } from "../support/crowd.ts"
import { killUnder, lostAndDoubled } from "../support/postgresKills.ts"
import { startServer } from "../support/server.ts"
import { PASSWORD } from "../support/studio.ts"

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

// Found T1 and T23: each kill of PostgreSQL ended the studio, and at rest people were told "internal".
test("the studio lives through kills of PostgreSQL under 16 people, loses and doubles nothing, and is back by itself", {
  timeout: 240_000,
}, async () => {
  const postgres = await startPostgres({ durable: true })
  closing.push(() => postgres.stop())
  const server = await startServer({ demo: false, databaseUrl: postgres.url })
  closing.push(() => server.stop())
  const workers = await crowd(server, 16, 60)

  const figures = await killUnder(workers, postgres, 3)
  expect(figures.odd).toEqual([])
  expect(figures.busy).toBeGreaterThan(0)
  expect(figures.firstAckMs.every(Number.isFinite)).toBe(true)
  expect(await lostAndDoubled(workers)).toEqual({ lost: 0, doubled: 0 })

  // At rest, with a person whose session the server does not remember.
  const stranger = new Client(server.origin)
  await stranger.act("account.signIn", { email: "person0@justesse.example", password: PASSWORD })
  await postgres.kill()
  const calls = [
    () => workers[0]?.client.send("work.next", { project: "crowd", want: 1 }),
    () => stranger.send("work.next", { project: "crowd", want: 1 }),
    () => stranger.request("/trpc/account.me?input={}").then(async (r) => ({ status: r.status, text: await r.text() })),
    () => stranger.request("/api/v1/projects").then(async (r) => ({ status: r.status, text: await r.text() })),
  ]
  for (const call of calls) {
    const answer = await call()
    expect([answer?.status, codeIn(answer?.text ?? "")]).toEqual([503, "busy"])
  }
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200)
  const ready = async () => (await fetch(`${server.origin}/readyz`)).json()
  await eventually(ready).toEqual({ ok: false, code: "busy" })
  const metrics = await fetch(`${server.origin}/metrics`)
  expect(metrics.headers.get("content-type")).toContain("text/plain; version=0.0.4")
  expect(await metrics.text()).toContain('justesse_ready{why="busy"} 0')
  // Found O22: the command said that all is well.
  const doctor = await justesse(server.dataDir, "doctor")
  expect([doctor.code, doctor.out]).toEqual([1, expect.stringMatching(/^LOOK +server: .* is not ready \(busy\)/m)])
  expect(doctor.out).toMatch(/^(well|LOOK) +disk: \d+ % free/m)
  await postgres.start()
  for (const call of calls) await eventually(async () => (await call())?.status).toBe(200)
  await eventually(ready).toEqual({ ok: true })
  expect(server.said()).not.toContain("Unhandled")
})
