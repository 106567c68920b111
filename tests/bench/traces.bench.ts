// needs: server, studio, chromium
import { randomUUID } from "node:crypto"
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { dice } from "@justesse/db/testing/dice"
import { HEARTBEAT } from "@justesse/types"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { join as joinProject, openProject, setUp } from "../support/studio.ts"
import { picture } from "../support/taskPage.ts"
import { makeTrace, type Step } from "./traces/made.ts"

/**
 * W2: what the clock counts beside what is known to be true: `npm run bench -- traces [MINUTES] [SEED]`. In a real browser on a real
 * server, both on a moved clock, somebody draws, types, reviews, reads, stays away, has two tabs, closes the lid, sets their clock, works
 * through the hour that a spring night lacks, and works without a network; each is somebody new. Recordings have no page yet: their batches
 * are sent as a page would. One JSON object a line; exit 1 where more than 5 % is wrong, or more than 2 % is missing (TIME-1, 3, 8).
 */
const [minutes = 60, seed = 7] = process.argv.slice(2).map(Number)
const short = Math.max(5, Math.round(minutes / 3))
const HOUR_MS = 3_600_000
/** The page tells what was done every 15 seconds; the server's clock goes on as far before it hears. */
const TOLD_SECONDS = 15
/** A lid, a clock or a time zone may cost so much once, beside the shares; whoever stays away is counted up to a tail of so much. */
const ONCE_SECONDS = 15

const folder = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const clockFile = join(folder, "ahead")
let aheadMs = 0
/** At once: half a file would be a clock that is set back. */
const writeClock = (ms: number) => {
  aheadMs = ms
  writeFileSync(`${clockFile}.next`, String(ms))
  renameSync(`${clockFile}.next`, clockFile)
}
const setServer = async (ms: number) => {
  writeClock(ms)
  // The server reads it 20 times a second.
  await wait(60)
}
// Half of the time of the first trace before an hour that is not there.
writeClock(Date.UTC(2027, 2, 28, 1) - (short * 60_000) / 2 - Date.now())
const server = await serveFolder({
  demo: false,
  dataDir: join(folder, "data"),
  env: { CLOCK_AHEAD_FILE: clockFile, JUSTESSE_RUNNING: "" },
  with: new URL("./lost/movedClock.mjs", import.meta.url),
})
const owner = await setUp(server)
const pictures = await Promise.all(Array.from({ length: 12 }, (_, n) => jpeg(n, 320, 240)))
await openProject(owner, { slug: "boxes", kind: "boxes", overlap: 9, pictures })
await openProject(owner, { slug: "lines", kind: "transcription", overlap: 9, pictures })
await openProject(owner, { slug: "pairs", kind: "boxes", overlap: 2, pictures })
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
let people = 0
let isShort = false

/** Somebody new in a project, with a browser of their own whose clock can be moved. */
class Somebody {
  readonly client: Client
  readonly context: BrowserContext
  readonly page: Page
  workedMs = 0
  passedMs = 0

  private constructor(client: Client, context: BrowserContext, page: Page) {
    ;[this.client, this.context, this.page] = [client, context, page]
  }

  static async in(
    project: string,
    path: string,
    { role = "annotator", ...options }: BrowserContextOptions & { role?: "annotator" | "reviewer" } = {},
  ): Promise<Somebody> {
    const name = `Person${++people}`
    const client = await joinProject(owner, project, name, [role])
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options })
    context.setDefaultTimeout(60_000)
    await context.clock.install({ time: Date.now() + aheadMs })
    const page = await context.newPage()
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(server.origin + path)
    return new Somebody(client, context, page)
  }

  /** Time passes, on the page and the server; as long as this takes in truth passes too, and belongs to the same. */
  async pass(seconds: number, atWork: boolean): Promise<void> {
    const began = performance.now()
    for (let left = seconds; left > 0; left -= TOLD_SECONDS) {
      const some = Math.min(left, TOLD_SECONDS) * 1_000
      if (some >= 5_000) await setServer(aheadMs + some)
      else writeClock(aheadMs + some)
      await this.context.clock.runFor(some)
    }
    const ms = seconds * 1_000 + performance.now() - began
    this.passedMs += ms
    if (atWork) this.workedMs += ms
  }

  /** Plays steps; after each the hand moves, on the page that `hand` says. */
  async play(steps: readonly Step[], hand: (step: number) => Promise<void>): Promise<void> {
    for (const [n, { seconds, atWork }] of steps.entries()) {
      await this.pass(seconds, atWork)
      const began = performance.now()
      await hand(n)
      const ms = performance.now() - began
      this.passedMs += ms
      this.workedMs += ms
    }
  }

  readonly mouse = async (n: number) => this.page.mouse.move(400 + (n % 50), 300 + (n % 30))
  readonly key = async () => this.page.keyboard.press("Shift")

  async counted(): Promise<number> {
    // A day of the server that was moved: what a person worked is all of today or, past midnight, of both days.
    const asks = [0, -24 * 60].map(() =>
      this.client.ask<{ todaySeconds: number }>("work.today", { utcOffsetMinutes: 0 }),
    )
    return (await Promise.all(asks))[0]?.todaySeconds ?? 0
  }

  /** What was counted once all of it was told, beside what was true. */
  async tell(name: string, spareSeconds = 0): Promise<void> {
    await this.pass(2 * TOLD_SECONDS, false)
    await wait(1_000)
    const [workedSeconds, countedSeconds] = [this.workedMs / 1_000, await this.counted()]
    const wrong = countedSeconds - workedSeconds
    const hourSeconds = Math.max(workedSeconds, 60)
    const isOver = wrong > 0.05 * hourSeconds + spareSeconds
    const isUnder = -wrong > 0.02 * hourSeconds + spareSeconds
    isShort ||= isOver || isUnder
    const round = (value: number) => Math.round(value * 10) / 10
    console.log(
      JSON.stringify({
        ...{ bench: "traces", name, passedSeconds: round(this.passedMs / 1_000) },
        ...{ workedSeconds: round(workedSeconds), countedSeconds, wrongPercent: round((100 * wrong) / hourSeconds) },
        ok: !isOver && !isUnder,
        load: Math.round(100 * (loadavg()[0] ?? 0)) / 100,
      }),
    )
    await this.context.close()
  }
}

const drawn = dice(seed)

async function drawing(
  name: string,
  then: (who: Somebody, half: Step[]) => Promise<void>,
  spare: number,
  options = {},
) {
  const who = await Somebody.in("boxes", "/label/boxes", options)
  await picture(who.page).waitFor()
  // Absences are of the traces before: here nobody leaves, but for what the trace is about.
  const half = makeTrace("draw", short / 2, drawn).filter(({ atWork }) => atWork)
  await then(who, half)
  await who.tell(name, spare)
}

// First: sessions last a month. An hour of a spring night that is not there, in Paris.
await drawing(
  "an hour that is not there",
  async (who, half) => {
    await who.play(half, who.mouse)
    await who.play(half, who.mouse)
  },
  ONCE_SECONDS,
  { timezoneId: "Europe/Paris" },
)

for (const [name, project, hand] of [
  ["draw", "boxes", "mouse"],
  ["type", "lines", "key"],
] as const) {
  const who = await Somebody.in(project, `/label/${project}`)
  await picture(who.page).waitFor()
  await who.play(makeTrace(name, minutes, drawn), who[hand])
  await who.tell(name)
}

await disagree()
const reviewer = await Somebody.in("pairs", "/review/pairs", { role: "reviewer" })
for (let tries = 0; tries < 100 && (await reviewer.page.getByRole("link", { name: /^Start/ }).count()) === 0; tries++) {
  await wait(300)
  await reviewer.page.reload()
  await reviewer.page.getByRole("heading", { level: 1 }).waitFor()
}
await reviewer.page.keyboard.press("Enter")
await reviewer.page.waitForURL((url) => /^\/review\/pairs\/\d/.test(url.pathname))
await reviewer.play(makeTrace("review", minutes, drawn), reviewer.mouse)
await reviewer.tell("review")

// Ten minutes of a version count: fewer are read.
const reader = await Somebody.in("boxes", "/p/boxes/guideline")
await reader.page.getByRole("heading", { name: "Guideline", level: 1 }).waitFor()
await reader.play(makeTrace("read", 8, drawn), reader.mouse)
await reader.tell("read", ONCE_SECONDS)

await drawing("idle", (who) => who.pass(short * 60, false), 2 * ONCE_SECONDS)

await drawing(
  "two tabs",
  async (who, half) => {
    const second = await who.context.newPage()
    await second.goto(`${server.origin}/p/boxes/guideline`)
    await second.getByRole("heading", { name: "Guideline", level: 1 }).waitFor()
    // Some minutes at the task, some with the guideline.
    await who.play(half, async (n) => {
      const page = Math.floor(n / 20) % 2 === 0 ? who.page : second
      if (n % 20 === 0) await page.bringToFront()
      await page.mouse.move(400 + (n % 50), 300 + (n % 30))
    })
  },
  0,
)

const pageTime = (who: Somebody) => who.page.evaluate(() => Date.now())
await drawing(
  "lid closed for an hour",
  async (who, half) => {
    await who.play(half, who.mouse)
    await setServer(aheadMs + HOUR_MS)
    await who.context.clock.setSystemTime((await pageTime(who)) + HOUR_MS)
    await who.play(half, who.mouse)
  },
  ONCE_SECONDS,
)
for (const hours of [1, -1])
  await drawing(
    `clock set ${hours > 0 ? "on" : "back"} by an hour`,
    async (who, half) => {
      await who.play(half, who.mouse)
      await who.context.clock.setSystemTime((await pageTime(who)) + hours * HOUR_MS)
      await who.play(half, who.mouse)
    },
    ONCE_SECONDS,
  )

await drawing(
  "without a network",
  async (who, half) => {
    await who.play(half, who.mouse)
    await who.context.setOffline(true)
    await who.play(half, who.mouse)
    await who.context.setOffline(false)
    await who.pass(2 * TOLD_SECONDS, true)
    await who.mouse(0)
  },
  ONCE_SECONDS,
)

await listen()

await browser.close()
await server.stop()
rmSync(folder, { recursive: true, force: true })
if (isShort) process.exitCode = 1

/** Two people who see the same pictures otherwise. */
async function disagree(): Promise<void> {
  for (const x of [10, 200]) {
    const client = await joinProject(owner, "pairs", `Pair${x}`, ["annotator"])
    let { leases } = await client.act<HeldLeases>("work.next", { project: "pairs", want: 1 })
    for (let lease: Lease | undefined = leases[0]; lease; lease = leases[0]) {
      const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
      const geometry = { type: "box", x, y: 10, width: 40, height: 40 }
      const body = { nothingHere: false, regions: [{ id: "r1", geometry, label: "thing" }] }
      const versions = { ontologyVersion, guidelineVersion, submissionId: randomUUID() }
      const sent = { assignmentId, fence, ...versions, body, want: 1 }
      ;({ leases } = await client.act<HeldLeases>("work.submitNext", sent))
    }
  }
}

/** A recording plays for minutes and no hand moves; then somebody stays away. */
async function listen(): Promise<void> {
  const client = await joinProject(owner, "boxes", "Listener", ["annotator"])
  const { leases } = await client.act<HeldLeases>("work.next", { project: "boxes", want: 1 })
  const { assignmentId, fence } = leases[0] ?? { assignmentId: "", fence: 0 }
  const [plays, nothing] = [HEARTBEAT.media | HEARTBEAT.visible, HEARTBEAT.visible].map((bits) => bits.toString(16))
  let worked = 0
  for (let seq = 0, at = 0; at < short * 60; at += TOLD_SECONDS, seq++) {
    const isPlaying = at % 300 < 180
    await setServer(aheadMs + TOLD_SECONDS * 1_000)
    const seconds = (isPlaying ? plays : nothing)?.repeat(TOLD_SECONDS) ?? ""
    const batches = [{ tab: "recording", seq, monotonicMs: at * 1_000, seconds }]
    await client.act("work.heartbeat", { assignmentId, fence, activity: "draw", batches })
    if (isPlaying) worked += TOLD_SECONDS
  }
  const { todaySeconds } = await client.ask<{ todaySeconds: number }>("work.today", { utcOffsetMinutes: 0 })
  const ok = todaySeconds >= worked && todaySeconds <= worked * 1.05 + ONCE_SECONDS
  isShort ||= !ok
  console.log(
    JSON.stringify({ bench: "traces", name: "listen", workedSeconds: worked, countedSeconds: todaySeconds, ok }),
  )
}
