import { setTimeout as pause } from "node:timers/promises"
import type { HeldLeases, Lease, Receipt } from "@justesse/types/wire/work"
import type { TestServer } from "../engines/postgres.ts"
import { type Answer, codeIn } from "./client.ts"
import { PROJECT, type Sent, sending, sentByHistory, type Worker } from "./crowd.ts"

/** What came of killing PostgreSQL under people at work. */
export interface KillFigures {
  kills: number
  /** Answers that the studio said to have stored. */
  acknowledged: number
  /** Refusals with `busy` (503) meanwhile. */
  busy: number
  /** Anything else that people were told: nothing is allowed. */
  odd: Answer[]
  /** From the moment PostgreSQL takes connections again to the first answer stored, one a kill. */
  firstAckMs: number[]
}

/** Somebody at work who sends again what was not acknowledged, as the studio's page does. */
async function workOn(worker: Worker, figures: KillFigures, until: () => boolean, onAck: () => void): Promise<void> {
  const insist = async (path: string, input: unknown): Promise<Answer | null> => {
    for (;;) {
      const answer = await worker.client.send(path, input)
      if (answer.status === 200) return answer
      if (answer.status !== 503 || codeIn(answer.text) !== "busy") {
        figures.odd.push(answer)
        return null
      }
      figures.busy++
      await pause(50)
    }
  }
  const dataOf = <T>(answer: Answer): T => JSON.parse(answer.text).result.data
  while (!until()) {
    if (worker.held.length === 0) {
      const answer = await insist("work.next", { project: PROJECT, want: 2 })
      worker.held = answer ? dataOf<HeldLeases>(answer).leases : []
      if (worker.held.length === 0) return
    }
    const [lease, ...rest] = worker.held
    if (!lease) return
    const sent = sending(worker, lease)
    worker.held = rest
    const answer = await insist("work.submitNext", sent.input)
    if (!answer) continue
    const { receipt, leases } = dataOf<{ receipt: Receipt; leases: Lease[] }>(answer)
    sent.receipt = receipt
    worker.held = leases
    figures.acknowledged++
    onAck()
    await pause(80)
  }
}

/** Kills PostgreSQL so many times under the workers, each time at another moment, and starts it again soon after. */
export async function killUnder(workers: readonly Worker[], postgres: TestServer, kills: number): Promise<KillFigures> {
  const figures: KillFigures = { kills: 0, acknowledged: 0, busy: 0, odd: [], firstAckMs: [] }
  let over = false
  let ackedAt = 0
  const onAck = () => {
    ackedAt = performance.now()
  }
  const busy = Promise.all(workers.map((worker) => workOn(worker, figures, () => over, onAck)))
  for (let round = 0; round < kills; round++) {
    // A different moment each time, the same in each run.
    await pause(300 + ((round * 617) % 900))
    await postgres.kill()
    figures.kills++
    await pause(200 + ((round * 331) % 500))
    await postgres.start()
    const ready = performance.now()
    while (ackedAt < ready && performance.now() - ready < 60_000) await pause(5)
    figures.firstAckMs.push(ackedAt < ready ? Number.POSITIVE_INFINITY : Math.round(ackedAt - ready))
  }
  over = true
  await busy
  return figures
}

/** Acknowledged answers that are not there, or there twice; and those that a second sending answers differently. */
export async function lostAndDoubled(workers: readonly Worker[]): Promise<{ lost: number; doubled: number }> {
  let lost = 0
  let doubled = 0
  for (const worker of workers) {
    const stored = await sentByHistory(worker)
    doubled += stored.length - new Set(stored).size
    const acked = worker.sent.filter((sent): sent is Sent & { receipt: Receipt } => sent.receipt !== null)
    lost += acked.filter((sent) => !stored.includes(sent.assignmentId)).length
    for (const sent of acked) {
      const again = await worker.client.act<{ receipt: Receipt }>("work.submitNext", sent.input)
      if (JSON.stringify(again.receipt) !== JSON.stringify(sent.receipt)) doubled++
    }
  }
  return { lost, doubled }
}
