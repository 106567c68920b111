import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { dice } from "@justesse/db/testing/dice"

interface Lease {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

export interface LoadOptions {
  readonly origin: string
  /** One of each person, as the browser sends it. */
  readonly cookies: readonly string[]
  readonly boxes: number
  readonly seconds: number
  /** The server's process, whose CPU is counted. */
  readonly pid: number
  /** Every person waits so long between two answers; 0 sends as fast as the server answers. */
  readonly pauseMs?: number
}

export interface Load {
  readonly answers: number
  readonly perSecond: number
  /** CPU of the server's process, its threads included, microseconds an answer. */
  readonly cpuUs: number
  /** [p50, p95, p99, most] */
  readonly ms: readonly number[]
  readonly refused: readonly string[]
}

/** User and system time of a process so far, in microseconds. A tick is 10 ms. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** One call of a kept-alive connection, in the form of the studio's own client. */
export function call<T>(origin: string, cookie: string, path: string, input: unknown): Promise<T> {
  const body = JSON.stringify({ 0: input })
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}/trpc/${path}?batch=1`,
      {
        ...{ method: "POST", agent },
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), cookie },
      },
      (answer) => {
        let text = ""
        answer.setEncoding("utf8")
        answer.on("data", (chunk: string) => {
          text += chunk
        })
        answer.on("end", () => {
          if (answer.statusCode !== 200) return reject(new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`))
          resolve(JSON.parse(text)[0].result.data)
        })
      },
    )
    sent.once("error", reject)
    sent.end(body)
  })
}

/** What somebody draws: the same things as everybody, a pixel off here and there. */
export function answer(boxes: number, seed: number) {
  const draws = dice(seed)
  const regions = Array.from({ length: boxes }, (_, n) => ({
    ...{ id: `r${n}`, label: "thing" },
    geometry: {
      ...{ type: "box", x: 20 + n * 60 + Math.round(draws.next() * 8) / 4, y: 40 + Math.round(draws.next() * 8) / 4 },
      ...{ width: 40 + Math.round(draws.next() * 8) / 4, height: 60 },
    },
  }))
  return { nothingHere: false, regions }
}

/** People in closed loops: each sends an answer, reads the next task in the reply, sends again. */
export async function load(options: LoadOptions): Promise<Load> {
  const { origin, cookies, boxes, seconds, pid, pauseMs = 0 } = options
  const latencies: number[] = []
  const refused: string[] = []
  const end = performance.now() + seconds * 1_000
  const person = async (cookie: string, index: number) => {
    let { leases } = await call<{ leases: Lease[] }>(origin, cookie, "work.next", { project: "crowd", want: 2 })
    for (let n = 0; leases[0] && performance.now() < end; n++) {
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = leases[0]
      const key = { assignmentId, fence, ontologyVersion, guidelineVersion }
      const input = { ...key, submissionId: randomUUID(), body: answer(boxes, index * 1_000 + n), want: 2 }
      const begin = performance.now()
      try {
        leases = (await call<{ leases: Lease[] }>(origin, cookie, "work.submitNext", input)).leases
        latencies.push(performance.now() - begin)
      } catch (error) {
        refused.push(String(error))
        return
      }
      if (pauseMs > 0) await new Promise((go) => setTimeout(go, pauseMs * (0.5 + Math.random())))
    }
  }
  const before = cpuOf(pid)
  const begin = performance.now()
  await Promise.all(cookies.map(person))
  const tookMs = performance.now() - begin
  const cpu = cpuOf(pid) - before
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 100) / 100
  return {
    answers: latencies.length,
    perSecond: Math.round((latencies.length / tookMs) * 1_000),
    cpuUs: Math.round(cpu / Math.max(1, latencies.length)),
    ms: [at(0.5), at(0.95), at(0.99), at(1)],
    refused,
  }
}
