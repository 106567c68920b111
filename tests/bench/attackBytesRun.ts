import { randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import type { Server } from "../support/server.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import type { Bomb } from "./attackBytesMade.ts"

const PROJECT = "crowd"
const LOOK_EVERY_MS = 15

/** Memory as the system counts it: of the server that this process began alone, or with everything below it. */
export function bytesOf(which: "server" | "all"): { rss: number; pss: number } {
  const parents = new Map<number, number>()
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = textOf(`/proc/${name}/stat`)
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]))
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0
    return parent === process.pid || (parent > 1 && isBelow(parent))
  }
  const sum = { rss: 0, pss: 0 }
  for (const pid of parents.keys()) {
    const isOurs = which === "server" ? parents.get(pid) === process.pid : isBelow(pid)
    if (!isOurs || !textOf(`/proc/${pid}/cmdline`).includes("node")) continue
    const text = textOf(`/proc/${pid}/smaps_rollup`)
    sum.rss += 1_024 * Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0)
    sum.pss += 1_024 * Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0)
  }
  return sum
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

/** A studio with a project, its owner and people who may work. */
export async function studioWith(server: Server, people: number): Promise<{ owner: Client; workers: Client[] }> {
  const owner = await setUp(server)
  const pictures = await Promise.all(Array.from({ length: 200 }, (_, i) => jpeg(i)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 20, pictures })
  const workers: Client[] = []
  for (let i = 0; i < people; i++) workers.push(await join(owner, PROJECT, `Person${i}`, ["annotator"]))
  return { owner, workers }
}

/** Times of people's `work.next`, one after the other with a breath between, until `until` is over. */
export async function timesOf(workers: readonly Client[], until: Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  let isOver = false
  const end = () => {
    isOver = true
  }
  void until.then(end, end)
  await Promise.all(
    workers.map(async (worker, index) => {
      await pause(index * 12)
      while (!isOver) {
        const began = performance.now()
        await worker.act("work.next", { project: PROJECT, want: 2 })
        times.push(performance.now() - began)
        await pause(200)
      }
    }),
  )
  return times.sort((a, b) => a - b)
}

/** What became of a bomb. */
export interface Burst {
  readonly file: string
  readonly kilobytes: number
  readonly seconds: number
  readonly rssMb: number
  readonly pssMb: number
  readonly state: string
  readonly answer: string
}

/** Uploads a file, imports it and watches memory until the import has ended. */
export async function burst(owner: Client, { file, bytes }: Bomb, workers: readonly Client[] = []) {
  const body = await bytes()
  const batch = randomUUID()
  const sent = await owner.upload(PROJECT, batch, file, body)
  if (sent.status !== 200) throw new Error(`${file}: ${sent.status} ${sent.text}`)
  await pause(500)
  // Decoders that wait for more are not there in an idle studio.
  const idle = bytesOf("server")
  const began = performance.now()
  const { id } = await owner.act<{ id: number }>("imports.start", {
    project: PROJECT,
    batch,
    name: file,
    as: "settled",
  })
  const peak = { ...idle }
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      const now = bytesOf("all")
      peak.rss = Math.max(peak.rss, now.rss)
      peak.pss = Math.max(peak.pss, now.pss)
      await pause(LOOK_EVERY_MS)
    }
  })()
  const ended = endOf(owner, id)
  const times = await timesOf(workers, ended)
  const { row, report } = await ended
  const seconds = (performance.now() - began) / 1_000
  isOver = true
  await watching
  const megabytes = (more: number) => Math.round(more / 1e6)
  const told: Burst = {
    file,
    kilobytes: Math.round(body.length / 1_000),
    seconds: Math.round(seconds * 10) / 10,
    rssMb: megabytes(peak.rss - idle.rss),
    pssMb: megabytes(peak.pss - idle.pss),
    state: row.state,
    answer:
      report
        .map(({ code, found }) => (found ? `${code} (${found})` : code))
        .slice(0, 2)
        .join("; ") || "taken",
  }
  return { told, times }
}

interface Ended {
  readonly row: { readonly state: string }
  readonly report: readonly { readonly code: string; readonly found?: string }[]
}

async function endOf(owner: Client, id: number): Promise<Ended> {
  for (;;) {
    const now = await owner.ask<Ended>("imports.get", { project: PROJECT, id })
    if (now.row.state !== "running" && now.row.state !== "looking") return now
    await pause(40)
  }
}

/** The value below which `share` of sorted times lie. */
export function at(times: readonly number[], share: number): number {
  return Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10
}
