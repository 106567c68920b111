import type { Receipt } from "@justesse/types/wire/work"
import { expect, test } from "vitest"
import { justesseDone } from "../support/cli.ts"
import { type Answer, Client } from "../support/client.ts"
import { crowd, sentByHistory, type Worker, work } from "../support/crowd.ts"
import { startServer } from "../support/server.ts"
import { PASSWORD } from "../support/studio.ts"

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const CLIENTS = 32
const PICTURES_A_ROUND = 40

/** People sign in with their passwords all the while. */
async function signInAgain(origin: string, names: readonly string[], odd: Answer[], until: () => boolean) {
  let times = 0
  try {
    for (let i = 0; !until(); i++) {
      const email = `${names[i % names.length]?.toLowerCase()}@justesse.example`
      const answer = await new Client(origin).send("account.signIn", { email, password: PASSWORD })
      if (answer.status !== 200) odd.push(answer)
      times++
    }
  } catch {
    // The server is gone.
  }
  return times
}

/** Sends again what was sent in this round: with a receipt it must be the same one, without one it is stored now. */
async function sendAgain(worker: Worker, from: number): Promise<void> {
  for (const sent of worker.sent.slice(from)) {
    const { receipt } = await worker.client.act<{ receipt: Receipt }>("work.submitNext", sent.input)
    if (sent.receipt) expect(receipt).toEqual(sent.receipt)
    sent.receipt = receipt
  }
  worker.held = []
}

test(`killed ${ROUNDS} times under ${CLIENTS} people at work, the studio loses and doubles nothing it acknowledged`, {
  timeout: 120_000 + ROUNDS * 15_000,
}, async () => {
  let server = await startServer({ demo: false })
  const { port, dataDir } = server
  const workers = await crowd(server, CLIENTS, ROUNDS * PICTURES_A_ROUND)
  const names = workers.map((worker) => worker.name)
  const odd: Answer[] = []
  let signedIn = 0
  for (let round = 0; round < ROUNDS; round++) {
    const from = workers.map((worker) => worker.sent.length)
    let dead = false
    const until = () => dead
    const busy = [
      ...workers.map((worker) => work(worker, odd, until)),
      ...[0, 1].map(async () => void (signedIn += await signInAgain(server.origin, names, odd, until))),
    ]
    // A different moment each time, the same in each run of the test.
    await new Promise((resolve) => setTimeout(resolve, 400 + ((round * 617) % 900)))
    await server.kill()
    dead = true
    await Promise.all(busy)
    server = await startServer({ demo: false, dataDir, port })
    await Promise.all(workers.map((worker, i) => sendAgain(worker, from[i] ?? 0)))
  }
  for (const worker of workers) {
    const sent = worker.sent.map((each) => each.assignmentId)
    expect((await sentByHistory(worker)).sort()).toEqual(sent.sort())
  }
  await server.stop()
  const acknowledged = workers.reduce((sum, worker) => sum + worker.sent.length, 0)
  expect(odd).toEqual([])
  const verified = await justesseDone(dataDir, "verify")
  console.log(
    `${ROUNDS} kills, ${CLIENTS} clients: ${acknowledged} submissions acknowledged, 0 lost, 0 doubled; ${signedIn} sign-ins; ${verified}`,
  )
})
