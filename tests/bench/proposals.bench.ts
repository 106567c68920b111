// needs: server
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join as joinPath } from "node:path"
import { startPostgres } from "../engines/postgres.ts"
import { type Client, Refused } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { serveFolder } from "../support/serverProcess.ts"
import { DEFAULTS, ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import {
  type Answered,
  answerOf,
  cellOf,
  expectedGains,
  type LeaseSeen,
  pictureOfSize,
  predictions,
  sizeOfPicture,
  THINGS,
  truthAt,
} from "./proposalsCrowd.ts"

/**
 * What a model proposes, at size and through the front door: `npm run bench -- proposals [sqlite|postgres] [PICTURES]`. A real server;
 * pictures with ten proposed regions each come in over HTTP, people decide on them at once (take, change, drop, leave), a fifth of
 * the tasks begins without, a reviewer decides what two people answered differently, and the gains are read back and held against what
 * the simulated people did. Time per call beside a project without proposals. Exits with 1 where a count differs.
 */
const words = process.argv.slice(2)
const engines = (["sqlite", "postgres"] as const).filter(
  (one) => words.includes(one) || !words.some((word) => word === "sqlite" || word === "postgres"),
)
const PICTURES = words.map(Number).find((one) => one > 0) ?? 1_000
const [PEOPLE, WITHOUT] = [16, 0.2]
/** The server's clock goes on by so much while each person works on one task. */
const STEP_MS = 40_000
const REASON = { code: "other", clause: null, note: "" }
let isShort = false

interface Gains {
  readonly answers: { readonly with: number; readonly without: number }
  readonly seconds: Record<"with" | "without", { readonly value: number } | null>
  readonly saved: { readonly value: number; readonly low: number; readonly high: number } | null
  readonly copied: { readonly wrong: number; readonly kept: number }
  readonly missed: Record<"with" | "without", { readonly value: number } | null>
}

async function measure(engine: (typeof engines)[number]): Promise<void> {
  const say = (line: Record<string, unknown>, checks: Readonly<Record<string, boolean>> = {}) => {
    const missed = Object.keys(checks).filter((name) => !checks[name])
    isShort ||= missed.length > 0
    const load = round(loadavg()[0] ?? 0)
    console.log(
      JSON.stringify({ bench: "proposals", engine, ...line, ...(missed.length > 0 && { short: missed }), load }),
    )
  }
  const folder = mkdtempSync(joinPath(tmpdir(), "justesse-bench-"))
  const postgres = engine === "postgres" ? await startPostgres({ durable: true }) : null
  const clockFile = joinPath(folder, "ahead")
  writeFileSync(clockFile, "0")
  const server = await serveFolder({
    ...{ demo: false, dataDir: joinPath(folder, "data"), ...(postgres && { databaseUrl: postgres.url }) },
    env: { CLOCK_AHEAD_FILE: clockFile, JUSTESSE_RUNNING: "" },
    with: new URL("./lost/movedClock.mjs", import.meta.url),
  })
  let aheadMs = 0
  const goOn = async () => {
    aheadMs += STEP_MS
    writeFileSync(clockFile, String(aheadMs))
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  try {
    const owner = await setUp(server)
    const pictures = await Promise.all(
      [...Array(PICTURES).keys()].map((n) => jpeg(n, sizeOfPicture(n).width, sizeOfPicture(n).height)),
    )
    const rules = (mustDecide: boolean) => ({
      ...DEFAULTS,
      settings: { ...DEFAULTS.settings, proposals: { mustDecide, without: WITHOUT, solidFrom: 0.5 } },
    })
    const plan = { kind: "boxes", overlap: 2 } as const
    await openProject(owner, { ...plan, slug: "plain", pictures }, rules(true))
    await openProject(owner, { ...plan, slug: "decided", pictures }, rules(true))
    await openProject(owner, { ...plan, slug: "free", pictures: pictures.slice(0, PICTURES / 5) }, rules(false))
    for (const [slug, count] of [
      ["decided", PICTURES],
      ["free", PICTURES / 5],
    ] as const) {
      const { results, names } = predictions(count)
      const began = performance.now()
      const files = [["results.json", results] as const, ["names.json", names] as const]
      await ingestFiles(owner, slug, files, "proposals")
      const { sets } = await owner.ask<{ sets: { regions: number }[] }>("models.list", { project: slug })
      const regions = sets[0]?.regions ?? 0
      say(
        { what: "import", project: slug, pictures: count, regions, seconds: round((performance.now() - began) / 1e3) },
        { regions: regions === count * THINGS },
      )
    }
    const times: Record<string, readonly number[]> = {}
    for (const slug of ["plain", "decided", "free"]) {
      const people = await Promise.all(
        [...Array(PEOPLE).keys()].map((n) => join(owner, slug, `${slug}${n}`, ["annotator"])),
      )
      const done = await work(slug, people, goOn)
      times[slug] = done.ms
      const { answered, refusals } = done
      if (slug === "plain") continue
      const expected = expectedGains(answered)
      const reviewed = await review(slug, await join(owner, slug, `${slug}Reviewer`, ["reviewer"]))
      const gains = JSON.parse(await rest(owner, `/api/v1/p/${slug}/proposals/gains`)) as Gains
      const sum = (of: "taken" | "changed" | "refused" | "untouched") =>
        answered.reduce((total, one) => total + one[of], 0)
      const offered = THINGS * expected.answers.with
      const did = { taken: sum("taken"), changed: sum("changed"), refused: sum("refused"), untouched: sum("untouched") }
      say({
        ...{ what: "people", project: slug, answers: answered.length, offered, ...did, refusals, reviewed },
        share: round(expected.answers.without / answered.length, 3),
      })
      const near = (a: number | undefined, b: number) => Math.abs((a ?? Number.NaN) - b) < 1e-9
      // Of fewer than 30 answers nothing is said.
      const isMean = (found: { readonly value: number } | null, side: "with" | "without") =>
        expected.answers[side] < 30 ? found === null : near(found?.value, expected.seconds[side])
      const missed = (side: "with" | "without") => expected.missed[side] / expected.final[side]
      say(
        { what: "gains", project: slug, ...gains },
        {
          "all answered": answered.length === 2 * (slug === "free" ? PICTURES / 5 : PICTURES),
          "each proposal accounted for": did.taken + did.changed + did.refused + did.untouched === offered,
          "untouched ones are refused where each must be decided":
            slug === "decided" ? refusals > 0 && did.untouched === 0 : refusals === 0 && did.untouched > 0,
          "answers with and without": JSON.stringify(gains.answers) === JSON.stringify(expected.answers),
          "reviewed tasks": reviewed === expected.reviewed,
          "wrong proposals": gains.copied.wrong === expected.wrong,
          "those kept": gains.copied.kept === expected.kept,
          "missed with": near(gains.missed.with?.value, missed("with")),
          "missed without": near(gains.missed.without?.value, missed("without")),
          "seconds with": isMean(gains.seconds.with, "with"),
          "seconds without": isMean(gains.seconds.without, "without"),
        },
      )
    }
    const [plain = [], decided = []] = [times["plain"], times["decided"]]
    const at = (list: readonly number[], share: number) =>
      [...list].sort((a, b) => a - b)[Math.floor(share * (list.length - 1))] ?? 0
    say({
      ...{ what: "submitNext", calls: decided.length, people: PEOPLE },
      ...{ msMedian: round(at(decided, 0.5)), msP95: round(at(decided, 0.95)) },
      ...{ plainMedian: round(at(plain, 0.5)), plainP95: round(at(plain, 0.95)) },
      ...{
        ratioMedian: round(at(decided, 0.5) / at(plain, 0.5)),
        ratioP95: round(at(decided, 0.95) / at(plain, 0.95)),
      },
    })
  } finally {
    await server.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Everybody answers until nothing is left, each one task in the same half minute of the server's clock. */
async function work(slug: string, people: readonly Client[], goOn: () => Promise<void>) {
  const answered: Answered[] = []
  const ms: number[] = []
  let refusals = 0
  const held = await Promise.all(
    people.map(
      async (person) => (await person.act<{ leases: LeaseSeen[] }>("work.next", { project: slug, want: 1 })).leases[0],
    ),
  )
  for (let round = 0; held.some((lease) => lease); round++) {
    await goOn()
    await Promise.all(
      people.map(async (person, n) => {
        const lease = held[n]
        if (!lease) return
        const isWithout = lease.body.regions.length === 0
        const seconds = (isWithout ? 16 : 9) + ((n + round) % 5)
        const { assignmentId, fence } = lease
        const tab = `${slug} ${n} ${round}`
        const batches = [{ tab, seq: 0, monotonicMs: 0, seconds: "9".repeat(seconds) }]
        await person.act("work.heartbeat", { assignmentId, fence, activity: "draw", batches })
        const wantsToLeave = !isWithout && (n + round) % 12 === 0
        const send = async (leaves: number) => {
          const { input, answered: mine } = answerOf(`${slug} ${n}`, lease, seconds, leaves)
          const began = performance.now()
          const { leases } = await person.act<{ leases: LeaseSeen[] }>("work.submitNext", input)
          ms.push(performance.now() - began)
          answered.push(mine)
          held[n] = leases[0]
        }
        try {
          await send(wantsToLeave ? 2 : 0)
        } catch (error) {
          if (!(error instanceof Refused) || error.code !== "proposals_open") throw error
          refusals++
          await send(0)
        }
      }),
    )
  }
  return { answered, ms, refusals }
}

interface ReviewTaskSeen {
  readonly task: number
  readonly size: { readonly width: number; readonly height: number }
  readonly revision: number
  readonly differences: readonly {
    readonly difference: {
      readonly id: string
      readonly place: { readonly x: number; readonly y: number }
      readonly candidates: readonly { readonly region: object | null }[]
    }
  }[]
}

/** Decides every difference by what is there; returns how many tasks were filed. */
async function review(slug: string, reviewer: Client): Promise<number> {
  const open = async () => {
    const asked = { project: slug, task: null, kinds: [], labels: [] }
    return (await reviewer.act<{ task: ReviewTaskSeen | null }>("review.open", asked)).task
  }
  let filed = 0
  let empty = 0
  // The last answers may still be compared: nothing to review for two seconds is the end.
  while (empty < 20) {
    const task = await open()
    if (!task) {
      empty++
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    empty = 0
    let { revision } = task
    for (const { difference } of task.differences) {
      const truth = truthAt(pictureOfSize(task.size), cellOf(difference.place))
      const drawn = difference.candidates.find(({ region }) => region !== null)?.region
      const decision =
        truth && drawn
          ? { outcome: "edit", region: { ...drawn, label: truth }, reason: REASON }
          : { outcome: "none", reason: REASON }
      const at = { project: slug, task: task.task, revision, difference: difference.id }
      revision = (await reviewer.act<{ revision: number }>("review.decide", { ...at, decision })).revision
    }
    await reviewer.act("review.file", { project: slug, task: task.task, revision })
    filed++
  }
  return filed
}

async function rest(owner: Client, path: string): Promise<string> {
  const answer = await owner.request(path)
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 200)}`)
  return text
}

function round(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}

for (const engine of engines) await measure(engine)
if (isShort) process.exitCode = 1
