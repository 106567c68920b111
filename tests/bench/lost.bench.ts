// needs: server, studio, chromium
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { freePort, serveFolder } from "../support/serverProcess.ts"
import { signIn } from "../support/signIn.ts"
import { ingestFiles, join as joinProject, openProject, setUp } from "../support/studio.ts"
import { openBrowser } from "./lost/browser.ts"
import { collect } from "./lost/collect.ts"
import { type Gesture, isSameBox, MOST, SIZE } from "./lost/gestures.ts"
import { Tab } from "./lost/tab.ts"

/**
 * Somebody at work in two tabs of a real browser, while a tab, the browser, the server or the network ends at random moments:
 * `npm run bench -- lost [KILLS] [SEED]`. Every box that the page's list showed must be in exactly one answer that the server
 * has, but for those drawn less than a second before their own tab or browser was killed, and those of which the page had not said yet
 * that they are saved (a disk that is busy with something else may take seconds); both are counted. Exit 1 when anything was lost or
 * doubled, or with fewer than 500 kills.
 */
const kills = Number(process.argv[2] ?? 500)
const seed = Number(process.argv[3] ?? 7)
const PROJECTS = ["left", "right"] as const
const KINDS = ["tab", "tab", "close", "other tab", "browser", "server", "server", "network", "network"] as const
/** What may be missing of a tab that is killed, in ms. */
const GRACE_MS = 1_000
const PICTURES = 120 + kills * 2

let state = seed | 0
/** mulberry32: the same seed kills in the same order. */
function random(most = 1): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random(list.length))] as T

const profile = mkdtempSync(join(tmpdir(), "justesse-profile-"))
const dataDir = mkdtempSync(join(tmpdir(), "justesse-bench-"))
const port = await freePort()
const serve = () => serveFolder({ demo: false, dataDir, port, env: { JUSTESSE_RUNNING: "" } })

let server = await serve()
const owner = await setUp(server)
/** The same person in both projects. */
async function joinBoth(): Promise<Client> {
  const awa = await joinProject(owner, PROJECTS[0], "Awa", ["annotator"])
  const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", {
    project: PROJECTS[1],
    people: [{ name: "Awa", email: "awa@justesse.example", roles: ["annotator"] }],
    maxUses: 1,
  })
  await awa.act("account.joinAccept", { token: new URL(links[0]?.link ?? "").hash.slice(1), account: null })
  const asked = { project: PROJECTS[1] }
  const { guidelineVersion } = await awa.ask<{ guidelineVersion: number }>("project.conditions", asked)
  await awa.act("work.acceptConditions", { ...asked, guidelineVersion })
  return awa
}
for (const [p, slug] of PROJECTS.entries()) {
  const made = await Promise.all(
    Array.from({ length: PICTURES / 2 }, (_, n) => jpeg(2 * n + p, SIZE.width, SIZE.height)),
  )
  await openProject(owner, { slug, kind: "boxes", overlap: 1, pictures: made.slice(0, 2) })
  await ingestFiles(
    owner,
    slug,
    made.slice(2).map((bytes, n) => [`more-${n}.jpg`, bytes] as const),
  )
}
const worker = await joinBoth()

const gestures: Gesture[] = []
let tried = 0
const session = {
  origin: server.origin,
  gestures,
  random,
  nextNumber: () => tried++,
  enters: [] as { task: string; at: number }[],
  calls: [] as { at: number; what: string; body: string; came: string }[],
}
const counts: Record<string, number> = {}
let sent = 0
let browser = await openBrowser(profile)
const first = browser.context.pages()[0] ?? (await browser.context.newPage())
await signIn(first, server.origin, "awa@justesse.example")
// A browser that is killed may not have written its cookies yet: whoever sits there signs in again, which is not what is tried here.
const cookies = await browser.context.cookies()
let tabs = await Promise.all(PROJECTS.map((project) => Tab.open(session, project, browser.context)))
await first.close()

/** One of the two tabs, which another one of the same project takes the place of. */
async function replace(end: (tab: Tab) => Promise<void>): Promise<void> {
  const old = pick(tabs)
  await end(old)
  sent += old.sent
  const fresh = await Tab.open(session, old.project, browser.context)
  tabs = tabs.map((tab) => (tab === old ? fresh : tab))
}

const ENDS: Readonly<Record<(typeof KINDS)[number], () => Promise<void>>> = {
  tab: () => replace((tab) => tab.crash()),
  close: () => replace((tab) => tab.close()),
  // A second tab of the same project takes the work over while the first one is still there, and the first one crashes.
  "other tab": async () => {
    const old = pick(tabs)
    const fresh = await Tab.open(session, old.project, browser.context)
    await wait(random(1_500))
    await old.crash()
    sent += old.sent
    tabs = tabs.map((tab) => (tab === old ? fresh : tab))
  },
  browser: async () => {
    const dying = tabs.map((tab) => tab.dies())
    await browser.kill()
    await Promise.all(dying)
    for (const tab of tabs) sent += tab.sent
    browser = await openBrowser(profile)
    await browser.context.addCookies(cookies)
    tabs = await Promise.all(PROJECTS.map((project) => Tab.open(session, project, browser.context)))
  },
  server: async () => {
    await server.kill()
    await wait(random(1_200))
    server = await serve()
  },
  network: async () => {
    await browser.context.setOffline(true)
    await wait(random(2_500))
    await browser.context.setOffline(false)
  },
}

/** What stands around a task's name in a long text. */
function cut(text: string, task: string): string {
  const at = text.indexOf(task)
  return at < 0 ? text.slice(0, 60) : text.slice(Math.max(0, at - 20), at + 300)
}

const ends: { readonly kind: string; readonly from: number; readonly to: number }[] = []
const started = performance.now()
for (let done = 0; done < kills; done++) {
  await wait(200 + random(1_400))
  const kind = pick(KINDS)
  counts[kind] = (counts[kind] ?? 0) + 1
  const from = performance.now()
  await ENDS[kind]()
  ends.push({ kind, from: Math.round(from), to: Math.round(performance.now()) })
  if (done % 25 === 24) {
    const seconds = Math.round((performance.now() - started) / 1_000)
    console.log(JSON.stringify({ name: "so far", kills: done + 1, boxes: gestures.length, sent, seconds }))
  }
  if (tried > MOST - 20) throw new Error("more boxes than there are places to tell them apart")
}
for (const tab of tabs) await tab.rest()
sent += tabs.reduce((sum, tab) => sum + tab.sent, 0)
const seconds = Math.round((performance.now() - started) / 1_000)

const { answers, regions, parked } = await collect(browser.context, server.origin, worker, gestures)
const found = gestures.map((gesture) => ({
  ...gesture,
  times: (regions.get(gesture.project) ?? []).filter((box) => isSameBox(box, gesture.box)).length,
}))
const missing = found.filter(({ times }) => times === 0)
const isSaid = ({ savedAt, at, grace }: Gesture) => savedAt !== null && savedAt <= at + grace
const old = missing.filter(({ grace }) => grace >= GRACE_MS)
const lost = old.filter((one) => isSaid(one) || one.grace === Number.POSITIVE_INFINITY)
const slowest = Math.max(0, ...gestures.map(({ savedAt, at }) => (savedAt ?? at) - at))
const doubled = found.filter(({ times }) => times > 1)
await browser.close()
await server.stop()
rmSync(profile, { recursive: true, force: true })
rmSync(dataDir, { recursive: true, force: true })
for (const each of [...old, ...doubled].slice(0, 20)) {
  const around = ends.filter(({ from, to }) => to > each.at - 3_000 && from < each.at + 15_000)
  const same = found.filter(({ task }) => task === each.task).map(({ n, at, times }) => [n, Math.round(at), times])
  const entered = session.enters.filter(({ task }) => task === each.task)
  const calls = session.calls
    .filter(({ body, came }) => (body + came).includes(each.task))
    .map(({ at, what, body, came }) => [at, what, cut(body, each.task), cut(came, each.task)])
  console.log(JSON.stringify({ name: "wrong", ...each, same, entered, around, calls }))
}
for (const act of parked.slice(0, 20)) console.log(JSON.stringify({ name: "parked", act }))
for (const task of answers.twice.slice(0, 10)) console.log(JSON.stringify({ name: "answered twice", task }))
const ok = lost.length + doubled.length + answers.twice.length === 0 && kills >= 500
console.log(
  JSON.stringify({
    ...{ name: "lost", kills, ...counts, boxes: gestures.length, enters: sent, answers: answers.count },
    ...{ lost: lost.length, doubled: doubled.length + answers.twice.length, goal: 0, ok },
    unsaved: { lost: old.length - lost.length, longestToSaveMs: Math.round(slowest) },
    lastSecond: {
      lost: missing.length - old.length,
      longestMs: Math.round(Math.max(0, ...missing.map(({ grace }) => grace))),
    },
    ...{ seconds, load: Math.round(100 * (loadavg()[0] ?? 0)) / 100 },
  }),
)
if (!ok) process.exitCode = 1
