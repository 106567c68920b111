import { join } from "node:path"
import { type Browser, chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Played, playCounters } from "../bench/canvasCounters.ts"
import { type Site, serveFolders } from "../bench/canvasSite.ts"
import { BUNDLES } from "../support/places.ts"

// P7 of the canvas goals: counts, so the same on every machine, however busy it is.

let browser: Browser
let site: Site

beforeAll(async () => {
  site = await serveFolders([BUNDLES.studio], join(BUNDLES.studio, "index.html"))
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Frames as fast as they come: the counts are the same, and nobody waits for a screen.
    args: ["--no-sandbox", "--disable-gpu", "--disable-frame-rate-limit", "--disable-gpu-vsync"],
  })
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe.each([100, 1_000, 5_000])("a picture with %i boxes", (boxes) => {
  let played: Played
  beforeAll(async () => {
    played = await playCounters(browser, site.origin, boxes)
  })

  test("hovering and selecting draw no other box anew", () => {
    expect(played.hover).toMatchObject({ everyCommit: 0, staticDraws: 0 })
    expect(played.select.staticDraws).toBe(0)
    expect(played.select.everyCommit).toBeGreaterThan(0)
  })

  test("60 moves of a drag are 60 draws of the top layer and nothing else", () => {
    expect(played.moved).toBeGreaterThan(400)
    expect(played.drag).toMatchObject({ reactCommits: 0, everyCommit: 0, staticDraws: 0, indexRebuilds: 0 })
    expect(Math.abs(played.drag.activeDraws - 60)).toBeLessThanOrEqual(1)
  })

  test("a drop draws the other boxes once, and only where it was and is", () => {
    expect(played.drop).toMatchObject({ staticDraws: 1, indexRebuilds: 0 })
  })

  test("60 moves while a box is drawn are 60 draws of the top layer and nothing else", () => {
    expect(played.added).toBe(1)
    expect(played.draw).toMatchObject({ reactCommits: 0, everyCommit: 0, staticDraws: 0, indexRebuilds: 0 })
    expect(Math.abs(played.draw.activeDraws - 60)).toBeLessThanOrEqual(1)
  })

  test("60 frames of panning and of zooming draw at most once each, outside React", () => {
    expect(played.panned).toBeCloseTo(240)
    for (const gesture of [played.pan, played.zoom]) {
      expect(gesture).toMatchObject({ reactCommits: 0, everyCommit: 0 })
      expect(gesture.staticDraws).toBeLessThanOrEqual(61)
      expect(gesture.activeDraws).toBeLessThanOrEqual(61)
    }
  })

  test("nodes, labels and list rows stay few", () => {
    expect(played.elements).toBeGreaterThan(3)
    expect(played.elements).toBeLessThanOrEqual(30)
    expect(played.labelsMost).toBeGreaterThan(0)
    expect(played.labelsMost).toBeLessThanOrEqual(400)
    expect(played.rowsMost).toBeGreaterThan(0)
    expect(played.rowsMost).toBeLessThanOrEqual(60)
  })
})
