import { readdirSync, readFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import { toneOf, toneWav } from "@justesse/fixtures/testing/tones"
import type { Overview } from "@justesse/types/wire/project"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "zod"
import { openBrowser, visit } from "../support/browser.ts"
import { justesse } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"
import { countKept, noneLeft, readElsewhere, withNetwork, withoutNetwork } from "../support/taskPage.ts"

// What is heard in a recording is written down by three people with keys, one difference is decided, and a version goes out with its times.

const PROJECT = "talks"
const TONES = { seconds: 4, sampleRate: 16_000, channels: 1 }
const WORDS = ["one", "two", "three", "four ja"]

/** What everybody says of the last word. */
const FOREIGN = { from: 5, to: 7, mark: "foreign" }

/** Nothing here is a matter of time: a busy machine is waited for. */
const SOON = { timeout: 15_000 }

let browser: Browser
let server: Server
let owner: Client
const dataDir = freshFolder("data")

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false, dataDir })
  owner = await setUp(server)
  await owner.act("project.create", {
    slug: PROJECT,
    draft: {
      ...{ name: "Talks", template: "speech", kind: "boxes", names: "in_house", guideline: "" },
      settings: { ...DEFAULTS.settings, purpose: "To hear.", overlap: { base: 3, more: 3, moreRatio: 0 } },
      ...{ ontology: { labels: [] }, forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 } },
    },
  })
  await ingestFiles(owner, PROJECT, [["talk.wav", toneWav(TONES)]])
  await owner.act("project.open", { project: PROJECT })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** When each tone is heard, in ms. */
const HEARD = WORDS.map((_, second) => {
  const { from, to } = toneOf(second, TONES.sampleRate)
  return [(from / TONES.sampleRate) * 1_000, (to / TONES.sampleRate) * 1_000] as const
})

/** A task that is opened anew without a network: its sound and the picture of its sound lie on this computer, and what was written. */
async function openedFromHere(page: Page): Promise<void> {
  await page.reload()
  await page.getByText("4 of 4 written").first().waitFor()
  await expect.poll(() => page.locator("[data-sound-wave] [role=status]").count(), SOON).toBe(0)
  await page.keyboard.press("Space")
  await page.getByRole("button", { name: "Stop" }).waitFor()
  await shoot(page, "sound-from-here")
  await page.keyboard.press("Space")
}

test("segments are proposed from the pauses by one key and written down by keys alone", async () => {
  for (const name of ["Awa", "Jonas", "Imani"]) {
    const client = await join(owner, PROJECT, name, ["annotator"])
    const { page, errors } = await visit(browser, { serviceWorkers: name === "Jonas" ? "allow" : "block" })
    await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
    await page.goto(`${server.origin}/label/${PROJECT}`)
    await page.getByText("No segments yet.").first().waitFor()
    if (name === "Awa") {
      await shoot(page, "sound-empty")
      await page.keyboard.press("?")
      const keys = page.getByRole("dialog")
      for (const word of [
        "Begin a segment, or end it, while it plays",
        "No speech",
        "To the wave, and back to the text",
      ])
        await keys.getByText(word).waitFor()
      await page.keyboard.press("Escape")
    }
    await page.keyboard.press("Shift+T")
    await page.getByText("segments proposed").first().waitFor()
    await page.keyboard.press("Shift+Y")
    await page.getByText("0 of 4 written").first().waitFor()
    if (name === "Awa") await readElsewhere(page, "Control+Enter")
    if (name === "Awa") await shoot(page, "sound-taken")
    const field = page.getByLabel("What is said in this segment")
    for (const [at, word] of WORDS.entries()) {
      await field.waitFor()
      if (name === "Jonas" && at === 0) {
        // Letters that come faster than the page is drawn are all there.
        await page.keyboard.type("m".repeat(120))
        expect(await field.inputValue()).toBe("m".repeat(120))
        await page.keyboard.press("Control+a")
      }
      await page.keyboard.type(name === "Imani" && at === 2 ? "tree" : word)
      if (word.endsWith("ja")) {
        // The last word is another language's: selected and marked by keys.
        for (const _ of "ja") await page.keyboard.press("Shift+ArrowLeft")
        await page.keyboard.press("F10")
        if (name === "Awa") await shoot(page, "sound-foreign")
      }
      await page.keyboard.press("Enter")
    }
    await page.getByText("4 of 4 written").first().waitFor()
    if (name === "Awa") await shoot(page, "sound-written")
    if (name === "Jonas") {
      // What is said of an act hides no lane and no text, also in a low window.
      await page.setViewportSize({ width: 1_280, height: 600 })
      await page.locator('[data-sound-row="1"] button').first().click()
      await page.keyboard.press("Escape")
      await page.keyboard.press("Shift+T")
      const said = page.locator("main [role=status]").filter({ hasText: /./ }).last()
      await said.waitFor()
      await shoot(page, "sound-said-600")
      const [top = 0, lowest = 0] = await Promise.all([
        said.evaluate((one) => one.getBoundingClientRect().top),
        page.locator("[data-sound-wave]").evaluate((one) => one.getBoundingClientRect().bottom),
      ])
      expect(top).toBeGreaterThan(lowest)
      await page.keyboard.press("Escape")
    }
    if (name === "Imani") {
      // One segment where the others have two.
      await page.locator('[data-sound-row="1"] button').first().click()
      await field.waitFor()
      await page.keyboard.press("Control+m")
      await page.getByText("3 of 3 written").first().waitFor()
    }
    const send = async () => {
      if (name === "Jonas") await openedFromHere(page)
      await page.keyboard.press("Control+Enter")
    }
    if (name === "Jonas") {
      await expect.poll(() => countKept(page, "pictures"), SOON).toBe(2)
      await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), SOON).toBe(true)
      // A draft whose answer was under way when the network went is told once more later, and refused as known.
      await page.getByText("Saved", { exact: true }).first().waitFor()
    }
    await (name === "Jonas" ? withoutNetwork(page, send) : send())
    await noneLeft(page)
    const { task } = await client.ask<{ task: SentTask | null }>("work.previous", { project: PROJECT, before: null })
    const said = (task?.body.regions ?? []).map(({ geometry, transcript }) => ({ geometry, text: transcript?.value }))
    expect(said.map(({ text }) => text)).toEqual(name === "Imani" ? ["one two", "tree", "four ja"] : WORDS)
    expect(task?.body.regions.at(-1)?.transcript?.parts).toEqual([FOREIGN])
    if (name === "Imani") said.length = 0
    for (const [at, { geometry }] of said.entries()) {
      const [from = 0, to = 0] = HEARD[at] ?? []
      if (geometry.type !== "span") throw new Error("a stretch of time expected")
      expect(Math.abs(geometry.startMs - from)).toBeLessThan(200)
      expect(Math.abs(geometry.endMs - to)).toBeLessThan(200)
    }
    expect(withNetwork(errors)).toEqual([])
    await page.close()
  }
})

test("what one heard otherwise is decided by a key, and times and texts go out as they are", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await expect
    .poll(
      async () =>
        (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 }))
          .counts.disputed,
      SOON,
    )
    .toBe(1)
  await page.goto(`${server.origin}/review/${PROJECT}/next?kinds=text`)
  await page.getByText("difference 2 of 2").waitFor()
  await shoot(page, "sound-review")
  // The reviewer's own: a border moves by keys and by a drag, and nothing of it is left after Escape.
  await page.keyboard.press("e")
  await page.locator("#review-field:focus").waitFor()
  await page.keyboard.press("F2")
  await page.keyboard.press("Shift+ArrowRight")
  await page.keyboard.press("w")
  await page.keyboard.press("ArrowLeft")
  await shoot(page, "sound-review-own")
  await page.keyboard.press("Escape")
  await page.keyboard.press(" ")
  // One segment or two is one difference: its place is heard, and each answer says how it cuts it.
  await page.getByText("One segment or several").first().waitFor()
  await page.getByText("cut in 2 (").first().waitFor()
  await page.getByText("1 segment", { exact: true }).waitFor()
  await shoot(page, "sound-review-cut")
  await page.keyboard.press(" ")
  await page.keyboard.press("Enter")
  await expect
    .poll(
      async () =>
        (await owner.ask<z.infer<typeof Overview>>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 }))
          .counts.settled,
      SOON,
    )
    .toBe(1)
  expect(errors).toEqual([])
  await page.close()

  await owner.act("dataset.freeze", { project: PROJECT, note: "" })
  const written = async (format: string, file: RegExp) => {
    const out = joinPath(freshFolder("talks"), format)
    const words = ["--project", PROJECT, "--dataset-version", "1", "--format", format, "--out", out]
    expect(await justesse(dataDir, "export", ...words)).toMatchObject({ code: 0 })
    const name = readdirSync(out, { recursive: true })
      .map(String)
      .find((one) => file.test(one))
    if (!name) throw new Error(`${format}: ${readdirSync(out, { recursive: true }).join(" ")}`)
    return readFileSync(joinPath(out, name), "utf8")
  }
  const lines = (await written("jsonl", /pictures\.jsonl$/)).trim().split("\n")
  const [record] = lines.map(
    (line) => JSON.parse(line) as { regions: { start_ms: number; end_ms: number; text: string; parts?: unknown }[] },
  )
  expect(record?.regions.map(({ text }) => text)).toEqual(WORDS)
  expect(record?.regions.map(({ parts }) => parts)).toEqual([undefined, undefined, undefined, [FOREIGN]])
  const stamp = (ms: number) => new Date(Math.round(ms)).toISOString().slice(11, 23)
  const vtt = await written("vtt", /\.vtt$/)
  for (const { start_ms, end_ms, text } of record?.regions ?? []) {
    expect(vtt).toContain(`${stamp(start_ms)} --> ${stamp(end_ms)}`)
    expect(vtt).toContain(text)
  }
  for (const [format, file] of [
    ["srt", /\.srt$/],
    ["textgrid", /\.TextGrid$/i],
    ["eaf", /\.eaf$/],
  ] as const) {
    const text = await written(format, file)
    for (const word of WORDS) expect(text).toContain(word)
  }
})
