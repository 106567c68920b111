import { expect, test } from "vitest"
import { justesseDone } from "../support/cli.ts"
import { crowd } from "../support/crowd.ts"
import { startServer } from "../support/server.ts"
import { killStudio } from "../support/serverKills.ts"

/** `npm run bench -- kills` has twenty, on both engines. */
const ROUNDS = 3
const CLIENTS = 32
const PICTURES_A_ROUND = 40

test(`killed ${ROUNDS} times under ${CLIENTS} people at work, the studio loses and doubles nothing it acknowledged`, {
  timeout: 180_000,
}, async () => {
  const first = await startServer({ demo: false })
  const { dataDir } = first
  const workers = await crowd(first, CLIENTS, ROUNDS * PICTURES_A_ROUND)
  const { server, ...figures } = await killStudio(first, workers, ROUNDS, (port) =>
    startServer({ demo: false, dataDir, port }),
  )
  expect(figures).toMatchObject({ lost: 0, doubled: 0, odd: [] })
  // Kills that met nobody at work would lose nothing either.
  expect(figures.acknowledged).toBeGreaterThan(ROUNDS * CLIENTS)
  const sent = workers.reduce((sum, worker) => sum + worker.sent.length, 0)
  expect(figures.acknowledged).toBe(sent)
  await server.stop()
  await justesseDone(dataDir, "verify")
})
