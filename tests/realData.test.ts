import { createHash, randomUUID } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { answer, simulatedPerson } from "@justesse/fixtures"
import { S2_PROFILE } from "@justesse/fixtures/testing/profile"
import { addCounts, countBoxes, f1, meanIou } from "@justesse/quality/agreement/boxes"
import type { AnnotationBody, LabelId, Ontology, Region } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Studio, signUp, startStudio, visitor } from "./support/http.ts"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const shared = join(root, "..", "shared", "data")
const here = existsSync(join(shared, "images/bccd.expected.json"))

interface ExpectedImage {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly objects: readonly { readonly label: string; readonly xywh: readonly [number, number, number, number] }[]
}
interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[]
  readonly annotations: readonly {
    readonly image_id: number
    readonly category_id: number
    readonly bbox: readonly number[]
    readonly attributes?: { readonly transcription?: string }
  }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
}

const cli = () =>
  import(pathToFileURL(join(root, "apps/cli/dist/main.js")).href) as Promise<{
    run(words: string[], around: { dataDir: string; studioDir: string }): Promise<number>
  }>

describe.runIf(here)("real pictures with labels (../shared/data)", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "justesse-real-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  async function throughTheShell(path: string, project: string): Promise<Coco> {
    const { run } = await cli()
    const around = { dataDir: join(folder, "data"), studioDir: "" }
    expect(await run(["import", join(shared, path), "--project", project], around)).toBe(0)
    expect(
      await run(["export", "--project", project, "--format", "coco", "--out", join(folder, project)], around),
    ).toBe(0)
    return JSON.parse(readFileSync(join(folder, project, "annotations/instances.json"), "utf8"))
  }

  test("40 cell pictures with 580 boxes go in as VOC and come out as COCO, equal to 0.01 px", async () => {
    const coco = await throughTheShell("images/bccd", "cells")
    const { images }: { images: readonly ExpectedImage[] } = JSON.parse(
      readFileSync(join(shared, "images/bccd.expected.json"), "utf8"),
    )
    const name = new Map(coco.categories.map((c) => [c.id, c.name]))
    let boxes = 0
    for (const image of images) {
      const id = coco.images.find((i) => i.file_name.endsWith(image.file))?.id
      const found = coco.annotations
        .filter((a) => a.image_id === id)
        .map((a) => [name.get(a.category_id), ...a.bbox.map((v) => Math.round(v * 100) / 100)].join(" "))
      expect(found.sort()).toEqual(image.objects.map((o) => [o.label, ...o.xywh].join(" ")).sort())
      boxes += found.length
    }
    console.log(`cells: ${coco.images.length} pictures, ${boxes} boxes equal`)
    expect([coco.images.length, boxes]).toEqual([40, 580])
  })

  test("20 receipts go in as SROIE and come out as COCO, every text to the letter", async () => {
    const coco = await throughTheShell("receipts/sroie", "receipts")
    let lines = 0
    for (const file of readdirSync(join(shared, "receipts/sroie/box"))) {
      const truth = readFileSync(join(shared, "receipts/sroie/box", file), "utf8")
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/)
        .filter((line) => line !== "")
      const wanted = truth.map((line) => {
        const parts = line.split(",")
        const [xs, ys] = [
          [0, 2, 4, 6],
          [1, 3, 5, 7],
        ].map((at) => at.map((i) => Number(parts[i])))
        const [x, y] = [Math.min(...(xs ?? [])), Math.min(...(ys ?? []))]
        return [x, y, Math.max(...(xs ?? [])) - x, Math.max(...(ys ?? [])) - y, parts.slice(8).join(",")].join("|")
      })
      const stem = file.replace(/\.\w+$/, "")
      const id = coco.images.find((i) => i.file_name.split("/").at(-1)?.startsWith(`${stem}.`))?.id
      const found = coco.annotations
        .filter((a) => a.image_id === id)
        .map((a) => [...a.bbox, a.attributes?.transcription ?? ""].join("|"))
      expect(found.sort()).toEqual(wanted.sort())
      lines += found.length
    }
    console.log(`receipts: ${coco.images.length} pictures, ${lines} lines equal`)
    expect(coco.images.length).toBe(20)
  })
})

describe.runIf(here)("three clients with known noise on the cell pictures", () => {
  let studio: Studio
  beforeAll(async () => {
    studio = await startStudio()
  })
  afterAll(() => studio.stop())

  const truths = () => {
    const { images }: { images: readonly ExpectedImage[] } = JSON.parse(
      readFileSync(join(shared, "images/bccd.expected.json"), "utf8"),
    )
    return new Map(images.map((image) => [image.file, image]))
  }
  const bodyOf = (image: ExpectedImage): AnnotationBody => ({
    nothingHere: false,
    regions: image.objects.map((o, i) => {
      const [x, y, width, height] = o.xywh
      return { id: `t${i}`, geometry: { type: "box", x, y, width, height }, label: o.label } as unknown as Region // branded ids of a test
    }),
  })

  function score(answers: ReadonlyMap<string, AnnotationBody>): { meanIou: number; f1: number } {
    const counts = addCounts(
      [...truths()].map(([file, image]) =>
        countBoxes(answers.get(file)?.regions ?? [], bodyOf(image).regions, 0.5, "same"),
      ),
    )
    return { meanIou: meanIou(counts) ?? 0, f1: f1(counts) ?? 0 }
  }

  test("consensus is at least as near the truth as the best of them; all differences are reviewed, frozen and exported", async () => {
    const owner = await signUp(studio, "owner")
    const labels = ["Platelets", "RBC", "WBC"].map((id, i) => ({
      id,
      name: { en: id },
      color: ["#e69f00", "#56b4e9", "#009e73"][i],
      key: String(i + 1),
      hasText: false,
      attributes: [],
      retired: false,
    }))
    const ontology = { labels } as unknown as Ontology // branded ids of a test
    const settings = {
      purpose: "test",
      overlap: { base: 3, more: 3, moreRatio: 0 },
      settle: { matchIou: 0.4, settleIou: 0.8, text: "exact" },
      leaseMinutes: 240,
      opening: "fit",
      paused: false,
      pausedReason: "",
      contentNote: "",
    }
    const draft = {
      name: "Cells",
      template: "empty",
      kind: "boxes",
      names: "in_house",
      settings,
      ontology,
      guideline: "## 1 Cells\n\nEvery cell.",
      forecast: { people: 3, hoursPerDay: 6, secondsPerAnswer: 14 },
    }
    await owner.call("project.create", { draft, slug: "cells" })
    const batch = randomUUID()
    const hashes = new Map<string, string>()
    for (const file of readdirSync(join(shared, "images/bccd/images"))) {
      const bytes = readFileSync(join(shared, "images/bccd/images", file))
      hashes.set(createHash("sha256").update(bytes).digest("hex"), file)
      await owner.upload("cells", batch, file, bytes)
    }
    const { id } = await owner.call<{ id: number }>("imports.start", {
      project: "cells",
      batch,
      name: "cells",
      as: "settled",
    })
    await owner.until(
      async () =>
        (await owner.query<{ row: { state: string } }>("imports.get", { project: "cells", id })).row.state === "done",
    )
    await owner.call("project.open", { project: "cells" })
    const { links } = await owner.call<{ links: { link: string }[] }>("people.invite", {
      project: "cells",
      people: [1, 2, 3].map((n) => ({ name: `P${n}`, email: null, roles: ["annotator"] })),
      maxUses: 1,
    })
    const singles: Map<string, AnnotationBody>[] = []
    for (const [n, { link }] of links.entries()) {
      const person = visitor(studio)
      const token = link.split("#")[1] ?? ""
      const preferences = { language: "en", theme: "system", keyHints: true, mirrored: false }
      await person.call("account.joinAccept", {
        token,
        account: { name: `P${n + 1}`, email: `p${n + 1}@example.org`, password: "a long password", preferences },
      })
      const sent = new Map<string, AnnotationBody>()
      const simulated = simulatedPerson(1_000 + n, S2_PROFILE)
      let held = await person.call<HeldLeases>("work.next", { project: "cells", want: 1 })
      for (let lease: Lease | undefined = held.leases[0]; lease; lease = held.leases[0]) {
        // A client looks at the picture: its bytes say which one it is, the wire does not (I5).
        const file =
          hashes.get(
            createHash("sha256")
              .update(await person.bytes(lease.media.full))
              .digest("hex"),
          ) ?? ""
        const image = truths().get(file)
        if (!image) throw new Error(`an unknown picture ${file}`)
        const body = answer(
          simulated,
          { seed: [...hashes.values()].indexOf(file), size: lease.size, ontology },
          bodyOf(image),
        )
        sent.set(file, body)
        const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
        held = await person.call<HeldLeases>("work.submitNext", {
          assignmentId,
          fence,
          submissionId: randomUUID(),
          body,
          ontologyVersion,
          guidelineVersion,
          want: 1,
        })
      }
      expect(sent.size).toBe(40)
      singles.push(sent)
    }
    await owner.until(
      async () =>
        (
          await owner.query<{ counts: { disputed: number; settled: number } }>("project.overview", {
            project: "cells",
            utcOffsetMinutes: 0,
          })
        ).counts.disputed +
          (
            await owner.query<{ counts: { settled: number } }>("project.overview", {
              project: "cells",
              utcOffsetMinutes: 0,
            })
          ).counts.settled ===
        40,
    )
    const reviewed = await reviewAll(owner)
    const frozen = await owner.call<{ version: number }>("dataset.freeze", { project: "cells", note: "" })
    const consensus = await finalAnswers(owner)
    const best = singles.map(score)
    const together = score(consensus)
    console.log(
      `consensus: mean IoU ${together.meanIou.toFixed(3)}, F1@0.5 ${together.f1.toFixed(3)}; single clients ${best.map((b) => `${b.meanIou.toFixed(3)}/${b.f1.toFixed(3)}`).join(", ")}; ${reviewed} differences reviewed; version ${frozen.version}`,
    )
    expect(together.meanIou).toBeGreaterThanOrEqual(Math.max(...best.map((b) => b.meanIou)))
    expect(together.f1).toBeGreaterThanOrEqual(Math.max(...best.map((b) => b.f1)))
    const { id: job } = await owner.call<{ id: number }>("dataset.exportStart", {
      project: "cells",
      version: frozen.version,
      format: "coco",
      withPictures: false,
    })
    await owner.until(async () =>
      (
        await owner.query<{ exports: { id: number; state: string }[] }>("dataset.get", {
          project: "cells",
          version: frozen.version,
        })
      ).exports.some((e) => e.id === job && e.state === "done"),
    )
  }, 240_000)

  /** Takes the proposal of every difference, as a reviewer who trusts the consensus would. */
  async function reviewAll(owner: Awaited<ReturnType<typeof signUp>>): Promise<number> {
    let decided = 0
    for (;;) {
      const { task } = await owner.call<{ task: ReviewTask | null }>("review.open", {
        project: "cells",
        task: null,
        kinds: [],
        labels: [],
      })
      if (!task) return decided
      let revision = task.revision
      for (const { difference } of task.differences) {
        const reason = { code: "other", clause: null, note: "" }
        revision = (
          await owner.call<{ revision: number }>("review.decide", {
            project: "cells",
            task: task.task,
            revision,
            difference: difference.id,
            decision: { outcome: "proposal", reason },
          })
        ).revision
        decided++
      }
      await owner.call("review.file", { project: "cells", task: task.task, revision })
    }
  }

  async function finalAnswers(owner: Awaited<ReturnType<typeof signUp>>): Promise<Map<string, AnnotationBody>> {
    const filter = { search: "", states: [] as string[], labels: [] as LabelId[] }
    const { tiles } = await owner.query<{ tiles: { asset: number; name: string }[] }>("asset.list", {
      project: "cells",
      filter,
      sort: "number",
      cursor: null,
      limit: 100,
    })
    const answers = new Map<string, AnnotationBody>()
    for (const tile of tiles) {
      const shown = await owner.query<{ answer: AnnotationBody | null }>("asset.get", {
        project: "cells",
        asset: tile.asset,
      })
      if (shown.answer) answers.set(tile.name.split("/").at(-1) ?? "", shown.answer)
    }
    return answers
  }
})

if (!here) {
  test("real data are not beside this checkout (../shared/data): their tests did not run", () => {
    expect(existsSync(join(root, "..", "shared"))).toBe(false)
  })
}
