import { randomUUID } from "node:crypto"
import { toneWav } from "@justesse/fixtures/testing/tones"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"

// Two people wrote down the same recordings, one of them little: what differs is decided for the recording with few keys.

const PROJECT = "talks"
const TONES = { seconds: 4, sampleRate: 16_000, channels: 1 }

type Segment = readonly [startMs: number, endMs: number, text: string]
const FOUR: readonly Segment[] = [
  [100, 700, "one"],
  [1_100, 1_700, "two"],
  [2_100, 2_700, "three"],
  [3_100, 3_700, "four"],
]

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  await owner.act("project.create", {
    slug: PROJECT,
    draft: {
      ...{ name: "Talks", template: "speech", kind: "audio", names: "in_house", guideline: "" },
      settings: { ...DEFAULTS.settings, purpose: "To hear.", overlap: { base: 2, more: 2, moreRatio: 0 } },
      ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
    },
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` })
  }
}

async function answer(person: Client, segments: readonly Segment[]): Promise<void> {
  const { leases } = await person.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("no task")
  const regions = segments.map(([startMs, endMs, value], at) => ({
    id: `r${at}`,
    label: "speech",
    geometry: { type: "span", startMs, endMs },
    speaker: "1",
    transcript: { value },
  }))
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const body = { regions, nothingHere: regions.length === 0 }
  const input = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  expect(await person.send("work.submitNext", input)).toMatchObject({ status: 200 })
}

test("no speech against four segments is one decision, and all of one person's answers are taken by one key", async () => {
  await ingestFiles(owner, PROJECT, [["interview 7.wav", toneWav(TONES)]])
  await owner.act("project.open", { project: PROJECT })
  const awa = await join(owner, PROJECT, "Awa", ["annotator"])
  const jonas = await join(owner, PROJECT, "Jonas", ["annotator"])
  await answer(awa, FOUR)
  await answer(jonas, [])

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  const open = async () => {
    await expect
      .poll(
        async () =>
          (await owner.ask<{ tasks: number }>("review.queue", { project: PROJECT, kinds: [], labels: [] })).tasks,
      )
      .toBe(1)
    await page.goto(`${server.origin}/review/${PROJECT}/next`)
  }
  await open()
  await page.getByText("difference 1 of 1").waitFor()
  await page.getByText("4 segments").first().waitFor()
  await page.getByText("interview 7.wav").waitFor()
  await shoot(page, "sound-nothing")
  const letter = await page
    .getByRole("button", { name: /one two three four/ })
    .locator("kbd")
    .textContent()
  await page.keyboard.press((letter ?? "").toLowerCase())
  await page.keyboard.press("Enter")
  const finals = async () =>
    (await owner.ask<{ counts: { settled: number } }>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 }))
      .counts.settled
  await expect.poll(finals).toBe(1)

  await ingestFiles(owner, PROJECT, [["interview 8.wav", toneWav({ ...TONES, seconds: 5 })]])
  await answer(awa, FOUR)
  await answer(
    jonas,
    FOUR.map(([from, to, text], at): Segment => [from, to, at < 3 ? `${text}s` : text]),
  )
  await open()
  await page.getByText("difference 1 of 3").waitFor()
  await shoot(page, "sound-take-all")
  await page
    .getByRole("button", { name: /all of A|Take all|A’s/i })
    .first()
    .click()
  await page.keyboard.press("Enter")
  await expect.poll(finals).toBe(2)
  expect(errors).toEqual([])
})
