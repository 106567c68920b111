import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { diskBlobs } from "../blobs.ts"
import { deletePictures, findOrphans } from "../imports/undo.ts"
import { openStorage } from "../openStorage.ts"
import { makeBackup } from "../operate/backup.ts"
import { restoreBackup } from "../operate/restore.ts"
import { verifyStorage } from "../operate/verify.ts"
import { engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { findTaskPictures } from "../work/tasks.ts"
import { findAsset, insertAssets } from "./index.ts"
import { findUnusedBlobs, setBytesGone } from "./marks.ts"
import { findAssetBlobs, findAssignmentBlobs } from "./mediaBlobs.ts"
import type { Asset, AssetSound } from "./rows.ts"

const bytes = (what: string) => Buffer.from(`${what} of a recording`)

describe.each(engines)("recordings on $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let ada = 0
  let project = 0
  let sound: AssetSound
  let recording: Asset
  const db = () => opened.storage.db

  beforeEach(async () => {
    opened = await engine.open()
    folder = temporaryFolder()
    ;[ada = 0] = await addPeople(opened.storage, 1)
    project = await addProject(opened.storage, ada, 1, 1)
    const blobs = diskBlobs(join(folder.path, "blobs"))
    const [sha256 = "", peaksSha256 = "", playableSha256 = ""] = await blobs.putAll(
      ["original", "peaks", "copy"].map((what) => ({ body: bytes(what) })),
    )
    const heard = { durationMs: 10_800_000, sampleRate: 16_000, channels: 6, codec: "MP3", decodedBy: "ffmpeg 7" }
    sound = { ...heard, notes: ["mixed"], peaksSha256, playableSha256, playableBytes: 19 }
    recording = {
      ...{ id: 1, name: "talk.mp3", sha256, mediaType: "audio/mpeg", bytes: 23, size: null, problem: null, extra: {} },
      ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, importId: null, madeAtMs: NOW },
      sound,
    }
    await insertAssets(db(), project, [recording])
  })
  afterEach(async () => {
    await opened.close()
    folder.remove()
  })

  test("come back with all that is known of them; a picture knows nothing of it", async () => {
    await insertAssets(db(), project, [
      { ...recording, id: 2, name: "p.png", size: { width: 3, height: 2 }, sound: null },
    ])
    expect((await findAsset(db(), project, 1))?.sound).toEqual(sound)
    expect(await findAsset(db(), project, 2)).toMatchObject({ sound: null, size: { width: 3, height: 2 } })
  })

  test("are played from their copy, by whoever has the task too", async () => {
    const played = { sha256: sound.playableSha256, mediaType: "audio/flac", sound, size: null }
    expect(await findAssetBlobs(db(), project, 1)).toMatchObject(played)
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    expect(lease?.start.facts).toEqual({ medium: "audio", durationMs: 10_800_000, sampleRate: 16_000, channels: 6 })
    expect(lease?.start).toMatchObject({ width: 1, height: 1 })
    const task = (await findTaskPictures(db(), project, [1])).get(1)
    expect(task).toEqual({ assetId: 1, name: "talk.mp3", size: { width: 1, height: 1 }, facts: lease?.start.facts })
    expect(await findAssignmentBlobs(db(), lease?.publicId ?? "")).toMatchObject({ ...played, personId: ada })
  })

  test("hold on to their peaks and their copy until they are gone, and let go of them then", async () => {
    const all = new Set([recording.sha256, sound.peaksSha256, sound.playableSha256, "f".repeat(64)])
    expect([...(await findUnusedBlobs(db(), all))]).toEqual(["f".repeat(64)])
    expect(await findOrphans(db(), [...all])).toEqual(["f".repeat(64)])
    await db().updateTable("asset").set({ removed: 1 }).execute()
    await setBytesGone(db(), [{ projectId: project, id: 1, hashes: [] }])
    expect(await findUnusedBlobs(db(), all)).toEqual(all)
    expect(await findAssetBlobs(db(), project, 1)).toMatchObject({ sha256: recording.sha256, sound: null })
  })

  test("are taken back with their bytes by the import that brought them", async () => {
    const { hashes } = await db()
      .transaction()
      .execute((tx) => deletePictures(tx, project, [1]))
    expect(hashes.sort()).toEqual([recording.sha256, sound.peaksSha256, sound.playableSha256].sort())
  })

  test("are in a backup with their peaks and their copy, and come back from it; a lost copy is found", async () => {
    const to = join(folder.path, "all.backup")
    await makeBackup(opened.storage, { blobsDir: join(folder.path, "blobs"), to, madeAtMs: NOW })
    const at = { file: join(folder.path, "again.db") }
    const blobsDir = join(folder.path, "again")
    await restoreBackup(to, { ...at, blobsDir })
    const restored = await openStorage(at)
    const blobs = diskBlobs(blobsDir)
    try {
      expect((await findAsset(restored.db, project, 1))?.sound).toEqual(sound)
      for (const sha of [recording.sha256, sound.peaksSha256, sound.playableSha256])
        expect(existsSync(blobs.path(sha))).toBe(true)
      expect(await verifyStorage(restored, { blobs })).toEqual([])
      await blobs.remove(sound.playableSha256)
      expect((await verifyStorage(restored, { blobs })).join()).toContain("talk.mp3")
    } finally {
      await restored.close()
    }
  })
})
