import { setTimeout as pause } from "node:timers/promises"
import type { Receipt } from "@justesse/types/wire/work"
import { type Answer, Client } from "./client.ts"
import { sentByHistory, type Worker, work } from "./crowd.ts"
import type { Server } from "./serverProcess.ts"
import { PASSWORD } from "./studio.ts"

/** What came of killing a studio under people at work. */
export interface StudioKills {
  /** Answers that have a receipt: given before a kill, or when they were sent again after it. */
  acknowledged: number
  /** Of them, not in their person's history. */
  lost: number
  /** In it twice, or with another receipt when sent again. */
  doubled: number
  signIns: number
  /** Anything else that people were told: nothing is allowed. */
  odd: Answer[]
}

/** People sign in with their passwords all the while. */
async function signInAgain(server: Server, names: readonly string[], odd: Answer[], until: () => boolean) {
  let times = 0
  try {
    for (let i = 0; !until(); i++) {
      const email = `${names[i % names.length]?.toLowerCase()}@justesse.example`
      const answer = await new Client(server.origin).send("account.signIn", { email, password: PASSWORD })
      if (answer.status !== 200) odd.push(answer)
      times++
    }
  } catch {
    // The server is gone.
  }
  return times
}

/** Sends again what was sent in this round: with a receipt it must be the same one, without one it is stored now. */
async function sendAgain(worker: Worker, from: number): Promise<number> {
  let others = 0
  for (const sent of worker.sent.slice(from)) {
    const { receipt } = await worker.client.act<{ receipt: Receipt }>("work.submitNext", sent.input)
    if (sent.receipt && JSON.stringify(receipt) !== JSON.stringify(sent.receipt)) others++
    sent.receipt = receipt
  }
  worker.held = []
  return others
}

/** Kills the studio so many times under the workers, each time at another moment, starts it again, and counts what there is. */
export async function killStudio(
  first: Server,
  workers: readonly Worker[],
  rounds: number,
  start: (port: number) => Promise<Server>,
): Promise<StudioKills & { server: Server }> {
  const figures: StudioKills = { acknowledged: 0, lost: 0, doubled: 0, signIns: 0, odd: [] }
  const names = workers.map((worker) => worker.name)
  let server = first
  for (let round = 0; round < rounds; round++) {
    const from = workers.map((worker) => worker.sent.length)
    let dead = false
    const until = () => dead
    const busy = [
      ...workers.map((worker) => work(worker, figures.odd, until)),
      ...[0, 1].map(async () => {
        const times = await signInAgain(server, names, figures.odd, until)
        figures.signIns += times
      }),
    ]
    // Under work, whatever the machine is busy with; then a different moment each time, the same in each run.
    const received = () =>
      workers.filter((worker, i) => worker.sent.slice(from[i]).some(({ receipt }) => receipt)).length
    for (let looks = 0; looks < 2_000 && received() < workers.length / 2; looks++) await pause(10)
    await pause((round * 617) % 900)
    await server.kill()
    dead = true
    await Promise.all(busy)
    server = await start(first.port)
    const others = await Promise.all(workers.map((worker, i) => sendAgain(worker, from[i] ?? 0)))
    figures.doubled += others.reduce((sum, n) => sum + n, 0)
  }
  for (const worker of workers) {
    const stored = await sentByHistory(worker)
    const acked = worker.sent.filter((sent) => sent.receipt !== null)
    figures.acknowledged += acked.length
    figures.lost += acked.filter((sent) => !stored.includes(sent.assignmentId)).length
    figures.doubled += stored.length - new Set(stored).size
  }
  return { ...figures, server }
}
