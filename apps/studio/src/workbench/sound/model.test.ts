import { documentOf, type EditAct, historyOf, openEditing, stepEditing } from "@justesse/editor"
import { type Label, LabelId, RegionId, type WorkRegion } from "@justesse/types"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { TaskModel } from "../annotate/model/task.ts"
import { escapeSound, SOUND_ACTS } from "./commands.ts"
import { SoundModel } from "./model.ts"

const label = (id: string, hasText: boolean): Label => ({
  ...{ id: LabelId.parse(id), name: { en: id }, color: "#e69f00", key: null, hasText },
  ...{ attributes: [], retired: false },
})
const heard = (id: string, startMs: number, endMs: number, value?: string): WorkRegion => ({
  id: RegionId.parse(id),
  geometry: { type: "span", startMs, endMs },
  label: LabelId.parse("speech"),
  speaker: "1",
  ...(value !== undefined && { transcript: { value } }),
})

/** A recording of a minute under somebody's hands, without a browser that plays it. */
function open(...regions: WorkRegion[]) {
  let editing = openEditing({
    history: historyOf(documentOf({ regions, nothingHere: false })),
    ontology: { labels: [label("speech", true), label("music", false)], answers: { of: "span", several: true } },
    ...{ kind: "audio" as const, size: { width: 1, height: 1 }, fresh: true, shapes: [], readOnly: null },
  })
  const model: TaskModel = new TaskModel(editing, (act: EditAct) => {
    editing = stepEditing(editing, act).editing
    model.follow(editing)
  })
  const said: string[] = []
  const recording = { url: "/media/a.flac", peaks: "/media/a.peaks", durationMs: 60_000 }
  const sound = new SoundModel(model, recording, (refusal) => said.push(refusal))
  const acts = { sound, model, say: (key: string) => said.push(key) }
  const run = (id: string, digit = 0) => SOUND_ACTS[id]?.(acts, { digit, letter: "" })
  const lines = () =>
    sound.segments.map(({ id, speaker, startMs, endMs, text }) => `${id} ${speaker} ${startMs}-${endMs} ${text}`.trim())
  const setReadOnly = () => {
    editing = { ...editing, readOnly: "sent" }
    model.follow(editing)
  }
  return { sound, model, run, said, lines, acts, setReadOnly }
}

beforeEach(() => {
  // Nothing plays here; where it would play is told.
  vi.stubGlobal(
    "Audio",
    class extends EventTarget {
      currentTime = 0
      paused = true
      play = async () => {}
      pause() {}
    },
  )
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("document", { activeElement: null, getElementById: () => null, querySelector: () => null })
})
afterEach(() => vi.unstubAllGlobals())

test("Enter takes what was proposed, goes to the next segment with the caret in it, and says when all is written", () => {
  const { sound, model, run, said } = open({ ...heard("a", 0, 1_000), proposed: true }, heard("b", 1_500, 2_000))
  sound.choose(RegionId.parse("a"), { writes: true })
  expect(sound.player.nowMs).toBe(0)
  model.type("good morning")
  run("sound.next")
  expect(model.document.regions.get(RegionId.parse("a"))).toMatchObject({ transcript: { value: "good morning" } })
  expect(model.document.regions.get(RegionId.parse("a"))?.proposed).toBeUndefined()
  expect(model.snapshot.visit?.region).toBe("b")
  expect(sound.player.nowMs).toBe(1_250)
  run("sound.next")
  expect(said).toEqual(["sound:told.unread"])
  model.type("yes")
  run("sound.next")
  expect(said.at(-1)).toBe("sound:told.allRead")
  expect(model.snapshot.visit).toBeNull()
})

test("a split takes what is typed along, and undo gives back one step after the other", () => {
  const { sound, model, run, said, lines } = open(heard("a", 0, 4_000))
  sound.choose(RegionId.parse("a"), { writes: true })
  model.type("good morning everybody")
  sound.player.seek(1_000)
  sound.split(4)
  const [first, second] = lines()
  expect(first).toBe("a 1 0-1000 good")
  expect(second).toMatch(/ 1 1000-4000 morning everybody$/)
  expect(model.snapshot.visit?.value).toBe("morning everybody")
  model.undo()
  expect(lines()).toEqual(["a 1 0-4000 good morning everybody"])
  model.undo()
  expect(lines()).toEqual(["a 1 0-4000"])
  sound.player.seek(9_000)
  run("sound.split")
  expect([lines().length, said]).toEqual([1, ["too_short"]])
})

test("B begins and ends a segment where it is heard; Escape gives it up before anything else", () => {
  const { sound, run, lines, acts } = open()
  sound.player.seek(2_000)
  run("sound.begin")
  expect(sound.shown.hand.beganMs).toBe(2_000)
  expect(escapeSound(acts)).toBe(true)
  expect(sound.shown.hand.beganMs).toBeNull()
  expect(escapeSound(acts)).toBe(false)
  run("sound.begin")
  sound.player.seek(3_500)
  run("sound.begin")
  expect(lines()[0]).toMatch(/ 1 2000-3500$/)
})

test("borders, speakers, joins and deletions are keys, and what cannot be is said", () => {
  const { sound, model, run, said, lines } = open(heard("a", 0, 1_000, "one"), heard("b", 1_000, 2_000, "two"))
  sound.choose(RegionId.parse("a"))
  run("sound.muchLater")
  expect(lines()).toEqual(["a 1 0-1100 one", "b 1 1100-2000 two"])
  run("sound.otherBorder")
  run("sound.later")
  expect(lines()[0]).toBe("a 1 10-1100 one")
  sound.player.seek(5_000)
  run("sound.start")
  expect(said).toEqual(["outside"])
  run("sound.speaker", 2)
  expect(lines()[0]).toBe("a 2 10-1100 one")
  run("sound.join")
  expect(said.at(-1)).toBe("nothing_after")
  run("sound.label", 2)
  expect(model.document.regions.get(RegionId.parse("a"))?.label).toBe("music")
  run("sound.delete")
  expect(lines()).toEqual(["b 1 1100-2000 two"])
  expect(model.snapshot.session.selected).toBe("b")
})

test("segments from the pauses are proposals: Y takes one, which is heard and written next, all at once is one step", () => {
  const { sound, model, run, said } = open()
  const loud = (i: number) => (i % 400 < 200 ? 150 : 1)
  sound.show({ isSeen: true, levels: [{ values: Uint8Array.from({ length: 6_000 }, (_, i) => loud(i)), stepMs: 10 }] })
  run("sound.pauses")
  expect(said).toEqual(["sound:told.proposed"])
  expect(model.snapshot.proposed).toBe(15)
  run("proposal.take")
  expect(model.snapshot.proposed).toBe(14)
  expect(model.snapshot.visit?.region).toBe(sound.segments[0]?.id)
  sound.step(1, false)
  run("proposal.drop")
  // What was dropped leads to the next proposal, which is heard.
  expect(sound.player.nowMs).toBeGreaterThan(3_000)
  expect([model.snapshot.proposed, sound.segments.length]).toEqual([13, 14])
  run("proposal.takeAll")
  expect(model.snapshot.proposed).toBe(0)
  model.undo()
  expect(model.snapshot.proposed).toBe(13)
  run("sound.pauses")
  expect(said.at(-1)).toBe("sound:told.proposed")
})

test("a segment that was drawn has the caret, by the hand or by keys; one without a text has none", () => {
  const { sound, model, run } = open()
  sound.act({ act: "draw", id: RegionId.parse("drawn"), startMs: 0, endMs: 1_000 })
  expect(model.snapshot.visit?.region).toBe("drawn")
  sound.player.seek(2_000)
  run("sound.begin")
  sound.player.seek(3_000)
  run("sound.begin")
  expect(model.snapshot.visit?.region).toBe(sound.segments[1]?.id)
  model.setWriting(false)
  run("sound.label", 2)
  sound.choose(sound.segments[1]?.id ?? RegionId.parse("none"), { writes: true })
  expect(model.snapshot.visit).toBeNull()
})

test("the last segment joins the one before it, and the caret stays in the text", () => {
  const { sound, model, run, lines } = open(heard("a", 0, 1_000, "one"), heard("b", 1_000, 2_000, "two"))
  sound.choose(RegionId.parse("b"), { writes: true })
  run("sound.joinInText")
  expect(lines()).toEqual(["a 1 0-2000 one two"])
  expect(model.snapshot.visit?.region).toBe("a")
  run("sound.speakerInText", 1)
  expect(model.snapshot.visit?.region).toBe("a")
})

test("the first Enter after segments were proposed plays the one that is opened", () => {
  const { sound, model, run } = open()
  const loud = (i: number) => (i % 400 < 200 ? 150 : 1)
  sound.show({ isSeen: true, levels: [{ values: Uint8Array.from({ length: 6_000 }, (_, i) => loud(i)), stepMs: 10 }] })
  run("sound.pauses")
  sound.player.seek(50_000)
  run("sound.write")
  expect(model.snapshot.visit?.region).toBe(sound.segments[0]?.id)
  expect(sound.player.nowMs).toBeLessThan(5_000)
})

test("what was sent is heard and seen, and stays as it is", () => {
  const { sound, run, lines, setReadOnly } = open(heard("a", 0, 1_000, "one"))
  setReadOnly()
  sound.choose(RegionId.parse("a"))
  for (const id of ["sound.later", "sound.delete", "sound.split", "sound.join", "sound.pauses"]) run(id)
  run("sound.speaker", 2)
  expect(lines()).toEqual(["a 1 0-1000 one"])
})

test("the view goes to a segment that is chosen, and to all of the recording and back by a key", () => {
  const { sound, run } = open(heard("a", 40_000, 41_000))
  expect(sound.shown.view).toEqual({ fromMs: 0, toMs: 20_000 })
  sound.choose(RegionId.parse("a"))
  expect(sound.shown.view.fromMs).toBe(38_000)
  run("sound.all")
  expect(sound.shown.view).toEqual({ fromMs: 0, toMs: 60_000 })
  run("sound.segment")
  expect(sound.shown.view).toEqual({ fromMs: 39_850, toMs: 41_150 })
  run("view.zoomOut")
  expect(sound.shown.view.toMs - sound.shown.view.fromMs).toBeCloseTo(1_950)
})

test("before the picture of the sound has come nothing is said of its pauses but that it comes", () => {
  const { run, said, lines } = open()
  run("sound.pauses")
  expect([said, lines()]).toEqual([["sound:peaks.coming"], []])
})
