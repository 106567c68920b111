import { readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { expect, test } from "vitest"
import { justesse, justesseDone } from "../support/cli.ts"
import { freshFolder } from "../support/folders.ts"
import { jpeg } from "../support/pictures.ts"

const images = [1, 2, 3].map((id) => ({ id, file_name: `${id}.jpg`, width: 64, height: 48 }))
const coco = {
  images,
  categories: [{ id: 1, name: "car" }],
  annotations: images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [id, 5, 20, 20], iscrowd: 0 })),
}

/** A studio with three linked pictures in one frozen version. */
async function linkedStudio(): Promise<{ data: string; photos: string; folder: string }> {
  const folder = freshFolder("operate")
  const photos = freshFolder("photos")
  for (const { id, file_name } of images) writeFileSync(join(photos, file_name), await jpeg(id, 64, 48))
  writeFileSync(join(photos, "coco.json"), JSON.stringify(coco))
  const data = join(folder, "data")
  await justesseDone(data, "import", photos, "--project", "cars", "--link")
  await justesseDone(data, "export", "--project", "cars", "--format", "coco", "--out", join(folder, "out.zip"))
  return { data, photos, folder }
}

test("a backup says which originals are not in it, or takes them in, and a restore makes own copies", async () => {
  const { data, photos, folder } = await linkedStudio()
  const [plain, full] = [join(folder, "plain.jbackup"), join(folder, "full.jbackup")]
  expect(await justesseDone(data, "backup", plain)).toMatch(
    /^\d+ rows in .*, read back and found whole\.\nNot in it: 3 linked originals \(\d+(\.\d kB| bytes)\), which stay where they lie\. Include them with --with-linked/,
  )
  const made = JSON.parse(await justesseDone(data, "backup", full, "--with-linked", "--json"))
  expect(made).toMatchObject({ ok: true, linked: { files: 3, leftFiles: 0, lost: 0 } })
  for (const name of readdirSync(photos)) rmSync(join(photos, name))
  const missing = JSON.parse((await justesse(data, "verify", "--json")).out)
  expect(missing.problems).toHaveLength(3)
  expect(missing.problems[0]).toContain("its linked original is missing:")
  const elsewhere = join(folder, "elsewhere")
  await justesseDone(elsewhere, "restore", full)
  expect(await justesseDone(elsewhere, "verify")).toBe("Everything that could be checked is as it was stored.")
}, 120_000)

test("verify names the frozen version and the picture that are not as they were", async () => {
  const { data } = await linkedStudio()
  expect(JSON.parse(await justesseDone(data, "verify", "--json"))).toEqual({ ok: true, problems: [], versions: [] })
  const db = new Database(join(data, "justesse.db"))
  db.prepare("update version_item set settled_by = 'gold' where item_id = 2").run()
  db.close()
  const { code, out } = await justesse(data, "verify", "--json")
  const said = JSON.parse(out)
  expect([code, said.ok]).toEqual([1, false])
  expect(said.versions).toMatchObject([
    { project: "cars", version: 1, what: "picture", asset: 2, name: "2.jpg" },
    { project: "cars", version: 1, what: "seal" },
  ])
  expect((await justesse(data, "verify")).out).toMatch(/^version 1 of cars, picture 2 \(2\.jpg\): not as it was frozen/)
}, 120_000)
