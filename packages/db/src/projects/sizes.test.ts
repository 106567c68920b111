import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { insertAssets } from "../assets/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { findMeanMinutes, findMeanRegions } from "./sizes.ts"

const MINUTE = 60_000

describe.each(engines)("sizes of tasks on $name", (engine) => {
  let opened: TestStorage
  let [ada, project] = [0, 0]
  const db = () => opened.storage.db

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 3, 1)
  })

  test("nothing is known of images without answers and without predictions", async () => {
    expect(await findMeanRegions(db(), project)).toBeNull()
    expect(await findMeanMinutes(db(), project)).toEqual({ waiting: null, answered: null })
  })

  test("regions are those of final answers", async () => {
    const final = { state: "settled", settled_by: "import" } as const
    for (const [task_id, regions] of [
      [1, 9],
      [2, 10],
    ] as const)
      await db()
        .updateTable("task_state")
        .set({ ...final, regions })
        .where("project_id", "=", project)
        .where("task_id", "=", task_id as never)
        .execute()
    expect(await findMeanRegions(db(), project)).toBe(9.5)
  })

  test("minutes are those of recordings, the ones that wait by themselves", async () => {
    const heard = { sampleRate: 16_000, channels: 1, codec: "MP3", decodedBy: "ffmpeg 7", notes: [] }
    const sound = (durationMs: number) => ({
      ...{ ...heard, durationMs },
      ...{ peaksSha256: "a".repeat(64), playableSha256: "b".repeat(64), playableBytes: 1 },
    })
    const recording = (id: number, minutes: number) => ({
      ...{ id, name: `${id}.mp3`, sha256: String(id).repeat(64), mediaType: "audio/mpeg", bytes: 1, size: null },
      ...{ problem: null, extra: {}, uprightSha256: null, previewSha256: null, thumbnailSha256: null },
      ...{ importId: null, madeAtMs: NOW, sound: sound(minutes * MINUTE) },
    })
    await insertAssets(db(), project, [recording(1, 1), recording(2, 21), recording(3, 180)])
    expect(await findMeanMinutes(db(), project)).toEqual({ waiting: 67.33333333333333, answered: null })
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    expect(lease).toBeDefined()
    await db()
      .updateTable("assignment")
      .set({ state: 1 as never })
      .where("project_id", "=", project)
      .execute()
    const { answered } = await findMeanMinutes(db(), project)
    expect([1, 21, 180]).toContain(answered)
  })
})
