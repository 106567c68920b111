import { readFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import type { Compared } from "@justesse/types/dataset"
import type { Order } from "@justesse/types/kinds/order"
import type { ProjectDraft } from "@justesse/types/wire/project"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { justesse } from "../support/cli.ts"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join, setUp } from "../support/studio.ts"
import { countKept, noneLeft, readElsewhere, withNetwork, withoutNetwork } from "../support/taskPage.ts"

// Which of two pictures is better: from the wizard to an order of all of them in a version, by keys, by touch and without a network.

const PROJECT = "sunsets"
/** Each is redder than the one before: people like red. */
const PICTURES = 3
const PAIRS = 3
/** Renderings of both pictures of the task in hand and of the next one. */
const KEPT = 2 * 2 * 3
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
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

function draw(at: number): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">
    <rect width="800" height="600" fill="rgb(${60 + 45 * at},90,120)"/>
    <circle cx="${160 + 160 * at}" cy="420" r="${60 + 15 * at}" fill="#f0d26b"/>
    <path d="M0 500h800v100H0z" fill="#3d5a4a"/></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer()
}

/** Pictures for whoever wants to see them: `SHOTS=/a/folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

test("an owner makes a project that compares pictures, in the wizard, and reads how many comparisons it makes", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  await page.getByLabel("Name of the project").fill("Sunsets")
  await page.getByRole("button", { name: "Compare two" }).click()
  const draftNow = async () => (await owner.ask<{ draft: ProjectDraft }>("project.draft", { project: PROJECT })).draft
  await expect.poll(async () => (await draftNow()).kind, SOON).toBe("comparison")
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, at) => draw(at)))
  await ingestFiles(
    owner,
    PROJECT,
    pictures.map((bytes, at) => [`${at}.jpg`, bytes] as const),
  )
  await page.getByLabel(/^Comparisons of each/).fill("2")
  await page.getByText(`${PAIRS} comparisons to be made`).waitFor()
  await shoot(page, "pair-wizard")
  await expect.poll(async () => (await draftNow()).settings.pairs?.each, SOON).toBe(2)
  await page.close()
  const draft = await draftNow()
  const settings = { ...draft.settings, purpose: "To see.", overlap: { base: 3, more: 3, moreRatio: 0 } }
  await owner.act("project.saveDraft", { project: PROJECT, draft: { ...draft, settings } })
  await owner.act("project.open", { project: PROJECT })
  const pairsNow = async () => (await owner.ask<Order>("quality.order", { project: PROJECT, limit: 10 })).pairs
  await expect.poll(pairsNow, SOON).toBe(PAIRS)
  expect(errors).toEqual([])
})

/** How red the middle of each of the two is, left and right, once both have come. */
async function reds(page: Page): Promise<readonly [number, number]> {
  let found: readonly [number, number] = [0, 0]
  const isThere = async () => {
    const now = await page.evaluate(() =>
      [0, 1].map((side) => {
        const canvas = document.querySelectorAll<HTMLCanvasElement>("canvas[role=img]")[side]
        const data = canvas?.getContext("2d")?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data
        return (data?.[3] ?? 0) > 0 ? (data?.[0] ?? 0) : 0
      }),
    )
    const same = now.every((red) => red > 40) && now.join() === found.join()
    found = [now[0] ?? 0, now[1] ?? 0]
    return same
  }
  await expect.poll(isThere, { ...SOON, interval: 100 }).toBe(true)
  return found
}

/** Both pictures of what comes next lie on this computer, and nothing more is on its way. */
async function allKept(page: Page): Promise<void> {
  let was = 0
  const rests = async () => {
    const now = await countKept(page, "pictures")
    const same = now >= KEPT && now === was
    was = now
    return same
  }
  await expect.poll(rests, { ...SOON, interval: 300 }).toBe(true)
}

/** Answers, and waits for the next task; the address names it. */
async function answer(page: Page, press: () => Promise<unknown>): Promise<void> {
  const before = page.url()
  await press()
  await expect.poll(() => page.url(), SOON).not.toBe(before)
}

async function begin(name: string, options: Parameters<typeof visit>[1] = {}) {
  await join(owner, PROJECT, name, ["annotator"])
  const visited = await visit(browser, options)
  await signIn(visited.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await visited.page.goto(`${server.origin}/label/${PROJECT}`)
  await visited.page.getByRole("heading", { name: "Which one is better?" }).waitFor()
  return visited
}

test("arrows say which is better, a digit by how much; a slip is taken back, and nothing is lost without a network", async () => {
  for (const name of ["Awa", "Jonas"]) {
    const { page, errors } = await begin(name)
    for (let at = 0; at < PAIRS; at++) {
      const [left, right] = await reds(page)
      if (name === "Awa" && at === 0) await shoot(page, "pair-one")
      if (name === "Awa" && at === 0) await readElsewhere(page, "ArrowDown", "1", "Enter")
      if (name === "Jonas" && at === 1) {
        await allKept(page)
        await page.context().setOffline(true)
      }
      const key = left > right ? "ArrowLeft" : "ArrowRight"
      const isSlip = name === "Awa" && at === 1
      await page.keyboard.press(isSlip ? "ArrowDown" : key)
      if (!isSlip) await page.keyboard.press(name === "Awa" ? "2" : "1")
      if (name === "Awa" && at === 0) {
        await page.getByRole("radio", { name: "clearly", checked: true }).waitFor()
        await shoot(page, "pair-said")
      }
      if (at === PAIRS - 1) await page.keyboard.press("Enter")
      else await answer(page, () => page.keyboard.press("Enter"))
      if (isSlip) {
        await page.getByRole("complementary", { name: "Answered last" }).waitFor()
        await shoot(page, "pair-last")
        await page.keyboard.press("Backspace")
        await page.getByRole("button", { name: "no difference", pressed: true }).waitFor()
        // What came back stands as it stood.
        expect(await reds(page)).toEqual([left, right])
        await page.keyboard.press(key)
        await answer(page, () => page.keyboard.press("Enter"))
      }
      if (name === "Jonas" && at === 1) {
        await page
          .getByText(/Saved here/)
          .first()
          .waitFor()
        await page.context().setOffline(false)
      }
    }
    await noneLeft(page)
    expect(errors.filter((error) => !error.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([])
    await page.close()
  }
})

test("a third one answers by touch, one picture above the other", async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" } as const
  const { page, errors } = await begin("Imani", phone)
  for (let at = 0; at < PAIRS; at++) {
    const [left, right] = await reds(page)
    const better = left > right ? "upper" : "lower"
    if (at === 0) await shoot(page, "pair-phone-before")
    // A press on the picture says the same as the button over it.
    if (at % 2 === 0) await page.getByRole("img", { name: better, exact: true }).tap()
    else await page.getByRole("button", { name: `The ${better} one is better` }).tap()
    await page.getByRole("button", { name: `The ${better} one is better`, pressed: true }).waitFor()
    if (at === 0) {
      await shoot(page, "pair-phone")
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    }
    const send = page.getByRole("button", { name: "Submit and next" })
    if (at === PAIRS - 1) await send.tap()
    else await answer(page, () => send.tap())
  }
  await noneLeft(page)
  expect(errors).toEqual([])
  await page.close()
})

test("of two recordings one is heard at a time, by a key each, and what was said goes out though the network fails", async () => {
  const project = "voices"
  const settings = { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 1, more: 1, moreRatio: 0 } }
  const draft = {
    ...{ name: "Voices", template: "comparison", kind: "comparison", names: "in_house", guideline: "" },
    ...{ ontology: { labels: [], answers: { of: "whole", several: false } }, settings },
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 },
  }
  await owner.act("project.create", { slug: project, draft })
  const call = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/speech/${name}`, import.meta.url)))
  await ingestFiles(
    owner,
    project,
    ["call-01.opus", "call-03.opus"].map((name) => [name, call(name)] as const),
  )
  await join(owner, project, "Noor", ["annotator"])
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "noor@justesse.example")
  await owner.act("project.open", { project })
  const counts = async () =>
    (await owner.ask<{ counts: Record<string, number> }>("project.overview", { project, utcOffsetMinutes: 0 })).counts
  // Whoever is this quick waits for the first pair, which comes without a press.
  await page.goto(`${server.origin}/label/${project}`)
  const plays = () =>
    page.evaluate(() => [...document.querySelectorAll("audio")].map((one) => !one.paused && one.currentTime > 0))
  await expect.poll(() => page.getByRole("button", { name: "Play, right" }).isEnabled(), SOON).toBe(true)
  await expect.poll(() => page.getByRole("button", { name: "Play, left" }).isEnabled(), SOON).toBe(true)
  await page.keyboard.press("Space")
  await expect.poll(plays, SOON).toEqual([true, false])
  await page.keyboard.press("Shift+Space")
  await expect.poll(plays, SOON).toEqual([false, true])
  await page.keyboard.press("Shift+Space")
  await expect.poll(plays, SOON).toEqual([false, false])
  await shoot(page, "pair-heard")
  await withoutNetwork(page, async () => {
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
  })
  await noneLeft(page)
  await expect.poll(async () => (await counts())["settled"], SOON).toBe(1)
  expect(withNetwork(errors)).toEqual([])
  await page.close()
})

test("nobody decides between opinions: they make an order, which stands on the quality page and in a version", async () => {
  const orderNow = () => owner.ask<Order>("quality.order", { project: PROJECT, limit: 10 })
  await expect.poll(async () => (await orderNow()).answers, SOON).toBe(3 * PAIRS)
  expect((await orderNow()).rows.map(({ name }) => name)).toEqual(["2.jpg", "1.jpg", "0.jpg"])
  const counts = async () =>
    (await owner.ask<{ counts: { settled: number } }>("project.overview", { project: PROJECT, utcOffsetMinutes: 0 }))
      .counts
  await expect.poll(async () => (await counts()).settled, SOON).toBe(PAIRS)
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/${PROJECT}/quality`)
  await page.getByText("9 answers · 3 people · 3 pictures").waitFor()
  expect(await page.getByRole("listitem").filter({ hasText: /jpg/ }).allTextContents()).toMatchObject(
    ["2.jpg", "1.jpg", "0.jpg"].map((name) => expect.stringContaining(name)),
  )
  await shoot(page, "pair-order")
  expect(errors).toEqual([])
  await page.close()

  await owner.act("dataset.freeze", { project: PROJECT, note: "" })
  const out = joinPath(freshFolder("compared"), "sunsets")
  const exported = (format: string, to: string) =>
    justesse(dataDir, "export", "--project", PROJECT, "--dataset-version", "1", "--format", format, "--out", to)
  expect(await exported("jsonl", out)).toMatchObject({ code: 0 })
  const lines = readFileSync(joinPath(out, "pictures.jsonl"), "utf8").trim().split("\n")
  const records = lines.map((line) => JSON.parse(line) as { image: string; compared: Compared })
  const ranks = records.map(({ image, compared }) => `${compared.rank} ${image}`).sort()
  expect(ranks).toEqual(["1 2.jpg", "2 1.jpg", "3 0.jpg"])
  const pairs = records.flatMap(({ image, compared }) => compared.pairs.map((pair) => ({ image, ...pair })))
  expect(pairs).toHaveLength(PAIRS)
  for (const { image, with: second, verdict, answers } of pairs) {
    expect(verdict).toBe(image > second ? "first" : "second")
    expect(answers.map((one) => one.verdict)).toEqual([verdict, verdict, verdict])
  }
  // Awa said by how much of all but the one that came back.
  expect(pairs.flatMap(({ answers }) => answers.filter(({ much }) => much === 2))).toHaveLength(PAIRS - 1)
  expect(await exported("comparisons", `${out}-tables`)).toMatchObject({ code: 0 })
  const order = readFileSync(joinPath(`${out}-tables`, "order.csv"), "utf8")
    .trim()
    .split("\n")
  expect(order[0]).toBe("image,split,score,low,high,rank,of,group,comparisons,apostrophes")
  expect(order.find((line) => line.startsWith("2.jpg"))).toMatch(/,1,3,0,6,$/)
})
